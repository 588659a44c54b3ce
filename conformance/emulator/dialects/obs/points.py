"""OBS's rules about encryption and the answers to breaking them (OBS facts 3 and 4)."""

from collections.abc import Mapping

from conformance.emulator.errors import Problem
from conformance.emulator.rules import (
    access,
    appending,
    bucket_default,
    copying,
    customer_keys,
    inheritance,
    integrity,
    kms_keys,
    methods,
    multipart,
    openings,
    ranges,
    signing,
    transport,
)
from conformance.emulator.rules.rule import APPLIES, IGNORED, Point, Rule, documented, silent
from conformance.emulator.verbs import Verb


def bad(code: str, message: str) -> Problem:
    """A 400."""
    return Problem(400, code, message)


WRONG_HEADER = bad(
    "InvalidEncryptionAlgorithmError",
    "Incorrect encryption algorithm. The object cannot be decrypted due to incorrect encryption header carried when "
    "downloading the SSE-C encrypted object.",
)
NO_KEY = (
    bad("InvalidRequest", "The object is encrypted with a customer key, which must be provided."),
    bad("MissingSecurityHeader", "A required header is not provided."),
    WRONG_HEADER,
)
DENIED = Problem(403, "AccessDenied", "Access Denied")
MISSING = (
    bad("InvalidArgument", "Requests with customer keys must provide {missing}."),
    bad("MissingSecurityHeader", "A required header is not provided."),
    bad("MissingRequiredHeader", "Required headers are missing."),
)
INVALID_KEY = (
    bad("InvalidArgument", "The customer key is not the Base64 of 256 bits."),
    bad("InvalidRequest", "The customer key is not the Base64 of 256 bits."),
)
INVALID_MD5 = (
    bad("InvalidArgument", "The MD5 of the customer key is not the one provided."),
    bad("InvalidDigest", "The MD5 of the customer key is not valid."),
    bad("BadDigest", "The MD5 of the customer key is not the one received."),
)
WRONG_PART = (
    bad("InvalidRequest", "The part's customer key is not that of the upload."),
    bad("InvalidArgument", "The part's customer key is not that of the upload."),
)
NOT_APPLICABLE = bad("InvalidRequest", "The encryption parameters are not applicable to this object.")
OUT_OF_PLACE = bad("InvalidArgument", "The encryption header is not supported for this operation.")
NEEDS_KMS = bad("InvalidArgument", "The header can be used with SSE-KMS only.")
INSECURE = (bad("InvalidRequest", "The request must be made over HTTPS."), DENIED)
MALFORMED_XML = bad("MalformedXML", "The XML you provided was not well-formed or did not validate.")

KEYS: Mapping[Rule, Point] = {
    customer_keys.CUSTOMER_HEADERS_TOGETHER: silent("4.2 partial SSE-C header set", *MISSING),
    customer_keys.CUSTOMER_ALGORITHM_MUST_BE_AES256: silent(
        "4.2 customer algorithm other than AES256 on PUT",
        WRONG_HEADER,
        bad("InvalidArgument", "The customer algorithm is not supported."),
        fixed={Verb.GET_OBJECT: WRONG_HEADER},
    ),
    customer_keys.CUSTOMER_KEY_MUST_BE_BASE64: silent("4.2 key not Base64 or not 32 bytes", *INVALID_KEY),
    customer_keys.CUSTOMER_KEY_MD5_MUST_MATCH: silent("4.2 key-MD5 is not MD5(key)", *INVALID_MD5),
    customer_keys.CUSTOMER_KEY_MUST_BE_256_BITS: silent("4.2 key not Base64 or not 32 bytes", *INVALID_KEY),
    customer_keys.SOURCE_HEADERS_TOGETHER: silent("4.2 partial SSE-C header set", *MISSING),
    customer_keys.SOURCE_ALGORITHM_MUST_BE_AES256: silent(
        "4.2 customer algorithm other than AES256",
        WRONG_HEADER,
        bad("InvalidArgument", "The source's customer algorithm is not supported."),
    ),
    customer_keys.SOURCE_KEY_MUST_BE_BASE64: silent("4.2 key not Base64 or not 32 bytes", *INVALID_KEY),
    customer_keys.SOURCE_KEY_MD5_MUST_MATCH: silent("4.2 key-MD5 is not MD5(key)", *INVALID_MD5),
    openings.CUSTOMER_OBJECT_NEEDS_KEY: silent("4.2 GET/HEAD SSE-C object without SSE-C headers", *NO_KEY),
    openings.CUSTOMER_KEY_MUST_OPEN: silent("4.2 GET/HEAD SSE-C with wrong key", WRONG_HEADER, DENIED),
    openings.CUSTOMER_HEADERS_ONLY_ON_CUSTOMER_OBJECTS: silent(
        "4.2 SSE-C headers on GET of non-SSE-C object", NOT_APPLICABLE, IGNORED
    ),
    openings.COPY_SOURCE_NEEDS_KEY: silent("4.2 copy from SSE-C source without S headers", *NO_KEY),
    openings.SOURCE_KEY_MUST_OPEN: silent("4.2 copy from SSE-C source with wrong S headers", WRONG_HEADER, DENIED),
    openings.SOURCE_HEADERS_ONLY_ON_CUSTOMER_OBJECTS: silent(
        "4.2 S headers while source isn't SSE-C", NOT_APPLICABLE, IGNORED
    ),
    openings.APPEND_NEEDS_OBJECT_KEY: silent("4.2 SSE-C append without headers or with other key", *NO_KEY),
    multipart.PART_NEEDS_UPLOAD_KEY: silent("4.2 UploadPart after SSE-C init without headers", *WRONG_PART),
    multipart.PART_KEY_MUST_MATCH: silent("4.2 UploadPart after SSE-C init, different key", *WRONG_PART),
    multipart.PART_HEADERS_ONLY_WHEN_INITIATED: silent(
        "4.2 UploadPart with SSE-C headers when init was not SSE-C", NOT_APPLICABLE, IGNORED
    ),
    # The vendor's SDK sends the header with copied parts (OBS facts 6.1): refusing it there would break the SDK.
    multipart.PART_TAKES_NO_SSE_HEADER: silent(
        "2.2 UploadPart does not list the header", OUT_OF_PLACE, IGNORED, fixed={Verb.COPY_PART: IGNORED}
    ),
    multipart.COMPLETE_TAKES_NO_SSE_HEADER: silent("2.2 Complete does not list the header", IGNORED, OUT_OF_PLACE),
}

METHODS: Mapping[Rule, Point] = {
    methods.ONE_METHOD_PER_OBJECT: silent(
        "4.2 SSE-C and x-obs-server-side-encryption together",
        bad("InvalidArgument", "Only one encryption method can be used."),
        bad("InvalidRequest", "Only one encryption method can be used."),
    ),
    methods.SSE_VALUE_MUST_BE_KNOWN: silent(
        "4.2 unknown x-obs-server-side-encryption value",
        bad("InvalidArgument", "The encryption method is not supported."),
        bad("InvalidEncryptionAlgorithmError", "The encryption method is not supported."),
    ),
    methods.SSE_NOT_ON_READ: silent("4.2 KMS/OBS encryption request header on GET/HEAD", OUT_OF_PLACE, IGNORED),
    methods.KMS_KEY_ID_NEEDS_KMS: silent(
        "4.2 kms-key-id without kms", NEEDS_KMS, bad("InvalidRequest", NEEDS_KMS.message)
    ),
    methods.DATA_ENCRYPTION_MUST_BE_KNOWN: silent(
        "4.2 data-encryption, other value", bad("InvalidArgument", "The data encryption algorithm is not supported.")
    ),
    methods.DATA_ENCRYPTION_NEEDS_KMS: silent(
        "4.2 data-encryption SM4 with AES256/SSE-C", NEEDS_KMS, bad("InvalidRequest", NEEDS_KMS.message)
    ),
    methods.PROJECT_NEEDS_KEY_ID: silent(
        "4.2 project-id without key-id", bad("InvalidArgument", "A project needs a key id."), IGNORED
    ),
    kms_keys.KMS_KEY_MUST_EXIST: documented(400, "KMS.NotFoundException", "{unknown}"),
    kms_keys.KMS_KEY_MUST_BE_ENABLED: documented(400, "KMS.DisabledException", "The key {key} is disabled."),
    kms_keys.KMS_KEY_MUST_NOT_BE_PENDING: silent(
        "4.2 KMS pending-deletion key",
        bad("KMS.KMSInvalidStateException", "The key {key} is pending deletion."),
        bad("KMS.NotFoundException", "The key {key} is pending deletion."),
    ),
    kms_keys.KMS_KEY_MUST_NOT_BE_DELETED: silent(
        "5 N39-41 give the status and no code",
        bad("KMS.NotFoundException", "The key {key} was deleted."),
        bad("InvalidRequest", "The key {key} was deleted."),
    ),
    kms_keys.KMS_KEY_STAYS_WITH_ITS_OWNER: documented(403, "AccessDenied", "No privilege to this kms operation."),
    transport.CUSTOMER_NEEDS_HTTPS: silent("4.2 SSE-C (or KMS) over plain HTTP", *INSECURE),
    transport.KMS_NEEDS_HTTPS: silent("4.2 SSE-C (or KMS) over plain HTTP", *INSECURE),
    transport.COPY_NEEDS_HTTPS: silent("4.2 SSE-C (or KMS) over plain HTTP", *INSECURE),
}

DEFAULTS: Mapping[Rule, Point] = {
    inheritance.UPLOADS_INHERIT_BUCKET_DEFAULT: APPLIES,
    inheritance.OWN_METHOD_WINS: APPLIES,
    bucket_default.BUCKET_DEFAULT_ABSENT: documented(
        404,
        "NoSuchEncryptionConfiguration",
        "The specified bucket does not have any encryption configurations",
    ),
    bucket_default.BUCKET_ENCRYPTION_HAS_ONE_RULE: silent(
        "4.2 PUT ?encryption, two Rules",
        MALFORMED_XML,
        bad("InvalidRequestBody", "The body is not a valid configuration."),
    ),
    bucket_default.BUCKET_ENCRYPTION_ALGORITHM_MUST_BE_KNOWN: silent(
        "4.2 PUT ?encryption with unknown SSEAlgorithm",
        MALFORMED_XML,
        bad("InvalidArgument", "The encryption algorithm is not supported."),
    ),
    bucket_default.BUCKET_ENCRYPTION_KEY_NEEDS_KMS: silent(
        "4.2 PUT ?encryption, KMSMasterKeyID with AES256",
        bad("InvalidArgument", "KMSMasterKeyID can be used with SSE-KMS only."),
        IGNORED,
    ),
    bucket_default.BUCKET_ENCRYPTION_KEY_MUST_BE_LEGAL: silent(
        "3 illegal KMSMasterKeyID: status and text are known, the code is not",
        bad("InvalidArgument", "The configuration of bucket encryption contains illegal KMSMasterKeyID."),
        bad("InvalidRequest", "The configuration of bucket encryption contains illegal KMSMasterKeyID."),
    ),
    bucket_default.BUCKET_ENCRYPTION_CIPHER_NEEDS_KMS: silent(
        "4.2 data-encryption SM4 with AES256", bad("InvalidArgument", "SM4 can be used with SSE-KMS only.")
    ),
    bucket_default.BUCKET_ENCRYPTION_PROJECT_NEEDS_KEY: silent(
        "4.2 PUT ?encryption, ProjectID without key",
        bad("InvalidArgument", "ProjectID can be used with KMSMasterKeyID only."),
        IGNORED,
    ),
}

REQUESTS: Mapping[Rule, Point] = {
    appending.LATER_APPEND_NAMES_NO_METHOD: silent("4.2 KMS header on later append", OUT_OF_PLACE, IGNORED),
    copying.COPY_HAS_NO_BODY: silent(
        "8.2 C7: two codes in the table, a body in the sample",
        bad("MaxMessageLengthExceeded", "Copying an object does not require a message body."),
        bad("UnexpectedContent", "This request does not support content."),
        IGNORED,
    ),
    copying.SELF_COPY_CHANGES_SOMETHING: silent(
        "2.5 a copy onto itself that changes nothing is not described",
        bad("InvalidRequest", "The object is copied to itself without a change."),
        IGNORED,
    ),
    copying.SELF_COPY_STAYS_ENCRYPTED: silent(
        "4.1 copy encrypted to unencrypted onto itself: a status and no code",
        bad("InvalidRequest", "An encrypted object cannot be changed to an unencrypted one."),
        bad("BadRequest", "An encrypted object cannot be changed to an unencrypted one."),
    ),
    copying.COPY_STAYS_ENCRYPTED: silent(
        "8.2 C6: listed by one document, refused by another",
        IGNORED,
        bad("InvalidRequest", "An encrypted object cannot be changed to an unencrypted one."),
    ),
    copying.DIRECTIVE_MUST_BE_KNOWN: documented(400, "InvalidArgument", "Unknown metadata directive: {value}"),
    integrity.CONTENT_MD5_MUST_BE_WELL_FORMED: silent(
        "4.1 Content-MD5 malformed",
        bad("InvalidDigest", "The Content-MD5 you specified was invalid."),
        bad("BadDigest", "The Content-MD5 you specified did not match what we received."),
    ),
    integrity.CONTENT_MD5_MUST_MATCH: documented(
        400, "BadDigest", "The Content-MD5 you specified did not match what we received."
    ),
    ranges.RANGE_MUST_BE_SATISFIABLE: silent(
        "8.2 C8: ignored by one document, refused by another",
        Problem(416, "InvalidRange", "The requested range cannot be obtained."),
        IGNORED,
    ),
    multipart.PART_ETAGS_MUST_MATCH: APPLIES,
    signing.SIGNATURE_MUST_MATCH: APPLIES,
    signing.POLICY_COVERS_EVERY_FIELD: APPLIES,
    access.SIGNATURE_REQUIRED: APPLIES,
    access.OWNER_ONLY: APPLIES,
    access.POLICY_DENIALS_HOLD: APPLIES,
    access.POLICY_PERMISSIONS_HOLD: APPLIES,
    access.PUBLIC_OBJECTS_ARE_OPEN: APPLIES,
}

POINTS: Mapping[Rule, Point] = {**KEYS, **METHODS, **DEFAULTS, **REQUESTS}

S3_SIDE: Mapping[Rule, Point] = {
    **POINTS,
    kms_keys.KMS_NEEDS_V4: silent(
        "1.2 SSE-KMS operations take V4: no status or code",
        IGNORED,  # the vendor's SDK signs them with V2 where it falls back to this side (OBS facts 6.2)
        bad("InvalidArgument", "SSE-KMS requires Signature Version 4."),
    ),
    signing.VENDOR_HEADERS_MUST_BE_SIGNED: documented(
        403, "AccessDenied", "There were headers present in the request which were not signed"
    ),
}
"""What holds where the same service is spoken to in S3's dialect."""
