"""S3's answers to what has nothing to do with encryption (S3 API reference, "Error responses")."""

from collections.abc import Mapping

from conformance.emulator.auth.errors import Reason
from conformance.emulator.errors import Condition, Problem

BUCKET = (("BucketName", "{bucket}"),)
DENIED = Problem(403, "AccessDenied", "Access Denied")
NO_DATE = Problem(403, "AccessDenied", "AWS authentication requires a valid Date or x-amz-date header")
MALFORMED_XML = Problem(
    400,
    "MalformedXML",
    "The XML you provided was not well-formed or did not validate against our published schema",
)

CONDITIONS: Mapping[Condition, Problem] = {
    Condition.NO_SUCH_BUCKET: Problem(404, "NoSuchBucket", "The specified bucket does not exist", BUCKET),
    Condition.NO_SUCH_KEY: Problem(404, "NoSuchKey", "The specified key does not exist.", (("Key", "{key}"),)),
    Condition.NO_SUCH_VERSION: Problem(404, "NoSuchVersion", "The specified version does not exist."),
    Condition.NO_SUCH_UPLOAD: Problem(
        404,
        "NoSuchUpload",
        "The specified upload does not exist. The upload ID may be invalid, "
        "or the upload may have been aborted or completed.",
    ),
    Condition.NO_SUCH_POLICY: Problem(404, "NoSuchBucketPolicy", "The bucket policy does not exist", BUCKET),
    Condition.BUCKET_EXISTS: Problem(409, "BucketAlreadyExists", "The requested bucket name is not available.", BUCKET),
    Condition.BUCKET_OWNED: Problem(
        409,
        "BucketAlreadyOwnedByYou",
        "Your previous request to create the named bucket succeeded and you already own it.",
        BUCKET,
    ),
    Condition.BUCKET_NOT_EMPTY: Problem(409, "BucketNotEmpty", "The bucket you tried to delete is not empty", BUCKET),
    Condition.BUCKET_NAME: Problem(400, "InvalidBucketName", "The specified bucket is not valid.", BUCKET),
    Condition.DELETE_MARKER: Problem(
        405, "MethodNotAllowed", "The specified method is not allowed against this resource."
    ),
    Condition.NOT_IMPLEMENTED: Problem(
        501, "NotImplemented", "A header or query you provided implies functionality that is not implemented: {what}"
    ),
    Condition.BAD_ARGUMENT: Problem(
        400,
        "InvalidArgument",
        "Invalid argument",
        (("ArgumentName", "{name}"), ("ArgumentValue", "{value}")),
    ),
    Condition.MISSING_BODY: MALFORMED_XML,
    Condition.MALFORMED_XML: MALFORMED_XML,
    Condition.MALFORMED_POLICY: Problem(400, "MalformedPolicy", "{why}"),
    Condition.MALFORMED_FORM: Problem(
        400, "MalformedPOSTRequest", "The body of your POST request is not well-formed multipart/form-data."
    ),
    Condition.NO_PERMISSION: DENIED,
    Condition.INVALID_PART: Problem(
        400,
        "InvalidPart",
        "One or more of the specified parts could not be found. The part may not have been uploaded, "
        "or the specified entity tag may not match the part's entity tag.",
    ),
    Condition.INVALID_PART_ORDER: Problem(
        400, "InvalidPartOrder", "The list of parts was not in ascending order. Parts must be ordered by part number."
    ),
    Condition.PART_TOO_SMALL: Problem(
        400, "EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size"
    ),
    Condition.PRECONDITION_FAILED: Problem(
        412,
        "PreconditionFailed",
        "At least one of the pre-conditions you specified did not hold",
        (("Condition", "{condition}"),),
    ),
    Condition.RANGE: Problem(
        416, "InvalidRange", "The requested range is not satisfiable", (("ActualObjectSize", "{size}"),)
    ),
    Condition.TOO_LARGE: Problem(400, "EntityTooLarge", "Your proposed upload exceeds the maximum allowed size"),
    Condition.TOO_SMALL: Problem(
        400, "EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size"
    ),
    Condition.ARCHIVED: Problem(403, "InvalidObjectState", "The operation is not valid for the object's storage class"),
}

AUTH_PROBLEMS: Mapping[Reason, Problem] = {
    Reason.MALFORMED: Problem(400, "AuthorizationHeaderMalformed", "{detail}"),
    Reason.UNSUPPORTED_SCHEME: Problem(400, "InvalidArgument", "Unsupported Authorization Type"),
    Reason.SEVERAL_MECHANISMS: Problem(400, "InvalidArgument", "Only one auth mechanism allowed"),
    Reason.UNKNOWN_ACCESS_KEY: Problem(
        403, "InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records."
    ),
    Reason.BAD_TOKEN: Problem(400, "InvalidToken", "The provided token is malformed or otherwise invalid."),
    Reason.MISSING_DATE: NO_DATE,
    Reason.BAD_DATE: NO_DATE,
    Reason.SKEWED: Problem(
        403, "RequestTimeTooSkewed", "The difference between the request time and the current time is too large."
    ),
    Reason.EXPIRED: Problem(403, "AccessDenied", "Request has expired"),
    Reason.BAD_SIGNATURE: Problem(
        403,
        "SignatureDoesNotMatch",
        "The request signature we calculated does not match the signature you provided. "
        "Check your key and signing method.",
    ),
    Reason.MISSING_PAYLOAD_HASH: Problem(
        400, "InvalidRequest", "Missing required header for this request: x-amz-content-sha256"
    ),
    Reason.PAYLOAD_MISMATCH: Problem(
        400, "XAmzContentSHA256Mismatch", "The provided 'x-amz-content-sha256' header does not match what was computed."
    ),
    Reason.INCOMPLETE_BODY: Problem(
        400, "IncompleteBody", "You did not provide the number of bytes specified by the Content-Length HTTP header"
    ),
    Reason.MALFORMED_BODY: Problem(400, "InvalidRequest", "The body's chunk framing cannot be read."),
    Reason.POLICY_MALFORMED: Problem(400, "InvalidPolicyDocument", "Invalid Policy: {detail}"),
    Reason.POLICY_EXPIRED: Problem(403, "AccessDenied", "Invalid according to Policy: Policy expired."),
    Reason.POLICY_VIOLATED: Problem(
        403, "AccessDenied", "Invalid according to Policy: Policy Condition failed: {detail}"
    ),
}
