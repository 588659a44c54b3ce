"""What a dialect is made of: values, and a few functions where vendors differ in more than a word."""

import base64
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from conformance.emulator.accounts import Account
from conformance.emulator.auth.errors import Reason
from conformance.emulator.auth.request import SignedRequest
from conformance.emulator.auth.schemes import Scheme
from conformance.emulator.dialects.etags import md5_of_parts
from conformance.emulator.dialects.names import Names
from conformance.emulator.encryption import Encryption, Mode
from conformance.emulator.errors import Condition, Problem
from conformance.emulator.kms import Key
from conformance.emulator.rules.rule import Point, Rule
from conformance.emulator.sealing import Cipher
from conformance.emulator.stretches import Stretch
from conformance.emulator.verbs import Verb

Words = Mapping[str, tuple[Mode, Cipher]]
"""What the values of an encryption header or element mean."""


def from_base64(text: str) -> bytes:
    """Decode; raises `ValueError`."""
    return base64.b64decode(text, validate=True)


def word_of(words: Words, mode: Mode, cipher: Cipher) -> str:
    """The word for a mode and cipher, else the first for the mode."""
    exact = (word for word, meaning in words.items() if meaning == (mode, cipher))
    return next(exact, "") or next(word for word, meaning in words.items() if meaning[0] is mode)


Uses = frozenset[tuple[Verb, Mode]]
"""Operations on objects that are encrypted in a mode."""


def as_it_came(request: SignedRequest) -> SignedRequest:
    """Overlook nothing."""
    return request


@dataclass(frozen=True, slots=True, kw_only=True)
class KmsNames:
    """How a dialect names the keys of its KMS. The functions take a key or name, its account and the region."""

    full: Callable[[Key, Account, str], str]
    """The long form of a key's id."""
    forms: Callable[[Key, Account, str], Sequence[str]]
    """Every form that requests may use."""
    unknown: Callable[[str, Account, str], str]
    """What is said of a name that no key has."""
    is_name: Callable[[str], bool] = bool
    """Whether a text could be the name of a key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What answers leave out of the encryption headers, or add to them, by operation."""

    customer_key_md5_not: frozenset[Verb] = frozenset()
    customer_not: frozenset[Verb] = frozenset()
    context: frozenset[Verb] = frozenset()
    project: frozenset[Verb] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class DefaultForm:
    """The XML of a bucket's default encryption."""

    root: str = "ServerSideEncryptionConfiguration"
    rule: str = "Rule"
    """Element of a rule; empty where the root is the rule."""
    words: Words
    apply: tuple[str, ...] = ("ApplyServerSideEncryptionByDefault",)
    """Elements that say a rule's method, all understood."""
    cipher: str = ""
    """Element that names the data key's cipher; empty where there is none."""
    project: str = ""
    """Element that names the KMS key's project; empty where there is none."""
    has_bucket_key: bool = False
    has_blocked_types: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """One way to speak to a store."""

    name: str
    server: str
    """The `Server` header of its answers."""
    namespace: str
    """XML namespace of its documents."""
    names: Names
    words: Words
    """Values of the encryption header on objects."""
    bucket_words: Words
    """Values of the encryption header when a bucket is created; empty where it takes none."""
    default_form: DefaultForm
    kms: KmsNames
    schemes: tuple[Scheme, ...]
    authorization: tuple[str, ...]
    """First words of its Authorization headers."""
    parameters: tuple[str, ...]
    """Query parameters, or form fields, that only its signatures have; in lower case."""
    lacks: frozenset[Verb]
    """Operations it does not have."""
    shown: Shown
    etag: Callable[[Verb, Encryption, Stretch], str]
    """ETag of an object or part that an operation wrote in one go."""
    needs_https: Mapping[Rule, Uses]
    """Which uses each rule about plain HTTP forbids."""
    points: Mapping[Rule, Point]
    """The rules that apply, and the answers to breaking them."""
    conditions: Mapping[Condition, Problem]
    auth_problems: Mapping[Reason, Problem]
    error_elements: tuple[str, ...]
    """What follows code and message in an error's XML."""
    smallest_part: int
    """Bytes that every part but the last must have."""
    suffix_ranges: bool
    """Whether a range may count from the end."""
    api_header: tuple[str, str] | None = None
    """Header that answers a client's question which API is spoken."""
    path_style_refusal: Problem | None = None
    """What a bucket in the path is answered where the host is the store's documented name; None where it is served."""
    request_id_bytes: int = 8
    """Length of a request's id, which is written in hexadecimal."""
    shows_types: bool = False
    """Whether lists and reads say how an object was made: as a whole, of parts or by appending."""
    spell_etag: Callable[[str], str] = str.lower
    """How ETags spell their hexadecimal digits."""
    context_json: Callable[[str], bytes] = from_base64
    """From an encryption context as headers carry it to its JSON; raises `ValueError`."""
    actions: Mapping[Verb, str] = field(default_factory=dict)
    """Actions of policies that are not named as other vendors name them."""

    joined_etag: Callable[[Sequence[str]], str] = md5_of_parts
    """ETag of an object of parts, from the ETags of the parts."""
    directives: tuple[str, str] = ("COPY", "REPLACE")
    """Words that take metadata from a copy's source, and from its request."""
    bucket_name: str = r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]"
    """Pattern of the names that a bucket may have."""
    sources_by_host: bool = False
    """Whether a copy names its source by the host of the bucket."""
    crc64_of_copies: bool = False
    """Whether the document that answers a copy shows the object's CRC-64."""
    overlooks: Callable[[SignedRequest], SignedRequest] = as_it_came
    """The request as its signature is read, without what is overlooked in it."""

    def word(self, mode: Mode, cipher: Cipher) -> str:
        """The value that says an encryption in headers."""
        return word_of(self.words, mode, cipher)

    def signs(self, authorization: str, parameters: Iterable[str]) -> bool:
        """Whether a signature is one of its own, by the first word of its header or the names of its parameters."""
        return authorization in self.authorization or any(name.lower() in self.parameters for name in parameters)


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """A store: its dialects share buckets and objects. The first is spoken where a request does not tell."""

    name: str
    dialects: tuple[Dialect, ...]
    default_key_alias: str
    """Alias of the KMS key that the service makes for itself."""
    domains: tuple[str, ...] = ()
    """The vendor's own names for its hosts, with `{region}`: SDKs that ask for them through the proxy come here."""
    has_paths: bool = True
    """Whether a path may name a bucket; otherwise its host does."""

    def dialect(self, authorization: str, parameters: Iterable[str], headers: Iterable[str]) -> Dialect:
        """The dialect that a request speaks: by its signature, else by its headers' names (in lower case)."""
        signed = next((dialect for dialect in self.dialects if dialect.signs(authorization, parameters)), None)
        prefixes = {name[:6] for name in headers}
        named = next((dialect for dialect in self.dialects if dialect.names.prefix in prefixes), None)
        return signed or named or self.dialects[0]
