"""Keys named, bucket defaults, interim answers, and which check an expectation calls, on hand-made answers."""

import pytest

from conformance.engine.checks.every import check
from conformance.engine.checks.look import Look
from conformance.engine.checks.settings import default, interim, kms_key
from conformance.engine.verdict import Fact, Observation
from conformance.model.expect import Expect
from conformance.model.operation import Listed, Told
from conformance.model.spec import Fact as Promise
from conformance.model.steps import GetBucketEncryption, GetObject, PutObject, Raw
from conformance.model.values import BucketDefault
from conformance.model.words import Level, Mode, Role, Severity
from conformance.tests.looks import LAW, UNSAID, Bench, Kept, answer, sse, stated

READ = GetObject(name="read")
FULL = "region:domain:key/0a1b"


def lines_of_key(name: str, seen: str | None, status: int = 200) -> list[str]:
    roles = {Role.KMS_KEY_ID: seen} if seen is not None else {}
    look = Bench().promising(kms_key_id="M1", kms_key_id__get_object="D1").look(READ, answer(status, roles))
    kms_key(look, name)
    return stated(look)


@pytest.mark.parametrize(
    ("name", "seen", "line"),
    [
        ("any", "x", "met documented (D1): the id of a KMS key | x"),
        ("any", "", "unmet documented (D1): the id of a KMS key | absent"),
        ("any", None, "unmet documented (D1): the id of a KMS key | absent"),
        ("main", "0a1b", f"met documented (D1): {FULL} | 0a1b"),
        ("main", "2c3d", f"unmet documented (D1): {FULL} | 2c3d"),
        ("main", None, f"unmet documented (D1): {FULL} | absent"),
        ("other", "2c3d", "met documented (D1): 2c3d | 2c3d"),
    ],
)
def test_an_answer_names_the_key(name: str, seen: str | None, line: str) -> None:
    assert lines_of_key(name, seen) == [f"kms-key-id {line}"]


def test_nothing_is_expected_of_a_refusal() -> None:
    assert lines_of_key("any", None, 403) == []
    assert lines_of_default(BucketDefault(), BucketDefault(mode=Mode.KMS), 404) == []


def lines_of_default(expected: BucketDefault, seen: BucketDefault | None, status: int = 200) -> list[str]:
    on = Bench().promising(default="D1", default_key="S1")
    look = on.look(GetBucketEncryption(name="get"), answer(status, default=seen))
    default(look, expected)
    return stated(look)


KMS, MANAGED = BucketDefault(mode=Mode.KMS), BucketDefault(mode=Mode.MANAGED)
MAIN = BucketDefault(mode=Mode.KMS, kms_key="main")


DEFAULTS: list[tuple[BucketDefault, BucketDefault | None, str]] = [
    (MANAGED, MANAGED, "met documented (D1): managed | managed"),
    (MANAGED, KMS, "unmet documented (D1): managed | kms"),
    (MANAGED, None, "unmet documented (D1): managed | no default encryption"),
    (BucketDefault(), None, "met documented (D1): no default encryption | no default encryption"),
    (BucketDefault(), MANAGED, "unmet documented (D1): no default encryption | managed"),
    (
        BucketDefault(mode=Mode.MANAGED, data_algorithm="SM4"),
        BucketDefault(mode=Mode.MANAGED, data_algorithm="SM4"),
        "met documented (D1): managed, SM4 | managed, SM4",
    ),
    (
        BucketDefault(mode=Mode.MANAGED, data_algorithm="SM4"),
        MANAGED,
        "unmet documented (D1): managed, SM4 | managed",
    ),
    (
        MANAGED,
        BucketDefault(mode=Mode.MANAGED, data_algorithm="SM4"),
        "unmet documented (D1): managed | managed, SM4",
    ),
    (
        BucketDefault(mode=Mode.KMS, kms_key="main", data_algorithm="SM4"),
        BucketDefault(mode=Mode.KMS, kms_key="0a1b", data_algorithm="AES256"),
        "unmet documented (D1): kms, key main, SM4 | kms, key 0a1b, AES256",
    ),
    (
        MAIN,
        BucketDefault(mode=Mode.KMS, kms_key="0a1b", data_algorithm="AES256"),
        "met documented (D1): kms, key main | kms, key 0a1b, AES256",
    ),
    (
        BucketDefault(mode=Mode.MANAGED, blocks="customer"),
        BucketDefault(mode=Mode.MANAGED, blocks="customer"),
        "met documented (D1): managed, blocks customer | managed, blocks customer",
    ),
    (
        BucketDefault(mode=Mode.MANAGED, blocks="none"),
        BucketDefault(mode=Mode.MANAGED, blocks="customer"),
        "unmet documented (D1): managed, blocks none | managed, blocks customer",
    ),
    (
        BucketDefault(mode=Mode.MANAGED, blocks="none"),
        BucketDefault(mode=Mode.KMS, blocks="none"),
        "unmet documented (D1): managed, blocks none | kms, blocks none",
    ),
    (
        MANAGED,
        BucketDefault(mode=Mode.MANAGED, blocks="none"),
        "met documented (D1): managed | managed, blocks none",
    ),
    (MAIN, BucketDefault(mode=Mode.KMS, kms_key=FULL), f"met documented (D1): kms, key main | kms, key {FULL}"),
    (MAIN, BucketDefault(mode=Mode.KMS, kms_key="2c3d"), "unmet documented (D1): kms, key main | kms, key 2c3d"),
    (
        MAIN,
        BucketDefault(mode=Mode.MANAGED, kms_key="0a1b"),
        "unmet documented (D1): kms, key main | managed, key 0a1b",
    ),
    (MAIN, KMS, "unmet documented (D1): kms, key main | kms"),
]


@pytest.mark.parametrize(("expected", "seen", "line"), DEFAULTS, ids=[row[2] for row in DEFAULTS])
def test_the_bucket_encryption_that_is_read_is_the_one_that_was_set(
    expected: BucketDefault, seen: BucketDefault | None, line: str
) -> None:
    assert lines_of_default(expected, seen) == [f"default {line}"]


def test_where_no_key_was_named_none_is() -> None:
    assert lines_of_default(KMS, KMS)[1:] == ["default-key met should (S1): no key named | no key named"]
    named = BucketDefault(mode=Mode.KMS, kms_key="0a1b")
    assert lines_of_default(KMS, named)[1:] == ["default-key unmet should (S1): no key named | 0a1b"]
    assert lines_of_default(KMS, BucketDefault(mode=Mode.MANAGED, kms_key="0a1b"))[1:] == []
    assert lines_of_default(MANAGED, named)[1:] == []


def lines_of_interim(expected: str, seen: str | None, connection: str | None = None) -> list[str]:
    look = Bench().promising(interim_none="M1").look(READ, answer(200, interim=seen, connection=connection))
    interim(look, expected)
    return stated(look)


def test_what_came_before_the_body_is_judged_and_named() -> None:
    hundred, final = "100 before the first body byte", "a final answer, and no body byte sent"
    silence, unasked = "no interim answer within a second", "no interim answer asked for"
    for expected, seen, line in [
        ("continue", "continue", f"interim-continue met silent ({UNSAID}): {hundred} | {hundred}"),
        ("continue", "silence", f"interim-continue unmet silent ({UNSAID}): {hundred} | {silence}"),
        ("continue", None, f"interim-continue unmet silent ({UNSAID}): {hundred} | {unasked}"),
        ("silence", "silence", f"interim-silence met silent ({UNSAID}): {silence} | {silence}"),
        ("silence", "none", f"interim-silence unmet silent ({UNSAID}): {silence} | {final}"),
    ]:
        assert lines_of_interim(expected, seen) == [line]
    assert lines_of_interim("none", "none")[0] == f"interim-none met must (M1): {final} | {final}"


@pytest.mark.parametrize(("after", "said"), [("usable", "met"), ("closed", "met"), ("stuck", "unmet"), (None, "unmet")])
def test_after_a_final_answer_the_connection_serves_on_or_is_closed(after: str | None, said: str) -> None:
    line = f"connection {said} should (RFC 9110, 10.1.1): usable or closed | {after or 'unknown'}"
    assert lines_of_interim("none", "none", after)[1:] == [line]


def test_a_fact_has_the_level_and_ground_of_its_entry() -> None:
    look = Bench().promising(one="S1", one__kms="M1").look(READ, answer())
    look.promised("one", met=True, expected="a", observed="b")
    look.promised("one", met=False, expected="a", observed="b", mode="kms")
    look.promised("one", met=True, expected="a", observed="b", mode="customer")
    look.promised("two", met=False, expected="a", observed="b", mode="kms")
    look.broken("three", "a", "b")
    look.broken("four", "a", "b", Severity.CRITICAL)
    look.add("five", Level.MAY, Observation.ALTERNATIVE, "a", "b", Promise(cites=["M1", "S1"], silent="not said"))
    look.judge("six", met=True, expected="a", observed="b", on=Promise(cites=["Y1", "S1"]))
    assert stated(look) == [
        "one met should (S1): a | b",
        "one unmet must (M1): a | b",
        "one met should (S1): a | b",
        f"two unmet silent ({UNSAID}): a | b",
        f"three unmet must ({LAW}): a | b",
        f"four unmet must ({LAW}): a | b CRITICAL",
        "five alternative may (M1+S1): a | b",
        "six met should (Y1+S1): a | b",
    ]
    assert look.facts[-2] == Fact(
        step="read",
        fact="five",
        level=Level.MAY,
        observation=Observation.ALTERNATIVE,
        expected="a",
        observed="b",
        cites=["M1", "S1"],
    )


def checked(look: Look) -> list[str]:
    check(look)
    return [f"{fact.fact} {fact.observation}" for fact in look.facts]


EVERYTHING = Expect(
    accepted="nobody-says",
    recorded="allowed",
    shows_envelope=True,
    interim="continue",
    body="same",
    metadata={"a": "b"},
    etag="md5",
    kms_key="any",
    listed=["doc"],
    at_rest="in-view",
    default=BucketDefault(mode=Mode.MANAGED),
    headers={Role.SSE: "AES256"},
    absent=[Role.CONTEXT],
)
STATED = [
    "status",
    "recorded",
    "envelope-shown",
    "interim-continue",
    "body",
    "metadata",
    "etag-md5",
    "kms-key-id",
    "listed",
    "at-rest-in-view",
    "default",
    "header:sse",
    "absent:context",
    "sent",
]


def test_every_expectation_of_a_step_is_checked_in_the_order_a_person_would_look() -> None:
    told = (Told(fact="sent", met=True, expected="a", observed="b"),)
    put = PutObject(name="up", expect=EVERYTHING)
    bench = Bench(probe=Kept([b"x" * 64])).holding(b"y" * 64)
    wrong = answer(200, {Role.CONTEXT: "c"}, etag="e", told=told, listed=(Listed(key="else", size=1),))
    found = checked(bench.look(put, wrong))
    assert [line.split()[0] for line in found] == STATED
    assert [line for line in found if line.endswith(" met")] == ["status met", "recorded met", "sent met"]


def test_of_a_refused_step_only_the_answer_itself_is_checked() -> None:
    put = PutObject(name="up", expect=EVERYTHING)
    found = checked(Bench(probe=Kept([b"x"])).look(put, answer(403)))
    assert found == ["status unmet", "recorded met", "interim-continue unmet"]
    refused = GetObject(name="read", expect=Expect(refused="bare", headers={Role.SSE: "x"}, absent=[Role.SSE]))
    assert checked(Bench().look(refused, answer(400))) == ["refused met", "status met"]


def test_a_step_that_expects_nothing_states_nothing_but_a_sample_is_a_success() -> None:
    assert checked(Bench().look(READ, answer(403))) == []
    sample = Raw(name="sample", method="GET")
    look = Bench().promising(accepted="D1").look(sample, answer(403, code="No"))
    check(look)
    assert stated(look) == ["accepted unmet documented (D1): success | 403 No"]
    assert checked(Bench().look(sample, answer(200))) == ["accepted met"]
    for expect in (Expect(refused="bare"), Expect(recorded="bare")):
        found = checked(Bench().look(Raw(name="sample", method="GET", expect=expect), answer(400)))
        assert "accepted met" not in found
        assert "accepted unmet" not in found


def test_a_header_that_a_case_asks_for_rests_on_what_is_said_of_its_role_first() -> None:
    on = Bench().promising(headers="S1", headers__sse="M1")
    step = GetObject(name="read", expect=Expect(headers={Role.SSE: "x", Role.CONTEXT: "y"}, absent=[Role.KMS_KEY_ID]))
    look = on.look(step, answer(200, {Role.SSE: "x"}))
    check(look)
    assert stated(look) == [
        "header:sse met must (M1): x | x",
        "header:context unmet should (S1): y | absent",
        "absent:kms-key-id met should (S1): absent | absent",
    ]
    unsaid = Bench().look(step, answer(200, {Role.SSE: "x"}))
    check(unsaid)
    assert stated(unsaid)[0] == f"header:sse met silent ({UNSAID}): x | x"


def test_a_leak_is_found_in_any_step() -> None:
    step = GetObject(name="read", sse=sse(Mode.CUSTOMER, key="mine"), expect=Expect(accepted="nobody-says"))
    assert checked(Bench().look(step, answer(200, body=bytes(range(32))))) == [
        "accepted met",
        "leak:customer-key unmet",
    ]
