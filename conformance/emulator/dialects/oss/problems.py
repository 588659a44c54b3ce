"""OSS's answers to what has nothing to do with encryption (OSS facts 1.3; OSS error responses by HTTP status code)."""

from collections.abc import Mapping

from conformance.emulator.auth.errors import Reason
from conformance.emulator.errors import Condition, Problem

BUCKET = (("BucketName", "{bucket}"),)
DENIED = Problem(403, "AccessDenied", "You have no right to access this object because of bucket acl.")
NO_DATE = Problem(403, "AccessDenied", "OSS authentication requires a valid Date.")
BUCKET_TAKEN = Problem(409, "BucketAlreadyExists", "The requested bucket name is not available.", BUCKET)
WRONG_POLICY = Problem(403, "AccessDenied", "Invalid according to Policy: {detail}")
SECOND_LEVEL = Problem(403, "SecondLevelDomainForbidden", "Please use virtual hosted style to access.")
MALFORMED_XML = Problem(400, "MalformedXML", "The XML you provided was not well-formed.")

CONDITIONS: Mapping[Condition, Problem] = {
    Condition.NO_SUCH_BUCKET: Problem(404, "NoSuchBucket", "The specified bucket does not exist.", BUCKET),
    Condition.NO_SUCH_KEY: Problem(404, "NoSuchKey", "The specified key does not exist.", (("Key", "{key}"),)),
    Condition.NO_SUCH_VERSION: Problem(404, "NoSuchVersion", "The specified version does not exist."),
    Condition.NO_SUCH_UPLOAD: Problem(404, "NoSuchUpload", "The specified upload does not exist."),
    Condition.NO_SUCH_POLICY: Problem(404, "NoSuchBucketPolicy", "The bucket policy does not exist", BUCKET),
    Condition.BUCKET_EXISTS: BUCKET_TAKEN,
    Condition.BUCKET_OWNED: BUCKET_TAKEN,
    Condition.BUCKET_NOT_EMPTY: Problem(
        409, "BucketNotEmpty", "The bucket has objects. Please delete them first.", BUCKET
    ),
    Condition.BUCKET_NAME: Problem(400, "InvalidBucketName", "The specified bucket is not valid.", BUCKET),
    Condition.DELETE_MARKER: Problem(
        405, "MethodNotAllowed", "The specified method is not allowed against this resource."
    ),
    Condition.NOT_IMPLEMENTED: Problem(501, "NotImplemented", "The emulator does not do this: {what}"),
    Condition.BAD_ARGUMENT: Problem(
        400, "InvalidArgument", "Invalid argument.", (("ArgumentName", "{name}"), ("ArgumentValue", "{value}"))
    ),
    Condition.MISSING_BODY: MALFORMED_XML,
    Condition.MALFORMED_XML: MALFORMED_XML,
    Condition.MALFORMED_POLICY: Problem(400, "InvalidPolicyDocument", "{why}"),
    Condition.MALFORMED_FORM: Problem(400, "MalformedPOSTRequest", "The body of your POST request is not well-formed."),
    Condition.NO_PERMISSION: DENIED,
    Condition.INVALID_PART: Problem(
        400, "InvalidPart", "One or more of the specified parts could not be found or do not have the right ETag."
    ),
    Condition.INVALID_PART_ORDER: Problem(400, "InvalidPartOrder", "The list of parts was not in ascending order."),
    Condition.PART_TOO_SMALL: Problem(400, "EntityTooSmall", "The part is smaller than the minimum allowed size."),
    Condition.PRECONDITION_FAILED: Problem(
        412, "PreconditionFailed", "One of the pre-conditions did not hold.", (("Condition", "{condition}"),)
    ),
    Condition.RANGE: Problem(
        416, "InvalidRange", "The requested range cannot be satisfied.", (("ActualObjectSize", "{size}"),)
    ),
    Condition.TOO_LARGE: Problem(400, "EntityTooLarge", "Your proposed upload exceeds the maximum allowed size."),
    Condition.TOO_SMALL: Problem(400, "EntityTooSmall", "Your proposed upload is smaller than the minimum size."),
    Condition.NOT_APPENDABLE: Problem(409, "ObjectNotAppendable", "The object is not appendable."),
    Condition.POSITION: Problem(409, "PositionNotEqualToLength", "Position is not equal to file length: {length}"),
    Condition.ARCHIVED: Problem(
        403, "InvalidObjectState", "The operation is not valid for the object's state: it is archived."
    ),
}

AUTH_PROBLEMS: Mapping[Reason, Problem] = {
    Reason.MALFORMED: Problem(400, "InvalidArgument", "{detail}"),
    Reason.UNSUPPORTED_SCHEME: Problem(400, "InvalidArgument", "Authorization header is invalid."),
    Reason.SEVERAL_MECHANISMS: Problem(400, "InvalidArgument", "Only one signature may be given."),
    Reason.UNKNOWN_ACCESS_KEY: Problem(
        403, "InvalidAccessKeyId", "The OSS Access Key Id you provided does not exist in our records."
    ),
    Reason.BAD_TOKEN: Problem(403, "InvalidAccessKeyId", "The security token is not the one of the access key."),
    Reason.MISSING_DATE: NO_DATE,
    Reason.BAD_DATE: NO_DATE,
    Reason.SKEWED: Problem(
        403, "RequestTimeTooSkewed", "The difference between the request time and the current time is too large."
    ),
    Reason.EXPIRED: Problem(403, "AccessDenied", "Request has expired."),
    Reason.BAD_SIGNATURE: Problem(
        403,
        "SignatureDoesNotMatch",
        "The request signature we calculated does not match the signature you provided. "
        "Check your key and signing method.",
    ),
    Reason.MISSING_PAYLOAD_HASH: Problem(400, "InvalidArgument", "x-oss-content-sha256 is not provided."),
    Reason.PAYLOAD_MISMATCH: Problem(400, "InvalidArgument", "x-oss-content-sha256 is not the body's."),
    Reason.INCOMPLETE_BODY: Problem(400, "IncompleteBody", "The body is shorter or longer than declared."),
    Reason.MALFORMED_BODY: Problem(400, "InvalidArgument", "The body's framing cannot be read."),
    Reason.POLICY_MALFORMED: Problem(400, "InvalidPolicyDocument", "Invalid Policy: {detail}"),
    Reason.POLICY_EXPIRED: Problem(403, "AccessDenied", "Invalid according to Policy: Policy expired."),
    Reason.POLICY_VIOLATED: WRONG_POLICY,
}
