"""The suite's vocabulary: dialects, modes, levels, verdicts and the roles that headers play."""

from enum import StrEnum


class Dialect(StrEnum):
    """A vendor's wire language."""

    OBS = "obs"
    COS = "cos"
    OSS = "oss"
    S3 = "s3"


class Mode(StrEnum):
    """Who holds the key that encrypts an object."""

    CUSTOMER = "customer"
    """SSE-C: the caller sends the key with each request."""
    KMS = "kms"
    """SSE-KMS: a key management service wraps the data key."""
    MANAGED = "managed"
    """SSE-S3, SSE-OBS, SSE-COS, SSE-OSS: the store's own keys."""
    DSSE = "dsse"
    """DSSE-KMS: two layers of encryption under a KMS key (S3)."""
    CLIENT = "client"
    """The caller's own software encrypts before it uploads."""
    NONE = "none"


class Level(StrEnum):
    """How strongly a document promises something."""

    MUST = "must"
    DOCUMENTED = "documented"
    """Stated without a normative word; judged like `must`, shown apart."""
    SHOULD = "should"
    MAY = "may"
    SILENT = "silent"
    """No document says; seen and recorded, never an expectation."""


class Verdict(StrEnum):
    """What came of one item; see `conformance.engine.verdict`."""

    CONFORMS = "conforms"
    LENIENT = "lenient"
    ADVISES = "advises"
    OBSERVES = "observes"
    VIOLATES = "violates"
    DEVIATES = "deviates"
    UNSUPPORTED = "unsupported"
    NOT_EXPRESSIBLE = "not-expressible"
    NOT_INSTALLED = "not-installed"
    BLOCKED = "blocked"
    ERROR = "error"
    STALE = "stale"


class Severity(StrEnum):
    """Whether a violation lets plaintext or a key out, or loses what was uploaded."""

    NORMAL = "normal"
    CRITICAL = "critical"


class Observable(StrEnum):
    """Where a promise can be checked."""

    WIRE = "wire"
    AT_REST = "at-rest"
    CLIENT = "client"
    SDK = "sdk"
    NOWHERE = "nowhere"

    @property
    def of_clients(self) -> bool:
        """Whether it says something of a client only, and nothing of a store by itself."""
        return self in {Observable.CLIENT, Observable.SDK}


class Capability(StrEnum):
    """What a case needs of a store, and the marker by which `pytest -m` chooses it."""

    CUSTOMER = "customer"
    KMS = "kms"
    MANAGED = "managed"
    BUCKET_DEFAULT = "bucket-default"
    VERSIONING = "versioning"
    POST = "post"
    APPEND = "append"
    ATTRIBUTES = "attributes"
    CONTEXT = "context"
    SM4 = "sm4"
    DSSE = "dsse"
    ARCHIVE = "archive"
    PLAIN_HTTP = "plain-http"
    SECOND_PRINCIPAL = "second-principal"
    KEY_SERVICE = "key-service"
    """The suite may make KMS keys and change their states."""


class Role(StrEnum):
    """What an encryption header is for; each dialect has its own name for it."""

    SSE = "sse"
    KMS_KEY_ID = "kms-key-id"
    CONTEXT = "context"
    DATA_ENCRYPTION = "data-encryption"
    BUCKET_KEY = "bucket-key"
    CUSTOMER_ALGORITHM = "customer-algorithm"
    CUSTOMER_KEY = "customer-key"
    CUSTOMER_KEY_MD5 = "customer-key-md5"
    SOURCE_CUSTOMER_ALGORITHM = "source-customer-algorithm"
    SOURCE_CUSTOMER_KEY = "source-customer-key"
    SOURCE_CUSTOMER_KEY_MD5 = "source-customer-key-md5"
    KMS_PROJECT = "kms-project"
    """The project that a KMS key belongs to (OBS N25)."""
    ACL = "acl"
    CONTENT_MD5 = "content-md5"
    CONTENT_TYPE = "content-type"
    RANGE = "range"
    RANGE_BEHAVIOR = "range-behavior"
    COPY_SOURCE = "copy-source"
    COPY_SOURCE_RANGE = "copy-source-range"
    METADATA_DIRECTIVE = "metadata-directive"
    CHECKSUM_CRC32 = "checksum-crc32"
    CHECKSUM_ALGORITHM = "checksum-algorithm"
    """Asks, when a multipart upload begins, for a checksum of the object."""
    CHECKSUM_MODE = "checksum-mode"
    """Asks a read for the checksums that are kept."""
    STORAGE_CLASS = "storage-class"
    VERSION_ID = "version-id"
    REQUEST_ID = "request-id"
    CRC64 = "crc64"
    """The CRC-64 of the content as the caller sees it (COS N21; OSS facts 2.2)."""
