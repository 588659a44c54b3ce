"""What a dialect is: how neutral calls are spelled as requests, and how answers are read back.

A dialect is data and plain functions put together, not a class to inherit from: most verbs are spelled by the shared
functions of this package, a dialect replaces or leaves out the others.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from conformance.model.operation import CopySource, Operation
from conformance.model.values import BucketDefault
from conformance.model.words import Dialect as DialectName
from conformance.model.words import Mode, Role
from conformance.wire.dialects.contexts import as_base64
from conformance.wire.endpoint import ADDRESSINGS
from conformance.wire.errors import NotExpressibleError
from conformance.wire.request import Parameter
from conformance.wire.xml import Xml


@dataclass(frozen=True, slots=True)
class Field:
    """A header, or a form field, and the role it plays if it plays one."""

    name: str
    value: str
    role: Role | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A request before it has a place, departures and a signature."""

    method: str
    key: str | None = None
    """None: the request is about the bucket."""
    query: tuple[Parameter, ...] = ()
    fields: tuple[Field, ...] = ()
    body: bytes | None = None
    form: bool = False
    """The fields are those of an HTML form, and the body is its file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DefaultDocument:
    """The elements of the XML that describes a bucket's default encryption."""

    root: str = "ServerSideEncryptionConfiguration"
    rule: str | None = "Rule"
    """None: the root is the one rule."""
    cipher: str = "KMSDataEncryption"
    """Names the cipher under KMS."""
    blocking: str | None = None
    """Says which methods uploads may not ask for; None: the dialect knows no such thing."""
    order: tuple[str, ...] = ("SSEAlgorithm", "KMSDataEncryption", "KMSMasterKeyID")
    """In which the documents print what a rule says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spelling:
    """A dialect's words."""

    dialect: DialectName
    roles: Mapping[Role, str]
    """Role to header name, in requests, form fields and answers alike."""
    sse: Mapping[Mode, str]
    """Mode to the value of the SSE header."""
    bucket_sse: Mapping[Mode, str]
    """Mode to the algorithm of a bucket's default encryption."""
    managed_ciphers: frozenset[str] = frozenset()
    """Ciphers under the store's own keys that take the place of both these values."""
    metadata_prefix: str
    metadata_value: Callable[[str], str]
    envelope: Mapping[str, str] = field(default_factory=dict)
    """Metadata of client-side encryption that the store looks at: neutral name to the name behind the prefix."""
    envelope_words: Mapping[str, str] = field(default_factory=dict)
    """Its usual values, by neutral name."""
    envelope_elements: Mapping[str, str] = field(default_factory=dict)
    """How the list of an upload's parts shows it, by neutral name."""
    copy_source: Callable[[CopySource], str]
    directive: Callable[[str], str] = str.upper
    """What becomes of metadata in a copy, `copy` or `replace`."""
    context: Callable[[Mapping[str, str]], str] = as_base64
    default: DefaultDocument = DefaultDocument()
    namespace: str = ""
    """The XML namespace of request bodies."""
    archive: str
    """The storage class whose objects are restored before they are read."""
    settings_md5: bool = False
    """Whether bucket settings are sent with a Content-MD5."""

    def field(self, role: Role, value: str) -> Field:
        """The header of a role; raise `NotExpressibleError` where the dialect has none for it."""
        name = self.roles.get(role)
        if name is None:
            raise NotExpressibleError(f"the {self.dialect} dialect has no header for {role}")
        return Field(name, value, role)

    def method(self, values: Mapping[Mode, str], mode: Mode, cipher: str | None) -> tuple[str | None, str | None]:
        """The value of `values` that asks for a mode, and the cipher that is then still to be named."""
        if mode is Mode.MANAGED and cipher in self.managed_ciphers:
            return cipher, None
        return values.get(mode), cipher


Call = Callable[[Operation, Spelling], Draft]
"""Spells one verb."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """A vendor's wire language."""

    spelling: Spelling
    calls: Mapping[str, Call]
    """Verb to the function that spells it; a verb that is not here does not exist in the dialect."""
    read_default: Callable[[Xml, Spelling], BucketDefault]
    """Read the document that describes a bucket's default encryption."""
    error_header: str | None = None
    """Where an answer without a body says its error code."""
    read_error: Callable[[str], str | None] = str
    """Read the code out of that header."""
    addressings: frozenset[str] = frozenset(ADDRESSINGS)
    """The ways in which the dialect's addresses name a bucket."""

    @property
    def name(self) -> DialectName:
        """The dialect's name."""
        return self.spelling.dialect

    def draft(self, operation: Operation) -> Draft:
        """Spell a call; raise `NotExpressibleError` where the dialect does not have it."""
        call = self.calls.get(operation.do)
        if call is None:
            raise NotExpressibleError(f"the {self.name} dialect has no {operation.do}")
        return call(operation, self.spelling)

    def check_addressing(self, addressing: str) -> None:
        """Raise `NotExpressibleError` where the dialect has no such addresses."""
        if addressing not in self.addressings:
            raise NotExpressibleError(f"the {self.name} dialect has no {addressing} addressing")
