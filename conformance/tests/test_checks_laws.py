"""What no answer may carry, on hand-made answers: customer keys in any spelling, and plaintext in a refusal."""

import base64
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import quote

import pytest

from conformance.engine.checks.laws import contains_plaintext, laws
from conformance.engine.memory import Upload
from conformance.model.expect import Expect
from conformance.model.operation import Operation, Tweaks
from conformance.model.steps import AnyStep, GetObject, HeadObject, PutObject, UploadPart
from conformance.model.words import Mode, Role
from conformance.tests.looks import KEY, LAW, OTHER_KEY, PLACE, WORKED, Bench, answer, sse, stated

SECRET = bytes(range(100, 200))
MINE, OTHER = sse(Mode.CUSTOMER, key="mine"), sse(Mode.CUSTOMER, key="other")
REFUSED = Expect(refused="plain")
READ = GetObject(name="read", sse=OTHER, expect=REFUSED)
LEAK = f"leak:plaintext unmet must ({LAW}): no plaintext where a refusal is due"
KEY_LEAK = (
    f"leak:customer-key unmet must ({LAW}): no customer key in any answer"
    " | the answer to get-object carries a customer key CRITICAL"
)


def lines(step: AnyStep, *, status: int = 403, on: Bench | None = None, **reply: object) -> list[str]:
    look = (on or stored()).look(step, answer(status, **reply))  # type: ignore[arg-type]
    laws(look)
    return stated(look)


def stored(key: bytes | None = KEY) -> Bench:
    return Bench().holding(SECRET, key=key)


@pytest.mark.parametrize(
    "form",
    [
        lambda key: key,
        base64.b64encode,
        lambda key: base64.b64encode(key).rstrip(b"="),
        base64.urlsafe_b64encode,
        lambda key: quote(base64.b64encode(key), safe="").encode(),
        lambda key: quote(base64.b64encode(key), safe="").replace("%2F", "%2f").replace("%2B", "%2b").encode(),
        lambda key: key.hex().encode(),
        lambda key: key.hex().upper().encode(),
    ],
    ids=[
        "bytes",
        "Base64",
        "Base64 without padding",
        "URL-safe Base64",
        "escaped Base64",
        "escaped in small letters",
        "hex",
        "upper-case hex",
    ],
)
def test_a_customer_key_is_found_in_any_spelling_and_place(form: Callable[[bytes], bytes]) -> None:
    step = GetObject(name="read")
    for key in (KEY, OTHER_KEY, WORKED):
        text = form(key)
        assert lines(step, status=200, body=b"<Key>" + text + b"</Key>") == [KEY_LEAK]
        if text.isascii() and text.decode().isprintable():
            headers = (("x-a", "1"), ("x-key", f"is {text.decode()}"), ("x-b", "2"))
            assert lines(step, status=200, headers=headers) == [KEY_LEAK]
        assert lines(step, status=200, body=text[: len(text) // 2]) == []
    assert lines(step, status=200, body=form(KEY) + form(OTHER_KEY)) == [KEY_LEAK]


def test_a_key_of_fewer_than_16_bytes_may_coincide_by_chance() -> None:
    keys = stored().look(READ, answer(200)).names.keys
    assert (len(keys["short"]), len(keys["shortest"])) == (15, 16)
    assert lines(GetObject(name="read"), status=200, body=keys["short"]) == []
    assert lines(GetObject(name="read"), status=200, body=keys["shortest"]) == [KEY_LEAK]


def test_a_key_does_not_begin_in_a_header_and_end_in_the_body() -> None:
    headers, body = (("x", OTHER_KEY[:20].decode()),), OTHER_KEY[20:]
    assert lines(GetObject(name="read"), status=200, headers=headers, body=body) == []
    halves = (("a", OTHER_KEY[:20].decode()), ("b", OTHER_KEY[20:].decode()))
    assert lines(GetObject(name="read"), status=200, headers=halves) == []


def test_a_header_of_any_letters_is_searched() -> None:
    assert lines(GetObject(name="read"), status=200, headers=(("x", "\udc80"), ("y", OTHER_KEY.decode()))) == [KEY_LEAK]


def test_plaintext_in_a_refusal_is_critical_whatever_the_status() -> None:
    for status in (200, 403, 500):
        seen = f"get-object was answered {status} with the object's plaintext"
        assert lines(READ, status=status, body=b"<Error>" + SECRET[40:56]) == [f"{LEAK} | {seen} CRITICAL"]
    assert lines(READ, body=SECRET[40:55]) == []
    assert lines(READ, body=b"something else entirely") == []


def test_a_success_that_was_due_carries_plaintext() -> None:
    read = GetObject(name="read", sse=MINE)
    assert lines(read, status=200, body=SECRET) == []
    unasked = lines(GetObject(name="read"), status=404, body=SECRET)
    assert [line.split()[0] for line in unasked] == ["leak:plaintext"]


KEEP_NO_SECRET = [
    "anonymous-public-object",
    "customer-headers-on-other-object",
    "no-such-object",
    "range-unsatisfiable",
    "source-headers-on-other-object",
    "sse-on-read",
    "client-content-changed",
    "client-content-changed-delayed",
    "client-entry-changed",
    "client-entry-foreign",
    "client-entry-missing",
    "client-not-sealed",
    "client-old-content",
    "client-old-wraps",
    "client-other-data-key",
    "client-tag-length",
    "client-uncommitted",
]


@pytest.mark.parametrize("name", KEEP_NO_SECRET)
def test_some_refusals_keep_no_secret(name: str) -> None:
    open_anyway = GetObject(name="read", expect=Expect(refused=name))
    assert lines(open_anyway, status=200, body=SECRET) == []
    assert len(lines(open_anyway, status=403, body=SECRET)) == 1  # who refuses must not tell


def test_what_was_ever_uploaded_is_searched_for() -> None:
    on = Bench()
    on.memory.uploads["up"] = Upload(place=PLACE, upload_id="u", parts={1: ("e", SECRET)})
    assert len(lines(READ, on=on, body=SECRET[:16])) == 1
    over = stored().holding(b"z" * 40, step="over")
    assert len(lines(READ, on=over, body=SECRET[:16])) == 1


def held(step: AnyStep, on: Bench | None = None, change: Callable[[Operation], Operation] = lambda it: it) -> bool:
    """Whether the caller counts as one who holds the key: then nothing secret comes out."""
    look = (on or stored()).look(step, answer(403, body=SECRET), change)
    laws(look)
    return stated(look) == []


def test_who_sends_the_right_key_learns_nothing_new() -> None:
    right = GetObject(name="read", sse=MINE, expect=REFUSED)
    assert held(right)
    assert held(GetObject(name="read", sse=MINE, expect=REFUSED, auth="signed-url"))
    assert not held(READ)
    assert not held(GetObject(name="read", expect=REFUSED))
    assert not held(right, stored(key=OTHER_KEY))
    assert not held(right, stored(key=None))
    assert not held(GetObject(name="read", expect=REFUSED), stored(key=None))
    assert not held(GetObject(name="read", sse=MINE, object="else", expect=REFUSED))


@pytest.mark.parametrize("auth", ["anonymous", "other-principal", "bad-signature"])
def test_a_right_key_of_somebody_else_does_not_count(auth: str) -> None:
    assert not held(GetObject(name="read", sse=MINE, expect=REFUSED, auth=auth))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("override", {Role.CUSTOMER_KEY: "x"}),
        ("drop", frozenset({Role.CUSTOMER_KEY})),
        ("misname", {Role.CUSTOMER_KEY: "x"}),
        ("tamper_set", {Role.CUSTOMER_KEY: "x"}),
        ("tamper_drop", frozenset({Role.CUSTOMER_KEY})),
    ],
)
def test_a_key_that_was_not_sent_as_it_is_was_not_sent(field: str, value: object) -> None:
    right = GetObject(name="read", sse=MINE, expect=REFUSED)
    assert not held(right, None, lambda it: replace(it, tweaks=Tweaks(**{field: value})))  # type: ignore[arg-type]
    other = {Role.SSE: "x"} if isinstance(value, dict) else frozenset({Role.SSE})
    assert held(right, None, lambda it: replace(it, tweaks=Tweaks(**{field: other})))  # type: ignore[arg-type]


def test_each_version_is_opened_by_its_own_key() -> None:
    on = stored(KEY).holding(SECRET, key=OTHER_KEY, step="newer")
    for name in ("up", "newer"):
        on.memory.steps[name] = replace(on.memory.steps[name], version_id=name)
    assert held(GetObject(name="read", sse=MINE, version="up", expect=REFUSED), on)
    assert held(GetObject(name="read", sse=OTHER, version="newer", expect=REFUSED), on)
    assert not held(GetObject(name="read", sse=MINE, version="newer", expect=REFUSED), on)
    assert held(GetObject(name="read", sse=OTHER, expect=REFUSED), on)
    assert not held(GetObject(name="read", sse=MINE, expect=REFUSED), on)


def test_a_step_without_versions_is_about_the_newest() -> None:
    assert held(PutObject(name="up", sse=MINE, expect=REFUSED))
    on = stored()
    on.memory.uploads["up"] = Upload(place=PLACE, upload_id="u")
    assert held(UploadPart(name="part", sse=MINE, expect=REFUSED), on)
    assert held(HeadObject(name="head", sse=MINE, expect=REFUSED))


def test_short_contents_are_not_searched_for_and_long_answers_are_to_their_end() -> None:
    assert contains_plaintext(SECRET[:16], [b"", SECRET[:16]])
    assert not contains_plaintext(SECRET[:15], [SECRET[:15]])
    assert not contains_plaintext(SECRET, [SECRET[:15]])
    for before in (0, 1, 4079, 4080, 4096, 8192):
        assert contains_plaintext(b"-" * before + SECRET[:32], [SECRET]), before
    for before in range(4060, 4200):
        assert contains_plaintext(b"-" * before + SECRET[:31], [SECRET]), before
