"""The header names of a dialect."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyNames:
    """The three headers that bring a customer's key."""

    algorithm: str
    key: str
    key_md5: str

    @property
    def all(self) -> tuple[str, str, str]:
        """The three names."""
        return self.algorithm, self.key, self.key_md5


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Header names by role, in the letter case of answers. An empty name: the dialect has no such header."""

    prefix: str
    kms_key_id: str
    context: str = ""
    bucket_key: str = ""
    data_encryption: str = ""
    """Which cipher the data key is for."""
    project: str = ""
    """The project of a KMS key."""
    object_acl: str = ""
    """An object's canned ACL, where it is not named as a bucket's."""
    crc64: str = ""
    """The CRC-64 of an object's or part's plaintext."""
    request_id: str
    second_id: str = ""
    trace_id: str = ""
    """An id that errors have besides."""
    error_code: str = ""
    """Where an answer without a body says its error code."""
    error_message: str = ""
    error_document: str = ""
    """Where it carries the whole error document, in Base64."""
    error_detail: str = ""
    """The header that repeats a refusal's element `EC`."""
    has_customer_keys: bool = True
    """Whether there is SSE-C; without it, the names of its headers are empty."""

    @property
    def sse(self) -> str:
        """Which method encrypts."""
        return f"{self.prefix}server-side-encryption"

    @property
    def target_key(self) -> KeyNames:
        """The customer key of the object that is read or written."""
        return self._key("server-side-encryption-customer")

    @property
    def source_key(self) -> KeyNames:
        """The customer key of the object that is copied."""
        return self._key("copy-source-server-side-encryption-customer")

    @property
    def metadata(self) -> str:
        """What user metadata begins with."""
        return f"{self.prefix}meta-"

    def of(self, role: str) -> str:
        """A header that is named after its role behind the vendor's prefix, such as `copy-source`."""
        return self.prefix + role

    def _key(self, stem: str) -> KeyNames:
        if not self.has_customer_keys:
            return KeyNames(algorithm="", key="", key_md5="")
        name = f"{self.prefix}{stem}"
        return KeyNames(algorithm=f"{name}-algorithm", key=f"{name}-key", key_md5=f"{name}-key-MD5")
