"""OSS's rules about encryption and the answers to breaking them (OSS facts 2, 3 and 4)."""

from collections.abc import Mapping

from conformance.emulator.errors import Problem
from conformance.emulator.rules import (
    access,
    appending,
    bucket_default,
    client_envelopes,
    contexts,
    copying,
    inheritance,
    integrity,
    kms_keys,
    methods,
    multipart,
    placement,
    ranges,
    signing,
)
from conformance.emulator.rules.rule import APPLIES, IGNORED, KEPT, Point, Rule, silent


def bad(code: str, message: str, detail: str = "") -> Problem:
    """A 400; the detail is the number of OSS's page about the error (`EC`)."""
    return Problem(400, code, message, (("EC", detail),) if detail else ())


def stated(status: int, code: str, message: str, detail: str = "") -> Point:
    """A documented answer."""
    return Point((Problem(status, code, message, (("EC", detail),) if detail else ()),))


NOT_HERE = bad(
    "InvalidArgument",
    "x-oss-server-side-encryption is not supported for this operation.",
    "0005-00000002",
)
UNKNOWN_METHOD = bad(
    "InvalidEncryptionAlgorithmError",
    "The Encryption request you specified is not valid. Supported value: AES256/SM4/KMS.",
)
UNKNOWN_DEFAULT = bad(
    "InvalidEncryptionAlgorithmError",
    "The Encryption request you specified is not valid. Supported value: AES256/KMS/SM4.",
    "0005-00000003",
)
MALFORMED = bad("MalformedXML", "The XML you provided was not well-formed or did not validate.")
UNKNOWN_CIPHER = bad(
    "InvalidDataEncryptionAlgorithmError",
    "The KMS Data Encryption request you specified is not valid. Supported value:SM4",
    "0005-00000203",
)
DIGEST = stated(400, "InvalidDigest", "The Content-MD5 you specified was invalid.")
NEEDS_KMS = bad("InvalidArgument", "The KMS key id is not applicable if the sse algorithm is not KMS.")
EMPTY_KEY = "The KMS key id that is specified is empty."
NO_KEY_ID = "An encryption context is applicable with a KMS key id only."
NOT_JSON = "The encryption context is not a JSON object of strings."
NO_CUSTOM_KEY = "A KMS key id cannot be specified for an appendable object."
METHOD_STAYS = "The encryption of an appendable object cannot be changed."

METHODS: Mapping[Rule, Point] = {
    methods.SSE_VALUE_MUST_BE_KNOWN: Point((UNKNOWN_METHOD,)),
    methods.SSE_NOT_ON_READ: Point((NOT_HERE,)),
    methods.KMS_KEY_ID_NEEDS_KMS: silent("2.1 SSE-KID with SSE1 other than KMS, or without SSE1", IGNORED, NEEDS_KMS),
    methods.KMS_KEY_ID_MUST_NOT_BE_EMPTY: silent(
        "4 E15: status and code are not stated",
        bad("InvalidArgument", EMPTY_KEY, "0005-00000205"),
        bad("InvalidParameter", EMPTY_KEY, "0005-00000205"),
    ),
    methods.DATA_ENCRYPTION_MUST_BE_KNOWN: silent("2.1 SSE-ALG garbage with KMS", UNKNOWN_CIPHER, IGNORED),
    placement.SSE_NOT_ELSEWHERE: Point((NOT_HERE,)),
    placement.SSE_COMPANIONS_NOT_ELSEWHERE: silent("2 whether SSE-ALG or SSE-KID alone are refused", IGNORED, NOT_HERE),
    placement.CUSTOMER_KEYS_NOT_OFFERED: silent(
        "0.1 the reaction to customer keys is not documented",
        IGNORED,
        bad("InvalidArgument", "The customer's key is not supported."),
    ),
    multipart.PART_TAKES_NO_SSE_HEADER: Point((NOT_HERE,)),
    multipart.COMPLETE_TAKES_NO_SSE_HEADER: Point((NOT_HERE,)),
    contexts.CONTEXT_MUST_BE_A_MAP: silent(
        "4 E20: status and code are not stated",
        bad("InvalidArgument", NOT_JSON, "0005-00000230"),
        bad("InvalidParameter", NOT_JSON, "0005-00000230"),
    ),
    contexts.CONTEXT_NEEDS_KMS: silent(
        "4 E19: status and code are not stated",
        bad("InvalidArgument", NO_KEY_ID, "0005-00000228"),
        bad("InvalidParameter", NO_KEY_ID, "0005-00000228"),
    ),
    contexts.CONTEXT_NEEDS_KEY_ID: silent(
        "4 E19: status and code are not stated",
        bad("InvalidArgument", NO_KEY_ID, "0005-00000228"),
        bad("InvalidParameter", NO_KEY_ID, "0005-00000228"),
    ),
}

KEYS: Mapping[Rule, Point] = {
    kms_keys.KMS_MUST_BE_ACTIVATED: stated(
        403, "KmsServiceNotEnabled", "This user does not turn on KMS service.", "0005-00000218"
    ),
    kms_keys.KMS_KEY_ID_MUST_BE_ONE: stated(400, "InvalidParameter", "The specified parameter KMS keyId is not valid."),
    kms_keys.KMS_KEY_MUST_EXIST: stated(404, "KeyNotFound", "{unknown}", "0005-00000208"),
    kms_keys.KMS_ALIAS_MUST_EXIST: stated(404, "AliasNotFound", "The specified Alias is not found."),
    kms_keys.KMS_KEY_MUST_BE_ENABLED: stated(
        409, "KeyDisabled", "The request was rejected because the key state is Disabled.", "0005-00000214"
    ),
    kms_keys.KMS_KEY_MUST_NOT_BE_PENDING: stated(
        409,
        "KeyPendingDeletion",
        "The request was rejected because the key state is PendingDeletion.",
        "0005-00000215",
    ),
    kms_keys.KMS_KEY_MUST_NOT_BE_DELETED: silent(
        "4 no row for an object whose key was deleted",
        Problem(404, "KeyNotFound", "The specified key is not found."),
        Problem(409, "KeyPendingDeletion", "The request was rejected because the key state is Deleted."),
    ),
    kms_keys.KMS_KEY_STAYS_WITH_ITS_OWNER: stated(403, "AccessDenied", "This request is forbidden by kms."),
    kms_keys.KMS_NOT_FOR_ANONYMOUS: stated(403, "AccessDenied", "This request is forbidden by kms."),
}

DEFAULTS: Mapping[Rule, Point] = {
    inheritance.UPLOADS_INHERIT_BUCKET_DEFAULT: APPLIES,
    inheritance.OWN_METHOD_WINS: APPLIES,
    inheritance.COPIES_DO_NOT_INHERIT: silent(
        "2.3 one page says that such a copy is not encrypted, another that it takes the default", IGNORED, KEPT
    ),
    bucket_default.BUCKET_DEFAULT_ABSENT: stated(
        404, "NoSuchServerSideEncryptionRule", "The server side encryption configuration was not found."
    ),
    bucket_default.BUCKET_ENCRYPTION_NAMES_ALGORITHM: silent(
        "4 malformed XML in PutBucketEncryption", MALFORMED, UNKNOWN_DEFAULT
    ),
    bucket_default.BUCKET_ENCRYPTION_ALGORITHM_MUST_BE_KNOWN: Point((UNKNOWN_DEFAULT,)),
    bucket_default.BUCKET_ENCRYPTION_CIPHER_MUST_BE_KNOWN: Point((UNKNOWN_CIPHER,)),
    bucket_default.BUCKET_ENCRYPTION_KEY_NEEDS_KMS: stated(
        400,
        "InvalidArgument",
        "KMSMasterKeyID is not applicable if the default sse algorithm is not KMS.",
        "0005-00000204",
    ),
}

REQUESTS: Mapping[Rule, Point] = {
    appending.APPEND_NAMES_NO_KEY: silent(
        "2.3 it cannot be specified; whether it is refused or ignored is not said",
        bad("InvalidArgument", NO_CUSTOM_KEY),
        bad("InvalidParameter", NO_CUSTOM_KEY),
        IGNORED,
    ),
    copying.SELF_COPY_KEEPS_APPENDABLE_METHOD: silent(
        "2.3 it cannot be changed; how it is refused is not said",
        bad("InvalidArgument", METHOD_STAYS),
        Problem(409, "OperationNotSupported", METHOD_STAYS),
    ),
    copying.DIRECTIVE_MUST_BE_KNOWN: stated(400, "InvalidArgument", "Unknown metadata directive: {value}"),
    integrity.CONTENT_MD5_MUST_BE_WELL_FORMED: DIGEST,
    integrity.CONTENT_MD5_MUST_MATCH: DIGEST,
    ranges.RANGE_OUTSIDE_IS_IGNORED: APPLIES,
    ranges.RANGE_MUST_BE_SATISFIABLE: stated(416, "InvalidRange", "The requested range cannot be satisfied."),
    multipart.PART_ETAGS_MUST_MATCH: APPLIES,
    signing.SIGNATURE_MUST_MATCH: APPLIES,
    signing.POLICY_COVERS_EVERY_FIELD: APPLIES,
    access.SIGNATURE_REQUIRED: APPLIES,
    access.OWNER_ONLY: APPLIES,
    access.POLICY_DENIALS_HOLD: APPLIES,
    access.POLICY_PERMISSIONS_HOLD: APPLIES,
    access.PUBLIC_OBJECTS_ARE_OPEN: APPLIES,
}

INVALID_ENVELOPE = "InvalidEncryptionRequest"

CLIENT: Mapping[Rule, Point] = {
    client_envelopes.ENVELOPE_MUST_BE_WHOLE: stated(
        400, INVALID_ENVELOPE, "Miss some necessary client encryption meta parameters.", "0005-00000401"
    ),
    client_envelopes.ENVELOPE_SIZES_MUST_BE_GIVEN: silent(
        "4 C6 and C7: status and code are inferred",
        bad(INVALID_ENVELOPE, "Miss some necessary client encryption meta parameters.", "0005-00000406"),
        bad("InvalidArgument", "Miss some necessary client encryption meta parameters.", "0005-00000406"),
    ),
    client_envelopes.ENVELOPE_SIZES_MUST_FIT: stated(
        400, INVALID_ENVELOPE, "The client encryption meta data_size or part_size is invalid.", "0005-00000410"
    ),
    client_envelopes.PARTS_REPEAT_ENVELOPE: stated(
        400, INVALID_ENVELOPE, "The client encryption meta is inconsistent with init_multipart setted.", "0005-00000413"
    ),
    client_envelopes.PARTS_HAVE_DECLARED_SIZE: stated(
        400, INVALID_ENVELOPE, "The partSize must same with init_multipart setted except last part.", "0005-00000419"
    ),
    client_envelopes.PARTS_ARE_NOT_MORE_THAN_DECLARED: stated(
        400, INVALID_ENVELOPE, "The partId must less or equal to expectedPartNumber."
    ),
    client_envelopes.ENVELOPE_STAYS: stated(
        400, INVALID_ENVELOPE, "The parameters of client encryption are allowed to be set once.", "0005-00000421"
    ),
    client_envelopes.ENCRYPTED_PARTS_ARE_NOT_COPIED: stated(
        400, INVALID_ENVELOPE, "Client encryption doesn't support upload part copy.", "0042-00000309"
    ),
}

POINTS: Mapping[Rule, Point] = {**METHODS, **KEYS, **DEFAULTS, **REQUESTS, **CLIENT}
