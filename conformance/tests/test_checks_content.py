"""What an answer carries, on hand-made answers: body, range, metadata, ETag, listing, envelope, what a client told."""

from dataclasses import replace

import pytest

from conformance.engine.checks.client import client
from conformance.engine.checks.content import body, etag, user_metadata
from conformance.engine.checks.envelope import shows_envelope
from conformance.engine.checks.listing import listed
from conformance.engine.memory import Upload
from conformance.model.expect import Expect
from conformance.model.operation import Listed, Told
from conformance.model.steps import CompleteMultipart, GetObject, HeadObject, ListObjects, ListParts, PutObject
from conformance.model.words import Mode
from conformance.reference.digests import md5_hex
from conformance.tests.looks import LAW, PLACE, UNSAID, Bench, answer, sse, stated

CONTENT = bytes(range(100))
OTHER = b"other content"
SHOWN = f"100 bytes, MD5 {md5_hex(CONTENT)}, beginning {CONTENT[:24].hex()}"
NOTHING = f"0 bytes, MD5 {md5_hex(b'')}"
READ = GetObject(name="read")
CLIENT_READ = GetObject(name="read", sse=sse(Mode.CLIENT))
REFUSED = answer(403, code="Denied")


def bench() -> Bench:
    return Bench().holding(CONTENT).promising(body="M1", body__client="D1", content_range="S1")


def lines_of_body(expected: str, step: GetObject = READ, on: Bench | None = None, **reply: object) -> list[str]:
    look = (on or bench()).look(step, answer(**reply))  # type: ignore[arg-type]
    body(look, expected)
    return stated(look)


BODIES = [
    ("same", CONTENT, f"body met must (M1): {SHOWN} | {SHOWN}"),
    ("same", b"", f"body unmet must (M1): {SHOWN} | {NOTHING}"),
    ("empty", b"", f"body met must (M1): {NOTHING} | {NOTHING}"),
    ("empty", CONTENT, f"body unmet must (M1): {NOTHING} | {SHOWN}"),
    ("same-as:up", CONTENT, f"body met must (M1): {SHOWN} | {SHOWN}"),
    ("same-as:nobody", b"", f"body met must (M1): {NOTHING} | {NOTHING}"),
    ("within", CONTENT, f"body met must (M1): a piece of {SHOWN} | {SHOWN}"),
    ("within", b"", f"body unmet must (M1): a piece of {SHOWN} | {NOTHING}"),
]


@pytest.mark.parametrize(("expected", "seen", "line"), BODIES, ids=[row[0] for row in BODIES])
def test_a_body_is_what_was_written(expected: str, seen: bytes, line: str) -> None:
    assert lines_of_body(expected, body=seen) == [line]


def test_a_piece_is_of_what_was_written() -> None:
    assert lines_of_body("within", body=CONTENT[3:9])[0].startswith("body met")
    assert lines_of_body("within", body=CONTENT[3:9] + b"x")[0].startswith("body unmet")


def test_a_piece_of_a_range_is_a_piece_of_the_whole_and_states_no_range() -> None:
    assert len(lines_of_body("within", GetObject(name="read", range="0-5"), body=CONTENT[50:60])) == 1


def test_another_objects_body_is_not_the_same() -> None:
    on = bench().holding(OTHER, place=(PLACE[0], "run/more"), step="more")
    assert lines_of_body("same", on=on, body=OTHER)[0].startswith("body unmet")
    assert lines_of_body("same", GetObject(name="read", object="more"), on=on, body=OTHER)[0].startswith("body met")
    assert lines_of_body("same-as:more", on=on, body=OTHER)[0].startswith("body met")
    assert lines_of_body("same", GetObject(name="read", object="unwritten"), on=on)[0].startswith("body met")


def test_a_version_is_what_its_step_wrote() -> None:
    on = bench().holding(OTHER, step="newer")
    for name in ("up", "newer"):
        written = on.memory.steps[name]
        on.memory.steps[name] = replace(written, version_id=f"v-{name}")
    older, newer = (GetObject(name="read", version=name) for name in ("up", "newer"))
    assert lines_of_body("same", older, on=on, body=CONTENT)[0].startswith("body met")
    assert lines_of_body("same", older, on=on, body=OTHER)[0].startswith("body unmet")
    assert lines_of_body("same", newer, on=on, body=OTHER)[0].startswith("body met")


def test_a_part_is_what_was_uploaded_as_it() -> None:
    on = bench()
    on.memory.uploads["up"] = Upload(place=PLACE, upload_id="u", parts={1: ("e1", CONTENT), 2: ("e2", OTHER)})
    second = GetObject(name="read", part="2")
    assert lines_of_body("same", second, on=on, body=OTHER)[0].startswith("body met")
    assert lines_of_body("same", second, on=on, body=CONTENT)[0].startswith("body unmet")


@pytest.mark.parametrize(
    ("range_", "first", "last"), [("0-15", 0, 15), ("16-", 16, 99), ("-16", 84, 99), ("5-5", 5, 5), ("90-200", 90, 99)]
)
def test_a_range_is_cut_and_named(range_: str, first: int, last: int) -> None:
    step = GetObject(name="read", range=range_)
    right = f"bytes {first}-{last}/100"
    cut = CONTENT[first : last + 1]
    headers = (("Content-Type", "x"), ("CONTENT-range", right))
    found = lines_of_body("same", step, body=cut, headers=headers)
    assert found[0].startswith("body met must (M1)")
    assert found[1:] == [f"content-range met should (S1): {right} | {right}"]
    unnamed = lines_of_body("same", step, body=CONTENT)
    assert unnamed[0].startswith("body unmet")
    assert unnamed[1:] == [f"content-range unmet should (S1): {right} | absent"]


def test_no_body_is_expected_of_a_refusal() -> None:
    look = bench().look(READ, REFUSED)
    body(look, "same")
    user_metadata(look)
    etag(look, "md5")
    listed(look, ["doc"])
    shows_envelope(look)
    assert stated(look) == []


def test_under_client_side_encryption_the_ground_is_its_own_and_no_range_is_judged() -> None:
    step = GetObject(name="read", sse=sse(Mode.CLIENT), range="0-15")
    assert [line[:22] for line in lines_of_body("same", step, body=CONTENT[:16])] == ["body met documented (D"]
    within = lines_of_body("within", CLIENT_READ, body=CONTENT[:16])
    assert [line[:22] for line in within] == ["body met documented (D"]
    server_side = GetObject(name="read", sse=sse(Mode.CUSTOMER, key="mine"))
    assert lines_of_body("same", server_side, body=CONTENT)[0].startswith("body met must (M1)")


def test_what_the_reference_cannot_open_is_lost() -> None:
    by_reference = GetObject(name="read", by="reference", sse=sse(Mode.CLIENT))
    lost = f"lost unmet must ({LAW}): what was uploaded can be opened | nobody can open it any more CRITICAL"
    assert lines_of_body("same", by_reference, body=OTHER)[1:] == [lost]
    assert lines_of_body("same", by_reference, body=CONTENT)[1:] == []
    assert lines_of_body("same", CLIENT_READ, body=OTHER)[1:] == []
    assert lines_of_body("same", GetObject(name="read", by="reference"), body=OTHER)[1:] == []


def lines_of_metadata(wanted: dict[str, str], *headers: tuple[str, str]) -> list[str]:
    step = HeadObject(name="head", expect=Expect(metadata=wanted))
    look = Bench().promising(metadata="D1").look(step, answer(200, headers=headers))
    user_metadata(look)
    return stated(look)


def test_metadata_comes_back_under_any_vendors_prefix_and_case() -> None:
    headers = ("X-Amz-Meta-Colour", "blue"), ("x-obs-meta-a-meta-b", "c"), ("Colour", "red"), ("x-amz-metadata", "y")
    assert lines_of_metadata({"colour": "blue", "a-meta-b": "c", "more": "x"}, *headers) == [
        "metadata met documented (D1): colour: blue | colour: blue",
        "metadata met documented (D1): a-meta-b: c | a-meta-b: c",
        "metadata unmet documented (D1): more: x | more: absent",
    ]


def test_metadata_of_any_value_must_be_there() -> None:
    assert lines_of_metadata({"a": "*"}, ("x-amz-meta-a", "")) == ["metadata met documented (D1): a: * | a: "]
    assert lines_of_metadata({"a": "*"}) == ["metadata unmet documented (D1): a: * | a: absent"]
    assert lines_of_metadata({"a": "b"}, ("x-amz-meta-a", "c")) == ["metadata unmet documented (D1): a: b | a: c"]


MD5 = md5_hex(CONTENT)
SENT = PutObject(name="up")
ETAGS = {"etag_md5": "M1", "etag_md5__kms": "D1", "etag_not_md5": "M1", "etag_same": "S1", "etag_differs": "S1"}


def lines_of_etag(expected: str, seen: str | None, *, accepted: str | None = None) -> list[str]:
    step = GetObject(name="read", expect=Expect(accepted=accepted))
    look = Bench().holding(CONTENT).promising(**ETAGS).look(step, answer(200, etag=seen))
    etag(look, expected)
    return stated(look)


OTHER_MD5 = md5_hex(OTHER)


ETAG_ROWS = [
    ("md5", f'"{MD5}"', f"etag-md5 met must (M1): {MD5} | {MD5}"),
    ("md5", MD5.upper(), f"etag-md5 met must (M1): {MD5} | {MD5.upper()}"),
    ("md5", OTHER_MD5, f"etag-md5 unmet must (M1): {MD5} | {OTHER_MD5}"),
    ("md5", None, f"etag-md5 unmet must (M1): {MD5} | no ETag"),
    ("not-md5", OTHER_MD5, f"etag-not-md5 met must (M1): not {MD5}, the content's MD5 | {OTHER_MD5}"),
    ("not-md5", MD5, f"etag-not-md5 unmet must (M1): not {MD5}, the content's MD5 | {MD5}"),
    ("not-md5", MD5.upper(), f"etag-not-md5 unmet must (M1): not {MD5}, the content's MD5 | {MD5.upper()}"),
    ("not-md5", None, f"etag-not-md5 unmet must (M1): not {MD5}, the content's MD5 | no ETag"),
    ("not-md5", '""', f"etag-not-md5 unmet must (M1): not {MD5}, the content's MD5 | no ETag"),
    ("same-as:up", '"e0"', "etag-same met should (S1): e0 | e0"),
    ("same-as:up", "e1", "etag-same unmet should (S1): e0 | e1"),
    ("same-as:nobody", None, "etag-same unmet should (S1):  | no ETag"),
    ("differs-from:up", "e1", "etag-differs met should (S1): another than e0 | e1"),
    ("differs-from:up", '"e0"', "etag-differs unmet should (S1): another than e0 | e0"),
    ("differs-from:up", None, "etag-differs unmet should (S1): another than e0 | no ETag"),
    ("differs-from:nobody", "e1", "etag-differs met should (S1): another than  | e1"),
]


@pytest.mark.parametrize(("expected", "seen", "line"), ETAG_ROWS, ids=[row[0] for row in ETAG_ROWS])
def test_an_etag_has_the_form_that_is_promised(expected: str, seen: str | None, line: str) -> None:
    assert lines_of_etag(expected, seen) == [line]


def test_an_etag_loses_its_quotes_and_no_letter() -> None:
    on = Bench().promising(**ETAGS)
    on.memory.remember("up", PLACE, CONTENT, answer(200, etag='"XeX"'), None)
    for seen, observation in (('"XeX"', "met"), ("XeX", "met"), ('"e"', "unmet")):
        look = on.look(READ, answer(200, etag=seen))
        etag(look, "same-as:up")
        assert stated(look) == [f"etag-same {observation} should (S1): XeX | {seen.strip(chr(34))}"]


def test_the_ground_of_an_etag_may_be_that_of_its_encryption() -> None:
    assert lines_of_etag("md5", MD5, accepted="kms") == [f"etag-md5 met documented (D1): {MD5} | {MD5}"]


def test_an_etag_of_what_nobody_wrote_is_that_of_nothing() -> None:
    look = Bench().look(READ, answer(200, etag=md5_hex(b"")))
    etag(look, "md5")
    etag(look, "md5-of-request")
    assert stated(look) == [
        f"{fact} met silent ({UNSAID}): {md5_hex(b'')} | {md5_hex(b'')}" for fact in ("etag-md5", "etag-md5-of-request")
    ]


def test_an_etag_of_a_request_is_that_of_its_body_and_not_of_the_whole() -> None:
    def line(seen: bytes) -> str:
        look = bench().look(SENT, answer(200, etag=md5_hex(seen)), lambda asked: replace(asked, body=OTHER))
        etag(look, "md5-of-request")
        return stated(look)[0]

    assert line(OTHER) == f"etag-md5-of-request met silent ({UNSAID}): {OTHER_MD5} | {OTHER_MD5}"
    assert line(CONTENT) == f"etag-md5-of-request unmet silent ({UNSAID}): {OTHER_MD5} | {MD5}"


@pytest.mark.parametrize(
    ("seen", "known", "met"),
    [
        (f"{MD5}-2", True, True),
        (f"{MD5.upper()}-2", True, True),
        (f"{MD5}-3", True, False),
        (f"{MD5}-3", False, True),
        (f"{MD5}-12", False, True),
        (f"{MD5}-x", False, False),
        (f"{MD5}-", False, False),
        (f"{MD5[1:]}-2", False, False),
        (f"x{MD5}-2", False, False),
        (f"{MD5}-2x", False, False),
        (MD5, False, False),
    ],
)
def test_an_etag_of_parts_says_how_many(seen: str, *, known: bool, met: bool) -> None:
    on = Bench()
    on.memory.uploads["up"] = Upload(place=PLACE, upload_id="u", parts={1: ("e1", CONTENT), 3: ("e2", OTHER)})
    look = on.look(CompleteMultipart(name="done"), answer(200, etag=seen))
    if not known:
        del on.memory.uploads["up"]
    etag(look, "multipart")
    words = "32 hex digits, a dash and the number of parts"
    assert stated(look) == [f"etag-multipart {'met' if met else 'unmet'} silent ({UNSAID}): {words} | {seen}"]


def test_the_number_of_parts_is_judged_only_where_they_are_put_together() -> None:
    look = Bench().look(READ, answer(200, etag=f"{MD5}-7"))
    etag(look, "multipart")
    assert stated(look)[0].startswith("etag-multipart met")


def lines_of_listing(*entries: Listed, status: int = 200) -> list[str]:
    on = bench().promising(listed="M1", listed__list_objects="D1")
    look = on.look(ListObjects(name="list"), answer(status, listed=entries))
    listed(look, ["doc", "never"])
    return stated(look)


def test_a_listing_shows_the_size_of_what_was_uploaded() -> None:
    both = lines_of_listing(Listed(key="run/doc", size=100), Listed(key="run/never", size=0))
    assert both == [
        "listed met documented (D1): 100 bytes | 100 bytes",
        "listed met documented (D1): 0 bytes | 0 bytes",
    ]
    neither = lines_of_listing(Listed(key="run/doc", size=116), Listed(key="doc", size=100))
    assert neither == [
        "listed unmet documented (D1): 100 bytes | 116 bytes",
        "listed unmet documented (D1): 0 bytes | not shown",
    ]


ENVELOPE = frozenset({"key", "start", "content-algorithm", "wrap-algorithm", "data-size", "part-size"})
NAMES = "content-algorithm, data-size, key, part-size, start, wrap-algorithm"


@pytest.mark.parametrize(
    ("shown", "line"),
    [
        (ENVELOPE, f"envelope-shown met must (M1): {NAMES} | {NAMES}"),
        (ENVELOPE - {"key"}, f"envelope-shown unmet must (M1): {NAMES} | {NAMES.replace('key, ', '')}"),
        (frozenset(), f"envelope-shown unmet must (M1): {NAMES} | nothing of it"),
    ],
    ids=["all", "one missing", "none"],
)
def test_a_list_of_parts_names_the_whole_envelope(shown: frozenset[str], line: str) -> None:
    on = Bench().promising(envelope_shown="M1")
    on.memory.uploads["up"] = Upload(place=PLACE, upload_id="u")
    look = on.look(ListParts(name="list"), answer(200, envelope=shown))
    shows_envelope(look)
    assert stated(look) == [line]


def told(fact: str, *, met: bool, detail: bool = False) -> Told:
    return Told(fact=fact, met=met, expected="this", observed="that", detail=detail)


def lines_of_client(step: GetObject, *facts: Told, **reply: object) -> list[str]:
    on = Bench().promising(client__sent="D1", client__opened="M1")
    look = on.look(step, answer(told=facts, **reply))  # type: ignore[arg-type]
    client(look)
    return stated(look)


def test_what_a_client_did_rests_on_the_first_word_of_the_fact() -> None:
    found = lines_of_client(
        READ, told("sent:sse", met=True), told("opened", met=False), told("shown:x", met=True), told("sent", met=False)
    )
    assert found == [
        "sent:sse met documented (D1): this | that",
        "opened unmet must (M1): this | that",
        f"shown:x met silent ({UNSAID}): this | that",
        "sent unmet documented (D1): this | that",
    ]


def test_details_count_only_where_the_whole_is_asked_for() -> None:
    facts = told("sent:a", met=False, detail=True), told("sent:b", met=True)
    assert [line[:8] for line in lines_of_client(READ, *facts)] == ["sent:b m"]
    whole = GetObject(name="read", expect=Expect(shown="whole"))
    assert [line[:8] for line in lines_of_client(whole, *facts)] == ["sent:a u", "sent:b m"]


def test_what_a_client_keeps_of_its_arguments_counts_only_where_it_is_asked_for() -> None:
    facts = told("kept:context", met=False), told("sent", met=True)
    assert [line[:6] for line in lines_of_client(READ, *facts)] == ["sent m"]
    asked = GetObject(name="read", expect=Expect(kept=True))
    assert [line[:6] for line in lines_of_client(asked, *facts)] == ["kept:c", "sent m"]


def test_a_client_that_sends_plaintext_leaks() -> None:
    found = lines_of_client(READ, told("leak:sent", met=False), told("sent", met=True))
    assert found == [f"leak:sent unmet must ({LAW}): this | that CRITICAL", "sent met documented (D1): this | that"]


def test_the_error_of_a_refusal_that_was_due_is_no_fact_of_its_own() -> None:
    step = GetObject(name="read", sse=sse(Mode.CLIENT), expect=Expect(refused="plain"))
    facts = told("returned", met=False), told("opened", met=False), told("sent", met=True)
    assert [line[:6] for line in lines_of_client(step, *facts, raised="no")] == ["sent m"]
    assert len(lines_of_client(step, *facts)) == 3
