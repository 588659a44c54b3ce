"""COS's answers to what has nothing to do with encryption (COS facts 1.1, 4 and 4.2)."""

from collections.abc import Mapping

from conformance.emulator.auth.errors import Reason
from conformance.emulator.errors import Condition, Problem

DENIED = Problem(403, "AccessDenied", "Access Denied.")
NO_SIGNATURE = Problem(403, "SignatureDoesNotMatch", "The Signature you specified is invalid.")
NO_TIME = Problem(400, "InvalidArgument", "The signature says no time.")
BAD_BODY = Problem(400, "InvalidRequest", "The body is not the one that was declared.")

CONDITIONS: Mapping[Condition, Problem] = {
    Condition.NO_SUCH_BUCKET: Problem(404, "NoSuchBucket", "The specified bucket does not exist."),
    Condition.NO_SUCH_KEY: Problem(404, "NoSuchKey", "The specified key does not exist."),
    Condition.NO_SUCH_VERSION: Problem(404, "NoSuchVersion", "The specified version does not exist."),
    Condition.NO_SUCH_UPLOAD: Problem(404, "NoSuchUpload", "The specified multipart upload does not exist."),
    Condition.NO_SUCH_POLICY: Problem(404, "NoSuchBucketPolicy", "The bucket policy does not exist."),
    Condition.BUCKET_EXISTS: Problem(409, "BucketAlreadyExists", "The requested bucket name is not available."),
    Condition.BUCKET_OWNED: Problem(409, "BucketAlreadyOwnedByYou", "You already own the bucket."),
    Condition.BUCKET_NOT_EMPTY: Problem(409, "BucketNotEmpty", "The bucket you tried to delete is not empty."),
    Condition.BUCKET_NAME: Problem(400, "InvalidBucketName", "The bucket name must be <name>-<appid>."),
    Condition.DELETE_MARKER: Problem(405, "MethodNotAllowed", "The version is a delete marker."),
    Condition.NOT_IMPLEMENTED: Problem(501, "NotImplemented", "The emulator does not do this: {what}"),
    Condition.BAD_ARGUMENT: Problem(400, "InvalidArgument", "Invalid argument {name}: {value}"),
    Condition.MISSING_BODY: Problem(400, "MissingRequestBodyError", "The request has no body."),
    Condition.MALFORMED_XML: Problem(400, "MalformedXML", "The XML you provided was not well-formed."),
    Condition.MALFORMED_POLICY: Problem(400, "MalformedPolicy", "{why}"),
    Condition.MALFORMED_FORM: Problem(400, "MalformedPOSTRequest", "The body is not a well-formed form."),
    Condition.NO_PERMISSION: DENIED,
    Condition.INVALID_PART: Problem(400, "InvalidPart", "One or more of the specified parts could not be found."),
    Condition.INVALID_PART_ORDER: Problem(400, "InvalidPartOrder", "The parts are not in ascending order."),
    Condition.PART_TOO_SMALL: Problem(400, "EntityTooSmall", "A part other than the last is smaller than 1 MB."),
    Condition.PRECONDITION_FAILED: Problem(412, "PreconditionFailed", "{condition} does not hold."),
    Condition.RANGE: Problem(416, "InvalidRange", "The requested range is not satisfiable."),
    Condition.TOO_LARGE: Problem(400, "EntityTooLarge", "The upload is larger than allowed."),
    Condition.TOO_SMALL: Problem(400, "EntityTooSmall", "The upload is smaller than allowed."),
    Condition.NOT_APPENDABLE: Problem(409, "ObjectNotAppendable", "The object is not appendable."),
    Condition.POSITION: Problem(409, "AppendPositionErr", "The object's length is {length}."),
    Condition.ARCHIVED: Problem(403, "InvalidObjectState", "The archived object has not been restored."),
}

AUTH_PROBLEMS: Mapping[Reason, Problem] = {
    Reason.MALFORMED: Problem(403, "AccessDenied", "{detail}"),
    Reason.UNSUPPORTED_SCHEME: Problem(403, "AccessDenied", "The signature's algorithm is not supported."),
    Reason.SEVERAL_MECHANISMS: Problem(403, "AccessDenied", "The request is signed twice."),
    Reason.UNKNOWN_ACCESS_KEY: Problem(403, "InvalidAccessKeyId", "The Access Key Id you provided does not exist."),
    Reason.BAD_TOKEN: Problem(403, "InvalidAccessKeyId", "The security token is not the one of this access key."),
    Reason.MISSING_DATE: NO_TIME,
    Reason.BAD_DATE: NO_TIME,
    Reason.SKEWED: Problem(403, "RequestTimeTooSkewed", "The signature's time is too far from the server's."),
    # A code with blanks, as the table prints it.
    Reason.EXPIRED: Problem(403, "Request has expired", "Request has expired."),
    Reason.BAD_SIGNATURE: NO_SIGNATURE,
    Reason.MISSING_PAYLOAD_HASH: BAD_BODY,
    Reason.PAYLOAD_MISMATCH: BAD_BODY,
    Reason.INCOMPLETE_BODY: BAD_BODY,
    Reason.MALFORMED_BODY: BAD_BODY,
    Reason.POLICY_MALFORMED: Problem(403, "AccessDenied", "The policy cannot be read: {detail}"),
    Reason.POLICY_EXPIRED: Problem(403, "AccessDenied", "The policy has expired."),
    Reason.POLICY_VIOLATED: Problem(403, "AccessDenied", "The form does not keep to its policy: {detail}"),
}
