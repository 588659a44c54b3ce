"""Seeded faults: ways in which this emulator can be wrong on purpose, by name.

A rule that is switched off is one, too (`switches` knows them all); here is what no missing rule explains.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Fault:
    """A defect that real stores have had."""

    name: str
    summary: str


STORES_PLAINTEXT = Fault(name="stores-plaintext", summary="Data is stored as it came; answers claim its encryption.")
ANY_CUSTOMER_KEY_OPENS = Fault(
    name="any-customer-key-opens", summary="An object under a customer's key opens with any well-formed key."
)
SKIPS_KEY_CHECK_WHEN_EMPTY = Fault(
    name="skips-key-check-when-empty", summary="Objects without content are shown without their customer's key."
)
ETAG_IS_PLAINTEXT_MD5 = Fault(name="etag-is-plaintext-md5", summary="Every ETag is the MD5 of the plaintext.")
ECHOES_CUSTOMER_KEY = Fault(name="echoes-customer-key", summary="Answers repeat the customer's key.")
DEFAULT_NOT_INHERITED_BY_COPY = Fault(
    name="default-not-inherited-by-copy", summary="Copies do not take the destination bucket's default encryption."
)
DEFAULT_NOT_INHERITED_BY_MULTIPART = Fault(
    name="default-not-inherited-by-multipart", summary="Multipart uploads do not take the bucket's default encryption."
)
CONTEXT_IGNORED = Fault(name="context-ignored", summary="The encryption context is neither read, bound nor shown.")
UNSIGNED_SSE_HEADERS_HONOURED = Fault(
    name="unsigned-sse-headers-honoured", summary="Encryption headers that the signature does not cover are obeyed."
)

BUILT = (
    STORES_PLAINTEXT,
    ANY_CUSTOMER_KEY_OPENS,
    SKIPS_KEY_CHECK_WHEN_EMPTY,
    ETAG_IS_PLAINTEXT_MD5,
    ECHOES_CUSTOMER_KEY,
    DEFAULT_NOT_INHERITED_BY_COPY,
    DEFAULT_NOT_INHERITED_BY_MULTIPART,
    CONTEXT_IGNORED,
    UNSIGNED_SSE_HEADERS_HONOURED,
)


@dataclass(frozen=True, slots=True)
class Faults:
    """The faults of one emulator."""

    names: frozenset[str] = frozenset()

    def on(self, fault: Fault) -> bool:
        """Whether the emulator has the fault."""
        return fault.name in self.names
