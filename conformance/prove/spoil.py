"""Spoil an answer in one fact: make false what a case expects, and nothing else that it can be blamed for.

Each fact that the checks can state has its ways of being false here. What a store is free to do (another code that the
spec enumerates, a header with any value) is none of them.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from conformance.engine.verdict import Fact
from conformance.model.operation import Operation
from conformance.model.spec import Answer as Enumerated
from conformance.model.spec import Spec
from conformance.model.values import BucketDefault
from conformance.model.words import Level, Mode, Role
from conformance.prove import answers as wire
from conformance.prove.sealed import Sealed
from conformance.reference.digests import md5_hex
from conformance.wire.answer import Answer
from conformance.wire.dialects.base import Dialect
from conformance.wire.errors import NotExpressibleError

SUCCESSES = (200, 202, 203, 201)
CLIENT_ERRORS = (418, 410, 451)
SERVER_ERROR = 500
ANY_VALUE = {"present", "the id of a KMS key"}
"""Expectations that any value meets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One fact that was stated of an answer."""

    fact: Fact
    operation: Operation
    answer: Answer
    dialect: Dialect
    spec: Spec
    sealed: Sealed = field(default_factory=Sealed)
    """What the step and earlier ones wrote, where a probe looked at it."""
    enumerated: tuple[Enumerated, ...] = ()
    """The answers that the spec allows the step's refusal."""

    def header(self, role: Role) -> str:
        """The header of a role."""
        return self.dialect.spelling.roles[role]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoiled:
    """A wrong answer, and what is wrong about it."""

    how: str
    answer: Answer
    stored: bytes | None = None
    """What the probe sees instead; None: what it saw."""
    tolerated: bool = False
    """Whether another document of the vendor allows it: the verdict turns `lenient`, not `violates`."""


Ways = Iterator[Spoiled]


def is_expectation(fact: Fact) -> bool:
    """Whether anything is expected: below `should` nothing is, but that a refusal is one no store may break."""
    return fact.fact == "refused" or fact.level in {Level.MUST, Level.DOCUMENTED, Level.SHOULD}


def spoil(scene: Scene) -> list[Spoiled]:
    """Every way to make a fact false; none where this does not know the fact."""
    word, _, argument = scene.fact.fact.partition(":")
    if word in _BY_ROLE:
        return list(_BY_ROLE[word](scene, Role(argument)))
    ways = _LEAKS.get(argument) if word == "leak" else _WAYS.get(word)
    return list(ways(scene)) if ways is not None else []


def _status(scene: Scene) -> Ways:
    if scene.enumerated:
        yield Spoiled(how="another 4xx", answer=wire.with_status(scene.answer, _not_enumerated(scene, CLIENT_ERRORS)))
        return
    other = next(status for status in SUCCESSES if status != scene.answer.status)
    yield Spoiled(how="another success", answer=wire.with_status(scene.answer, other))
    yield from _accepted(scene)


def _accepted(scene: Scene) -> Ways:
    yield Spoiled(how="refused", answer=wire.with_status(scene.answer, CLIENT_ERRORS[0]))


def _refused(scene: Scene) -> Ways:
    success = wire.with_status(scene.answer, _not_enumerated(scene, SUCCESSES))
    yield Spoiled(how="a success", answer=wire.with_body(success, b""))
    if all(each.status != SERVER_ERROR for each in scene.enumerated):
        yield Spoiled(how="a server error", answer=wire.with_status(scene.answer, SERVER_ERROR))


def _not_enumerated(scene: Scene, statuses: tuple[int, ...]) -> int:
    taken = {each.status for each in scene.enumerated}
    return next(status for status in statuses if status not in taken)


def _code(scene: Scene) -> Ways:
    tolerated = any(each.status == scene.answer.status and not each.codes for each in scene.enumerated)
    other, none = (wire.with_element(scene.answer, "Code", code) for code in ("SpoiledCode", ""))
    if wire.element(scene.answer, "Code") is not None:
        yield Spoiled(how="another code", answer=other, tolerated=tolerated)
        yield Spoiled(how="no code", answer=none, tolerated=tolerated)


def _header(scene: Scene, role: Role) -> Ways:
    name = scene.header(role)
    yield Spoiled(how="no such header", answer=wire.without_header(scene.answer, name))
    if scene.fact.expected not in ANY_VALUE:
        value = wire.other_text(scene.answer.header(name) or "")
        yield Spoiled(how="another value", answer=wire.with_header(scene.answer, name, value))


def _absent(scene: Scene, role: Role) -> Ways:
    yield Spoiled(how="a header too many", answer=wire.with_header(scene.answer, scene.header(role), "spoiled"))


def _kms_key(scene: Scene) -> Ways:
    return _header(scene, Role.KMS_KEY_ID)


def _body(scene: Scene) -> Ways:
    content = scene.answer.body
    if content:
        yield Spoiled(how="one bit flipped", answer=wire.with_body(scene.answer, wire.flipped(content)))
        yield Spoiled(how="the last byte missing", answer=wire.with_body(scene.answer, content[:-1]))
    yield Spoiled(how="a byte too many", answer=wire.with_body(scene.answer, content + b"\0"))


def _content_range(scene: Scene) -> Ways:
    value = scene.answer.header("Content-Range") or ""
    yield Spoiled(how="no Content-Range", answer=wire.without_header(scene.answer, "Content-Range"))
    changed = wire.with_header(scene.answer, "Content-Range", wire.other_text(value))
    yield Spoiled(how="another total", answer=changed)


def _etag(scene: Scene, value: str | None) -> Answer:
    """The answer with another ETag, or none, wherever it stands."""
    answer = scene.answer
    in_body = scene.operation.do in {"copy-object", "copy-part", "complete-multipart", "get-object-attributes"}
    if in_body and wire.element(answer, "ETag") is not None:
        answer = wire.without_element(answer, "ETag") if value is None else wire.with_element(answer, "ETag", value)
    if answer.header("ETag") is not None:
        shown = None if value is None else f'"{value}"'
        answer = wire.without_header(answer, "ETag") if shown is None else wire.with_header(answer, "ETag", shown)
    return answer


def _no_etag(scene: Scene) -> Ways:
    yield Spoiled(how="no ETag", answer=_etag(scene, None))


def _other_etag(scene: Scene) -> Ways:
    yield from _no_etag(scene)
    yield Spoiled(how="another ETag", answer=_etag(scene, wire.other_text(scene.fact.observed)))


def _etag_of_content(scene: Scene) -> Ways:
    yield from _no_etag(scene)
    found = re.search(r"[0-9a-f]{32}", scene.fact.expected)
    yield Spoiled(how="the MD5 of the content", answer=_etag(scene, found[0] if found else md5_hex(b"")))


def _etag_of_parts(scene: Scene) -> Ways:
    yield from _no_etag(scene)
    digest, _, parts = scene.fact.observed.partition("-")
    yield Spoiled(how="no number of parts", answer=_etag(scene, digest))
    if scene.operation.do == "complete-multipart":
        yield Spoiled(how="another number of parts", answer=_etag(scene, f"{digest}-{int(parts) + 1}"))


def _etag_of_other(scene: Scene) -> Ways:
    yield from _no_etag(scene)
    yield Spoiled(how="the same ETag", answer=_etag(scene, scene.fact.expected.removeprefix("another than ")))


def _default(scene: Scene) -> Ways:
    for mode in (Mode.NONE, Mode.MANAGED, Mode.KMS):
        body = _document(scene, BucketDefault(mode=mode))
        if body is not None and str(mode) != _mode_of(scene.fact.observed):
            yield Spoiled(how=f"another default: {mode}", answer=wire.with_body(scene.answer, body))
    if ", key " in scene.fact.expected:
        key = wire.element(scene.answer, "KMSMasterKeyID") or ""
        changed = wire.with_element(scene.answer, "KMSMasterKeyID", wire.other_text(key))
        yield Spoiled(how="another key", answer=changed)
        yield Spoiled(how="no key", answer=wire.without_element(scene.answer, "KMSMasterKeyID"))


def _mode_of(shown: str) -> str:
    return str(Mode.NONE) if shown == "no default encryption" else shown.partition(",")[0]


def _default_key(scene: Scene) -> Ways:
    body = _document(scene, BucketDefault(mode=Mode.KMS, kms_key="spoiled"))
    if body is not None:
        yield Spoiled(how="a key that nobody named", answer=wire.with_body(scene.answer, body))


def _document(scene: Scene, default: BucketDefault) -> bytes | None:
    """A default in the dialect's own words; None where it has none for it."""
    if default.mode is Mode.NONE:
        return b""
    operation = Operation(do="put-bucket-encryption", bucket=scene.operation.bucket, default=default)
    try:
        document = scene.dialect.draft(operation).body or b""
    except NotExpressibleError:
        return None
    return _information(document) if scene.operation.do == "get-bucket-info" else document


def _information(document: bytes) -> bytes:
    """A default inside the information about its bucket (OSS), where one element less is around it."""
    bare = re.sub(rb"<\?.*?\?>|</?ApplyServerSideEncryptionByDefault>", b"", document)
    return b"<BucketInfo><Bucket>" + bare + b"</Bucket></BucketInfo>"


def _interim(scene: Scene) -> Ways:
    for other in ("continue", "none", "silence"):
        if other != scene.answer.continued:
            yield Spoiled(how=f"interim answer: {other}", answer=replace(scene.answer, continued=other))


def _not_in_view(scene: Scene) -> Ways:
    yield Spoiled(how="nothing in view", answer=scene.answer, stored=b"")


def _open_at_rest(scene: Scene) -> Ways:
    yield Spoiled(how="plaintext at rest", answer=scene.answer, stored=scene.sealed.content)


def _keystream_again(scene: Scene) -> Ways:
    again = scene.sealed.under_a_used_keystream()
    if again is not None:
        yield Spoiled(how="a keystream that served before", answer=scene.answer, stored=again)


def _connection(scene: Scene) -> Ways:
    yield Spoiled(how="the connection is stuck", answer=replace(scene.answer, connection="stuck"))


def _listed(scene: Scene) -> Ways:
    name, size_of = ("Key", "Size") if scene.operation.do == "list-objects" else ("ObjectSize", "ObjectSize")
    yield Spoiled(how="other objects listed", answer=wire.with_every_element(scene.answer, name, "spoiled"))
    size = int(scene.fact.expected.split()[0])
    yield Spoiled(how="another size", answer=wire.with_every_element(scene.answer, size_of, str(size + 1)))


_BY_ROLE: Mapping[str, Callable[[Scene, Role], Ways]] = {"header": _header, "absent": _absent}
_LEAKS: Mapping[str, Callable[[Scene], Ways]] = {"at-rest": _open_at_rest, "keystream": _keystream_again}
_WAYS: Mapping[str, Callable[[Scene], Ways]] = {
    "status": _status,
    "accepted": _accepted,
    "refused": _refused,
    "code": _code,
    "kms-key-id": _kms_key,
    "body": _body,
    "content-range": _content_range,
    "etag-md5": _other_etag,
    "etag-md5-of-request": _other_etag,
    "etag-same": _other_etag,
    "etag-not-md5": _etag_of_content,
    "etag-multipart": _etag_of_parts,
    "etag-differs": _etag_of_other,
    "default": _default,
    "default-key": _default_key,
    "interim-continue": _interim,
    "interim-none": _interim,
    "interim-silence": _interim,
    "connection": _connection,
    "at-rest-in-view": _not_in_view,
    "listed": _listed,
}
