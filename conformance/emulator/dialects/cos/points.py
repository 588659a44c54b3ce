"""COS's rules about encryption and the answers to breaking them (COS facts 3, 4 and 5)."""

from collections.abc import Mapping

from conformance.emulator.errors import Problem
from conformance.emulator.rules import (
    access,
    archives,
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
)
from conformance.emulator.rules.rule import APPLIES, IGNORED, KEPT, Point, Rule, documented, silent
from conformance.emulator.verbs import Verb


def bad(code: str, message: str) -> Problem:
    """A 400."""
    return Problem(400, code, message)


def either(message: str) -> tuple[Problem, Problem]:
    """The two generic codes for an argument that is not in order."""
    return bad("InvalidArgument", message), bad("InvalidRequest", message)


DENIED = Problem(403, "AccessDenied", "Access Denied.")
NO_OPENING = bad("SsecDecryptHeaderInvalid", "The object is encrypted with SSE-C; its key must be provided.")
NO_MATCH = bad("SsecDecryptHeaderInvalid", "The key must be the one that the upload began with.")
OUT_OF_PLACE = bad("SSEHeaderNotAllowed", "The operation does not support the given SSE header.")
UNSUPPORTED = bad("SSEContentNotSupported", "The encryption method {value} is not supported.")
INVALID_METHOD = bad("InvalidArgument", "The encryption method {value} is not supported.")
MISSING = either("Requests with customer keys must provide {missing}.")
NO_AES256 = (bad("SSEContentNotSupported", "The customer algorithm must be AES256."), *either("It must be AES256."))
NO_KEY = either("The customer key is not the Base64 of 32 bytes.")
WRONG_MD5 = (
    bad("InvalidArgument", "The MD5 of the customer key is not the one provided."),
    bad("InvalidDigest", "The MD5 of the customer key is not valid."),
)
NEEDS_KMS = (bad("InvalidArgument", "The header can be used with cos/kms only."), OUT_OF_PLACE, IGNORED)
INSECURE = (
    bad("InvalidRequest", "Requests with customer keys must be made over HTTPS."),
    bad("InvalidArgument", "Requests with customer keys must be made over HTTPS."),
)
MALFORMED_XML = bad("MalformedXML", "The XML you provided was not well-formed or did not validate.")

KEYS: Mapping[Rule, Point] = {
    customer_keys.CUSTOMER_HEADERS_TOGETHER: silent("4.2 only 1 or 2 of the 3 SSE-C headers", *MISSING),
    customer_keys.CUSTOMER_ALGORITHM_MUST_BE_AES256: silent("4.2 customer-algorithm other than AES256", *NO_AES256),
    customer_keys.CUSTOMER_KEY_MUST_BE_BASE64: silent("4.2 key not Base64 or not 32 bytes", *NO_KEY),
    customer_keys.CUSTOMER_KEY_MD5_MUST_MATCH: silent("4.2 customer-key-MD5 is not MD5(key)", *WRONG_MD5),
    customer_keys.CUSTOMER_KEY_MUST_BE_256_BITS: silent("4.2 key not Base64 or not 32 bytes", *NO_KEY),
    customer_keys.CUSTOMER_KEY_MUST_BE_PRINTABLE: silent(
        "2.5 whether other bytes are refused is not said",
        IGNORED,
        bad("InvalidArgument", "The customer key is not made of digits, letters and special characters."),
    ),
    customer_keys.SOURCE_HEADERS_TOGETHER: silent("4.2 only 1 or 2 of the 3 SSE-C headers", *MISSING),
    customer_keys.SOURCE_ALGORITHM_MUST_BE_AES256: silent("4.2 customer-algorithm other than AES256", *NO_AES256),
    customer_keys.SOURCE_KEY_MUST_BE_BASE64: silent("4.2 key not Base64 or not 32 bytes", *NO_KEY),
    customer_keys.SOURCE_KEY_MD5_MUST_MATCH: silent("4.2 customer-key-MD5 is not MD5(key)", *WRONG_MD5),
    openings.CUSTOMER_OBJECT_NEEDS_KEY: Point((NO_OPENING,)),
    openings.CUSTOMER_KEY_MUST_OPEN: Point((NO_OPENING,)),
    openings.CUSTOMER_HEADERS_ONLY_ON_CUSTOMER_OBJECTS: silent(
        "4.2 SSE-C headers on GET/HEAD of a non-SSE-C object", OUT_OF_PLACE, *either("The key is of no use."), IGNORED
    ),
    openings.COPY_SOURCE_NEEDS_KEY: Point((NO_OPENING,)),
    openings.SOURCE_KEY_MUST_OPEN: Point((NO_OPENING,)),
    openings.SOURCE_HEADERS_ONLY_ON_CUSTOMER_OBJECTS: silent(
        "4.2 copy-source SSE-C headers when the source is not SSE-C", OUT_OF_PLACE, IGNORED
    ),
    openings.APPEND_NEEDS_OBJECT_KEY: silent("2.2 Append Object lists no SSE headers", NO_OPENING, IGNORED),
    multipart.PART_NEEDS_UPLOAD_KEY: silent(
        "4.2 Upload Part without or with different SSE-C key than Init", NO_MATCH, *either("The part needs the key.")
    ),
    multipart.PART_KEY_MUST_MATCH: silent(
        "4.2 Upload Part without or with different SSE-C key than Init", NO_MATCH, *either("The key is another one.")
    ),
    multipart.PART_HEADERS_ONLY_WHEN_INITIATED: silent(
        "4.2 Upload Part with SSE-C headers though Init was not SSE-C", OUT_OF_PLACE, *either("The key is of no use.")
    ),
    multipart.PART_TAKES_NO_SSE_HEADER: silent("2.2 Upload Part does not list the header", OUT_OF_PLACE, IGNORED),
    multipart.COMPLETE_TAKES_NO_SSE_HEADER: silent("2.2 Complete takes common headers only", IGNORED, OUT_OF_PLACE),
    archives.RESTORE_NEEDS_OBJECT_KEY: silent(
        "5 N60: the sample passes the key, the page knows common headers only", IGNORED, KEPT
    ),
}

METHODS: Mapping[Rule, Point] = {
    methods.ONE_METHOD_PER_OBJECT: silent(
        "4.2 SSE-C headers together with x-cos-server-side-encryption",
        bad("InvalidArgument", "Only one encryption method can be used."),
        OUT_OF_PLACE,
        IGNORED,
    ),
    methods.SSE_VALUE_MUST_BE_KNOWN: silent(
        "4.2 one code in the notes on errors, another in the vendor's tests", UNSUPPORTED, INVALID_METHOD
    ),
    methods.MANAGED_NOT_BY_SIGNED_URL: silent("5 N10: refused or ignored is not said", IGNORED, OUT_OF_PLACE),
    methods.SSE_NOT_ON_READ: Point((OUT_OF_PLACE,)),
    methods.KMS_KEY_ID_NEEDS_KMS: silent("4.2 kms-key-id or context without cos/kms", *NEEDS_KMS),
    contexts.CONTEXT_MUST_BE_A_MAP: silent(
        "4.2 context not Base64/JSON", *either("The context is not the Base64 of a JSON object of strings."), IGNORED
    ),
    contexts.CONTEXT_NEEDS_KMS: silent("4.2 kms-key-id or context without cos/kms", *NEEDS_KMS),
    kms_keys.KMS_KEY_MUST_EXIST: documented(400, "KmsKeyNotExist", "{unknown}"),
    kms_keys.KMS_MUST_BE_ACTIVATED: silent(
        "4.2 no row for an account without KMS",
        bad("KmsException", "The KMS service is not activated."),
        DENIED,
    ),
    kms_keys.KMS_KEY_MUST_BE_ENABLED: documented(400, "KmsKeyDisabled", "The kms key you provided is disabled."),
    kms_keys.KMS_KEY_MUST_NOT_BE_PENDING: silent(
        "4.1 no row for a key that waits for its deletion",
        bad("KmsKeyDisabled", "The kms key you provided waits for its deletion."),
        bad("KmsKeyNotExist", "The kms key you provided waits for its deletion."),
        IGNORED,
        bad("KmsException", "The kms key you provided waits for its deletion."),
    ),
    kms_keys.KMS_KEY_MUST_NOT_BE_DELETED: documented(
        400, "KmsKeyNotExist", "The kms key you provided can not be found in kms"
    ),
    kms_keys.KMS_KEY_STAYS_WITH_ITS_OWNER: silent(
        "4.2 no row for a caller who may not use the key",
        DENIED,
        IGNORED,
        fixed={Verb.GET_OBJECT: IGNORED, Verb.HEAD_OBJECT: IGNORED},  # N16
    ),
    kms_keys.KMS_NOT_FOR_ANONYMOUS: silent("5 N14-16: the editions differ", DENIED, IGNORED),
    kms_keys.ENCRYPTED_NOT_FOR_ANONYMOUS: silent("5 N14-16: the editions differ", IGNORED, DENIED),
    transport.CUSTOMER_NEEDS_HTTPS: silent("4.2 SSE-C over plain HTTP", *INSECURE),
    transport.SOURCE_KEY_NEEDS_HTTPS: silent("4.2 SSE-C over plain HTTP", *INSECURE),
    transport.KMS_NEEDS_HTTPS: silent("2.4 a sample's comment and a connector; no error", IGNORED, *INSECURE),
    transport.MANAGED_NEEDS_HTTPS: silent("2.4 a sample's comment; a connector does not follow", IGNORED, *INSECURE),
}

DEFAULTS: Mapping[Rule, Point] = {
    inheritance.UPLOADS_INHERIT_BUCKET_DEFAULT: APPLIES,
    inheritance.OWN_METHOD_WINS: APPLIES,
    inheritance.COPIES_DO_NOT_INHERIT: silent("3 copy vs bucket default: two pages contradict", IGNORED, KEPT),
    bucket_default.BUCKET_DEFAULT_ABSENT: documented(
        404,
        "NoSuchEncryptionConfiguration",
        "The specified bucket does not have a Encryption configuration",
    ),
    bucket_default.BUCKET_ENCRYPTION_HAS_ONE_RULE: silent("3 multiple Rules", MALFORMED_XML),
    bucket_default.BUCKET_ENCRYPTION_ALGORITHM_MUST_BE_KNOWN: silent(
        "3 bad SSEAlgorithm", MALFORMED_XML, bad("InvalidArgument", "The algorithm is not supported.")
    ),
    bucket_default.BUCKET_ENCRYPTION_CIPHER_MUST_BE_KNOWN: silent(
        "3 KMSAlgorithm: what another value is answered", MALFORMED_XML, IGNORED
    ),
    bucket_default.BUCKET_ENCRYPTION_CIPHER_NEEDS_KMS: silent("3 KMSAlgorithm, only with KMS", MALFORMED_XML, IGNORED),
    bucket_default.BUCKET_ENCRYPTION_KEY_NEEDS_KMS: silent(
        "3 KMSMasterKeyID with AES256", bad("InvalidArgument", "KMSMasterKeyID can be used with KMS only."), IGNORED
    ),
    bucket_default.BUCKET_ENCRYPTION_KEY_MUST_BE_LEGAL: silent(
        "3 whether the key is looked up is not said", bad("KmsKeyNotExist", "The kms key does not exist."), IGNORED
    ),
}

REQUESTS: Mapping[Rule, Point] = {
    copying.SELF_COPY_REPLACES_METADATA: silent(
        "4.2 no row for a copy onto itself that keeps its metadata", *either("A copy onto itself must be Replaced.")
    ),
    copying.APPENDABLE_IS_NOT_COPIED: silent(
        "4.2 no row for copying an appendable object", *either("An appendable object cannot be copied.")
    ),
    copying.DIRECTIVE_MUST_BE_KNOWN: silent(
        "2.2 Copy or Replaced, and no row for another", *either("Unknown metadata directive: {value}"), IGNORED
    ),
    archives.ONLY_ARCHIVED_IS_RESTORED: documented(
        405, "RestoreNonArchiveObject", "The object is not archived and cannot be restored."
    ),
    integrity.CONTENT_MD5_MUST_BE_WELL_FORMED: documented(
        400, "InvalidDigest", "The Content-MD5 you specified is not valid."
    ),
    integrity.CONTENT_MD5_MUST_MATCH: documented(
        400, "BadDigest", "The Content-MD5 you specified did not match what we received."
    ),
    integrity.DOCUMENTS_NEED_MD5: silent(
        "5 N82: required in old editions, advised in new ones, and the SDK sends none",
        IGNORED,
        bad("InvalidRequest", "The document needs a Content-MD5."),
        fixed={Verb.COMPLETE_MULTIPART: IGNORED},  # no client is known to send it there
    ),
    ranges.RANGE_MUST_BE_SATISFIABLE: documented(416, "InvalidRange", "The requested range is not satisfiable."),
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
