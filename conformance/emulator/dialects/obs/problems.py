"""OBS's answers to what has nothing to do with encryption (OBS error codes, page 0115)."""

from collections.abc import Mapping

from conformance.emulator.auth.errors import Reason
from conformance.emulator.errors import Condition, Problem

DENIED = Problem(403, "AccessDenied", "Access Denied")
NO_DATE = Problem(403, "AccessDenied", "The request needs a valid Date or x-obs-date header.")
NOT_ALLOWED = Problem(405, "MethodNotAllowed", "The specified method is not allowed against this resource.")
MALFORMED_XML = Problem(400, "MalformedXML", "The XML you provided was not well-formed or did not validate.")

CONDITIONS: Mapping[Condition, Problem] = {
    Condition.NO_SUCH_BUCKET: Problem(404, "NoSuchBucket", "The specified bucket does not exist."),
    Condition.NO_SUCH_KEY: Problem(404, "NoSuchKey", "The specified key does not exist."),
    Condition.NO_SUCH_VERSION: Problem(404, "NoSuchVersion", "The specified version does not exist."),
    Condition.NO_SUCH_UPLOAD: Problem(404, "NoSuchUpload", "The specified multipart upload does not exist."),
    Condition.NO_SUCH_POLICY: Problem(404, "NoSuchBucketPolicy", "The specified bucket policy does not exist."),
    Condition.BUCKET_EXISTS: Problem(409, "BucketAlreadyExists", "The requested bucket name is not available."),
    Condition.BUCKET_OWNED: Problem(409, "BucketAlreadyOwnedByYou", "You already own the bucket."),
    Condition.BUCKET_NOT_EMPTY: Problem(409, "BucketNotEmpty", "The bucket you tried to delete is not empty."),
    Condition.BUCKET_NAME: Problem(400, "InvalidBucketName", "The specified bucket name is not valid."),
    Condition.DELETE_MARKER: NOT_ALLOWED,
    Condition.NOT_IMPLEMENTED: Problem(501, "NotImplemented", "This functionality is not implemented: {what}"),
    Condition.BAD_ARGUMENT: Problem(400, "InvalidArgument", "Invalid argument {name}: {value}"),
    Condition.MISSING_BODY: MALFORMED_XML,
    Condition.MALFORMED_XML: MALFORMED_XML,
    Condition.MALFORMED_POLICY: Problem(400, "MalformedPolicy", "{why}"),
    Condition.MALFORMED_FORM: Problem(
        400, "MalformedPOSTRequest", "The body of your POST request is not well-formed multipart/form-data."
    ),
    Condition.NO_PERMISSION: DENIED,
    Condition.INVALID_PART: Problem(400, "InvalidPart", "One or more of the specified parts could not be found."),
    Condition.INVALID_PART_ORDER: Problem(400, "InvalidPartOrder", "Parts are not listed in ascending order."),
    Condition.PART_TOO_SMALL: Problem(400, "EntityTooSmall", "The uploaded part is smaller than allowed."),
    Condition.PRECONDITION_FAILED: Problem(412, "PreconditionFailed", "{condition} does not hold."),
    Condition.RANGE: Problem(416, "InvalidRange", "The requested range cannot be obtained."),
    Condition.TOO_LARGE: Problem(400, "EntityTooLarge", "The upload is larger than allowed."),
    Condition.TOO_SMALL: Problem(400, "EntityTooSmall", "The upload is smaller than allowed."),
    Condition.NOT_APPENDABLE: Problem(409, "ObjectNotAppendable", "The object is not appendable."),
    Condition.POSITION: Problem(409, "PositionNotEqualToLength", "The object's length is {length}."),
    Condition.ARCHIVED: Problem(403, "InvalidObjectState", "The archived object has not been restored."),
}

AUTH_PROBLEMS: Mapping[Reason, Problem] = {
    Reason.MALFORMED: Problem(400, "InvalidArgument", "{detail}"),
    Reason.UNSUPPORTED_SCHEME: Problem(400, "InvalidArgument", "Unsupported authorization type."),
    Reason.SEVERAL_MECHANISMS: Problem(400, "InvalidArgument", "Only one authentication mechanism is allowed."),
    Reason.UNKNOWN_ACCESS_KEY: Problem(403, "InvalidAccessKeyId", "The access key id does not exist."),
    Reason.BAD_TOKEN: Problem(403, "AccessDenied", "The security token is not valid."),
    Reason.MISSING_DATE: NO_DATE,
    Reason.BAD_DATE: NO_DATE,
    Reason.SKEWED: Problem(403, "RequestTimeTooSkewed", "The request's time is too far from the server's."),
    Reason.EXPIRED: Problem(403, "AccessDenied", "Request has expired."),
    Reason.BAD_SIGNATURE: Problem(
        403, "SignatureDoesNotMatch", "The signature we calculated does not match the one provided."
    ),
    Reason.MISSING_PAYLOAD_HASH: Problem(400, "MissingSecurityHeader", "x-amz-content-sha256 is not provided."),
    Reason.PAYLOAD_MISMATCH: Problem(400, "XAmzContentSHA256Mismatch", "x-amz-content-sha256 is not the body's."),
    Reason.INCOMPLETE_BODY: Problem(400, "IncompleteBody", "The body is shorter or longer than declared."),
    Reason.MALFORMED_BODY: Problem(400, "InvalidRequestBody", "The body's chunk framing cannot be read."),
    Reason.POLICY_MALFORMED: Problem(400, "InvalidPolicyDocument", "The policy cannot be read: {detail}"),
    Reason.POLICY_EXPIRED: Problem(400, "InvalidPolicyDocument", "The policy has expired."),
    Reason.POLICY_VIOLATED: Problem(400, "InvalidPolicyDocument", "The form does not keep to its policy: {detail}"),
}
