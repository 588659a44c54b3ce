"""S3's rules about encryption and the answers to breaking them (S3 facts 3.1 and appendix A)."""

from collections.abc import Mapping

from conformance.emulator.errors import Problem
from conformance.emulator.rules import (
    access,
    bucket_default,
    contexts,
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
    updating,
)
from conformance.emulator.rules.rule import APPLIES, IGNORED, Point, Rule, documented, silent

SSE = ("ArgumentName", "x-amz-server-side-encryption")
SSE_VALUE = (SSE, ("ArgumentValue", "{value}"))
BY_CUSTOMER = "Requests specifying Server Side Encryption with Customer provided keys must"
BY_KMS = "Requests specifying Server Side Encryption with AWS KMS managed keys"
WRONG_ALGORITHM = Problem(
    400,
    "InvalidEncryptionAlgorithmError",
    "The Encryption request you specified is not valid. Supported value: AES256.",
    SSE_VALUE,
)
INVALID_SECRET = Problem(400, "InvalidArgument", "The secret key was invalid for the specified algorithm.", (SSE,))
WRONG_MD5 = Problem(
    400,
    "InvalidArgument",
    "The calculated MD5 hash of the key did not match the hash that was provided.",
    (SSE,),
)
KEY_NEEDED = Problem(
    400,
    "InvalidRequest",
    "The object was stored using a form of Server Side Encryption. "
    "The correct parameters must be provided to retrieve the object.",
)
WRONG_KEY = Problem(403, "AccessDenied", f"{BY_CUSTOMER} provide the correct secret key.")
NOT_APPLICABLE = Problem(400, "InvalidRequest", "The encryption parameters are not applicable to this object.")
UNSUPPORTED_METHOD = Problem(400, "InvalidArgument", "The encryption method specified is not supported", SSE_VALUE)
PLACELESS_SSE = Problem(
    400, "InvalidArgument", "x-amz-server-side-encryption header is not supported for this operation.", SSE_VALUE
)
NOT_WELL_FORMED = Problem(
    400, "MalformedXML", "The XML you provided was not well-formed or did not validate against our published schema"
)
PART_PARAMETERS = Problem(
    400,
    "InvalidRequest",
    "The multipart upload initiate requested encryption. "
    "Subsequent part requests must include the appropriate encryption parameters.",
)
INSECURE = (
    Problem(400, "InvalidRequest", f"{BY_CUSTOMER} be made over a secure connection."),
    Problem(400, "InvalidArgument", f"{BY_CUSTOMER} be made over a secure connection."),
    Problem(403, "AccessDenied", "Access Denied"),
)

KEYS: Mapping[Rule, Point] = {
    customer_keys.CUSTOMER_HEADERS_TOGETHER: documented(
        400, "InvalidArgument", BY_CUSTOMER + " provide {missing}.", (SSE,)
    ),
    customer_keys.CUSTOMER_ALGORITHM_MUST_BE_AES256: Point((WRONG_ALGORITHM,)),
    customer_keys.CUSTOMER_KEY_MUST_BE_BASE64: silent(
        "ssec.put-key-notb64", INVALID_SECRET, Problem(400, "InvalidRequest", "The secret key is not Base64.")
    ),
    customer_keys.CUSTOMER_KEY_MD5_MUST_MATCH: Point((WRONG_MD5,)),
    customer_keys.CUSTOMER_KEY_MUST_BE_256_BITS: Point((INVALID_SECRET,)),
    customer_keys.SOURCE_HEADERS_TOGETHER: silent(
        "copy.ssec-nosrcmd5, copy.ssec-srcalgonly",
        Problem(400, "InvalidArgument", BY_CUSTOMER + " provide {missing}.", (SSE,)),
        KEY_NEEDED,
    ),
    customer_keys.SOURCE_ALGORITHM_MUST_BE_AES256: Point((WRONG_ALGORITHM,)),
    customer_keys.SOURCE_KEY_MUST_BE_BASE64: silent(
        "not probed", INVALID_SECRET, Problem(400, "InvalidRequest", "The secret key is not Base64.")
    ),
    customer_keys.SOURCE_KEY_MD5_MUST_MATCH: silent(
        "copy.ssec-badsrcmd5", WRONG_MD5, Problem(400, "InvalidRequest", WRONG_MD5.message)
    ),
    openings.CUSTOMER_OBJECT_NEEDS_KEY: Point((KEY_NEEDED,)),
    openings.CUSTOMER_KEY_MUST_OPEN: Point((WRONG_KEY,)),
    openings.CUSTOMER_HEADERS_ONLY_ON_CUSTOMER_OBJECTS: Point((NOT_APPLICABLE,)),
    openings.COPY_SOURCE_NEEDS_KEY: Point((KEY_NEEDED,)),
    openings.SOURCE_KEY_MUST_OPEN: Point((WRONG_KEY,)),
    openings.SOURCE_HEADERS_ONLY_ON_CUSTOMER_OBJECTS: silent("copy.plain-with-srckey", NOT_APPLICABLE, IGNORED),
    multipart.PART_NEEDS_UPLOAD_KEY: Point((PART_PARAMETERS,)),
    multipart.PART_KEY_MUST_MATCH: documented(
        400, "InvalidRequest", "The provided encryption parameters did not match the ones used originally."
    ),
    multipart.PART_HEADERS_ONLY_WHEN_INITIATED: Point((PART_PARAMETERS,)),
    multipart.PART_TAKES_NO_SSE_HEADER: Point((PLACELESS_SSE,)),
    multipart.COMPLETE_TAKES_NO_SSE_HEADER: Point((PLACELESS_SSE,)),
    multipart.COMPLETE_NEEDS_KEY_FOR_CHECKSUM: silent(
        "mpu.complete-nokey-checksum", KEY_NEEDED, Problem(400, "InvalidArgument", KEY_NEEDED.message)
    ),
}

METHODS: Mapping[Rule, Point] = {
    methods.ONE_METHOD_PER_OBJECT: documented(
        400,
        "InvalidArgument",
        "Server Side Encryption with Customer provided key is incompatible with the encryption method specified",
        SSE_VALUE,
    ),
    methods.SSE_VALUE_MUST_BE_KNOWN: Point((UNSUPPORTED_METHOD,)),
    methods.SSE_NOT_ON_READ: silent(
        "GetObject and HeadObject say 400, no code", PLACELESS_SSE, Problem(400, "InvalidRequest", "Not on reads.")
    ),
    methods.KMS_KEY_ID_NEEDS_KMS: documented(
        400,
        "InvalidArgument",
        "Server Side Encryption with AWS KMS managed key requires HTTP header x-amz-server-side-encryption : aws:kms",
        (SSE,),
    ),
    contexts.CONTEXT_MUST_BE_A_MAP: silent(
        "kms.context-notmap; kms.context-bad has a status and no code",
        Problem(
            400,
            "InvalidArgument",
            "The header 'x-amz-server-side-encryption-context' shall be Base64-encoded UTF-8 string holding JSON "
            "which represents a string-string map",
        ),
        Problem(400, "InvalidRequest", "The encryption context is not a map of strings."),
    ),
    contexts.CONTEXT_NEEDS_KMS: silent(
        "kms.context-aes", Problem(400, "InvalidArgument", "An encryption context goes with aws:kms."), IGNORED
    ),
    kms_keys.KMS_KEY_MUST_EXIST: documented(400, "KMS.NotFoundException", "{unknown}"),
    kms_keys.KMS_KEY_MUST_BE_ENABLED: documented(400, "KMS.DisabledException", "{key} is disabled."),
    kms_keys.KMS_KEY_MUST_NOT_BE_PENDING: documented(400, "KMS.KMSInvalidStateException", "{key} is pending deletion."),
    kms_keys.KMS_KEY_MUST_NOT_BE_DELETED: silent(
        "3.1 no row for a key that was deleted",
        Problem(400, "KMS.NotFoundException", "Key '{key}' does not exist"),
        Problem(400, "KMS.KMSInvalidStateException", "{key} is pending deletion."),
    ),
    kms_keys.KMS_KEY_STAYS_WITH_ITS_OWNER: documented(
        403, "AccessDenied", "The caller is not allowed to use the KMS key of this object."
    ),
    kms_keys.KMS_NEEDS_V4: documented(
        400, "InvalidArgument", f"{BY_KMS} require AWS Signature Version 4.", (("ArgumentName", "Authorization"),)
    ),
    transport.CUSTOMER_NEEDS_HTTPS: silent("SSE-C over plain HTTP is refused, how is not known", *INSECURE),
    transport.SOURCE_KEY_NEEDS_HTTPS: silent("SSE-C over plain HTTP is refused, how is not known", *INSECURE),
    transport.KMS_NEEDS_HTTPS: documented(400, "InvalidArgument", f"{BY_KMS} must be made over a secure connection."),
}

DEFAULTS: Mapping[Rule, Point] = {
    inheritance.UPLOADS_INHERIT_BUCKET_DEFAULT: APPLIES,
    inheritance.OWN_METHOD_WINS: APPLIES,
    inheritance.MANAGED_BY_DEFAULT: APPLIES,
    inheritance.NEW_BUCKETS_BLOCK_CUSTOMER_KEYS: APPLIES,
    inheritance.BLOCKED_CUSTOMER_KEYS_ARE_REFUSED: documented(
        403,
        "AccessDenied",
        'User is not authorized to perform: s3:PutObject on resource: "arn:aws:s3:::{bucket}/{key}" because this '
        "bucket has blocked upload requests that specify Server Side Encryption with Customer provided keys (SSE-C). "
        "Please specify a different server-side encryption type",
    ),
    bucket_default.BUCKET_ENCRYPTION_HAS_ONE_RULE: Point((NOT_WELL_FORMED,)),
    updating.UPDATES_LEAVE_CUSTOMER_OBJECTS: documented(
        400, "InvalidRequest", "The encryption of this object cannot be updated: it is neither SSE-S3 nor SSE-KMS."
    ),
    bucket_default.BUCKET_ENCRYPTION_ALGORITHM_MUST_BE_KNOWN: silent(
        "bkt.put-unknown-alg, bkt.put-lower-alg", NOT_WELL_FORMED, UNSUPPORTED_METHOD
    ),
    bucket_default.BUCKET_ENCRYPTION_KEY_NEEDS_KMS: documented(
        400,
        "InvalidArgument",
        "a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse",
        (("ArgumentName", "ApplyServerSideEncryptionByDefault"),),
    ),
}

REQUESTS: Mapping[Rule, Point] = {
    copying.SELF_COPY_CHANGES_SOMETHING: documented(
        400,
        "InvalidRequest",
        "This copy request is illegal because it is trying to copy an object to itself without changing the object's "
        "metadata, storage class, website redirect location or encryption attributes.",
    ),
    copying.DIRECTIVE_MUST_BE_KNOWN: documented(
        400, "InvalidArgument", "Unknown metadata directive.", (("ArgumentValue", "{value}"),)
    ),
    integrity.CONTENT_MD5_MUST_BE_WELL_FORMED: documented(
        400, "InvalidDigest", "The Content-MD5 you specified was invalid."
    ),
    integrity.CONTENT_MD5_MUST_MATCH: documented(
        400, "BadDigest", "The Content-MD5 you specified did not match what we received."
    ),
    integrity.CHECKSUM_MUST_MATCH: documented(
        400, "BadDigest", "The {algorithm} you specified did not match the calculated checksum."
    ),
    ranges.RANGE_MUST_BE_SATISFIABLE: documented(
        416, "InvalidRange", "The requested range is not satisfiable", (("ActualObjectSize", "{size}"),)
    ),
    multipart.PART_ETAGS_MUST_MATCH: APPLIES,
    signing.SIGNATURE_MUST_MATCH: APPLIES,
    signing.POLICY_COVERS_EVERY_FIELD: APPLIES,
    signing.SIGNED_BODY_MUST_MATCH: APPLIES,
    signing.VENDOR_HEADERS_MUST_BE_SIGNED: documented(
        403,
        "AccessDenied",
        "There were headers present in the request which were not signed",
        (("HeadersNotSigned", "{headers}"),),
    ),
    access.SIGNATURE_REQUIRED: APPLIES,
    access.OWNER_ONLY: APPLIES,
    access.POLICY_DENIALS_HOLD: APPLIES,
    access.POLICY_PERMISSIONS_HOLD: APPLIES,
    access.PUBLIC_OBJECTS_ARE_OPEN: APPLIES,
}

POINTS: Mapping[Rule, Point] = {**KEYS, **METHODS, **DEFAULTS, **REQUESTS}
