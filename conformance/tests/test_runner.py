"""The engine on scripted answers: what blocks, what is critical, what is an error."""

from pathlib import Path

import msgspec
import pytest

from conformance.catalogue.suites import load
from conformance.engine.judge import judge
from conformance.engine.keys import random_bytes
from conformance.engine.patience import Patience
from conformance.engine.runner import carry_out
from conformance.engine.sandbox import Sandbox
from conformance.engine.subject import Subject
from conformance.model import yaml
from conformance.model.case import Case
from conformance.model.operation import Operation, Reply
from conformance.model.result import Result
from conformance.model.spec import Spec
from conformance.model.target import Auth, Target
from conformance.model.values import Tamper
from conformance.model.words import Dialect, Role, Severity, Verdict
from conformance.reference.digests import md5_base64
from conformance.tests.scripted import Answer, Scripted, reply
from conformance.tests.test_lint import SUITE
from conformance.wire.errors import TimedOutError

SPEC = """\
dialect: obs
title: A spec
sources: {page: {title: A page}}
statements:
  N66: {level: must, reads: The answer shows algorithm and MD5, source: page}
  N67: {level: must, reads: A read brings the key, source: page}
statuses: {put-object: "200", get-object: "200"}
acceptances:
  customer: [{on: [put-object, get-object], cites: [N66], echoes: {customer-key-md5: $key-md5}}]
refusals:
  wrong-customer-key: [{cites: [N67], answers: [{status: "403", codes: [AccessDenied]}], lenient: [{status: "400"}]}]
facts: {body: {cites: [N67]}}
unsupported: [{status: "501"}]
caller-faults: [{status: "403", codes: [RequestTimeTooSkewed]}]
"""


CONTROL = next(line for line in SUITE.splitlines() if "control: true" in line)


@pytest.fixture
def case(tmp_path: Path) -> Case:
    path = tmp_path / "get.yaml"
    path.write_text(SUITE.replace(CONTROL, CONTROL.replace("{accepted: customer}", "{accepted: customer, body: same}")))
    return load(path).variants[0][0].case


def run(case: Case, *script: Answer, spec: str = SPEC) -> Result:
    driver = Scripted(script)
    target = Target(
        name="scripted", title="Scripted", dialect=Dialect.OBS, auth=Auth(scheme="obs", access_key="A", secret_key="S")
    )
    subject = Subject(
        name="scripted",
        target=target,
        spec=yaml.convert(yaml.parse(spec, "spec"), Spec),
        driver=driver,
        sandbox=Sandbox(driver=driver, target=target, run="r"),
        seed="seed",
        has_plain_endpoint=False,
        patience=Patience(sleep=lambda _: None),
    )
    carried = carry_out(case, {}, subject, "item")
    return judge(case, "sse-c/get/other-key", {}, subject, carried, nodeid="n", keep=False)


def echo(operation: Operation) -> Reply:
    assert operation.encryption is not None
    assert operation.encryption.customer_key is not None
    return reply(customer_key_md5=md5_base64(operation.encryption.customer_key))


def plaintext(operation: Operation) -> Reply:
    return msgspec_replace(echo(operation), body=random_bytes(64, "seed\0item", "body", "step up"))


def msgspec_replace(answer: Reply, **change: object) -> Reply:
    fields = {name: getattr(answer, name) for name in Reply.__dataclass_fields__}
    return Reply(**{**fields, **change})


TAKEN_OUT = Tamper(drop=[Role.CUSTOMER_KEY])
REFUSED = reply(403, code="AccessDenied")


def test_a_documented_refusal_conforms(case: Case) -> None:
    result = run(case, echo, plaintext, REFUSED)
    assert result.verdict is Verdict.CONFORMS
    assert result.findings == []
    assert result.steps == []


def test_a_refusal_that_a_document_only_allows_is_due_all_the_same(case: Case) -> None:
    """Where the documents are silent a success violates; where they say that a store may refuse it cannot do less."""
    allowed = SPEC.replace("N67: {level: must", "N67: {level: may")
    assert run(case, echo, plaintext, REFUSED, spec=allowed).verdict is Verdict.CONFORMS
    assert run(case, echo, plaintext, reply(200), spec=allowed).verdict is Verdict.VIOLATES
    assert run(case, echo, plaintext, reply(500), reply(500), spec=allowed).verdict is Verdict.VIOLATES


def test_another_answer_that_the_spec_lists_is_lenient(case: Case) -> None:
    assert run(case, echo, plaintext, reply(400, code="Whatever")).verdict is Verdict.LENIENT


def test_another_code_violates_and_says_what_was_seen(case: Case) -> None:
    result = run(case, echo, plaintext, reply(403, code="Forbidden"))
    assert result.verdict is Verdict.VIOLATES
    assert result.severity is Severity.NORMAL
    assert [(finding.fact, finding.expected, finding.observed) for finding in result.findings] == [
        ("code", "AccessDenied", "Forbidden")
    ]


def test_plaintext_for_another_key_is_critical(case: Case) -> None:
    result = run(case, echo, plaintext, plaintext)
    assert result.verdict is Verdict.VIOLATES
    assert result.severity is Severity.CRITICAL
    assert "plaintext" in result.reason
    assert [step.name for step in result.steps] == ["up", "mine", "other"]


def test_a_failed_control_blocks_and_never_conforms(case: Case) -> None:
    result = run(case, echo, reply(403, code="AccessDenied"), REFUSED)
    assert result.verdict is Verdict.BLOCKED
    assert "control step 'mine'" in result.reason


def test_a_control_that_reads_another_body_blocks(case: Case) -> None:
    other = lambda operation: msgspec_replace(echo(operation), body=b"something else")  # noqa: E731
    assert run(case, echo, other, REFUSED).verdict is Verdict.BLOCKED


def test_a_leak_outranks_a_failed_control(case: Case) -> None:
    result = run(case, reply(), reply(body=b"garbage"), plaintext)
    assert result.verdict is Verdict.VIOLATES
    assert result.severity is Severity.CRITICAL


def test_a_missing_echo_is_a_finding_and_does_not_block(case: Case) -> None:
    silent = lambda operation: msgspec_replace(plaintext(operation), roles={})  # noqa: E731
    result = run(case, reply(), silent, REFUSED)
    assert result.verdict is Verdict.VIOLATES
    assert {finding.fact for finding in result.findings} == {f"header:{Role.CUSTOMER_KEY_MD5}"}


def test_an_echoed_key_is_critical_wherever_it_stands(case: Case) -> None:
    def leaking(operation: Operation) -> Reply:
        assert operation.encryption is not None
        assert operation.encryption.customer_key is not None
        return reply(403, code="AccessDenied", body=b"<Key>" + operation.encryption.customer_key.hex().encode())

    result = run(case, echo, plaintext, leaking)
    assert [finding.fact for finding in result.findings] == ["leak:customer-key"]
    assert result.severity is Severity.CRITICAL


def test_a_server_error_is_tried_once_more_and_is_no_verdict_on_the_store(case: Case) -> None:
    assert run(case, echo, reply(503), plaintext, REFUSED).attempts == 2
    twice = run(case, echo, reply(500), reply(500))
    assert twice.verdict is Verdict.ERROR
    assert "500, after 2 attempts in all" in twice.reason


def test_a_server_error_instead_of_a_refusal_violates(case: Case) -> None:
    assert run(case, echo, plaintext, reply(500), reply(500)).verdict is Verdict.VIOLATES


def test_a_server_error_is_searched_for_leaks_even_where_a_second_try_is_clean(case: Case) -> None:
    result = run(case, echo, plaintext, lambda operation: msgspec_replace(plaintext(operation), status=500), REFUSED)
    assert (result.verdict, result.severity) == (Verdict.VIOLATES, Severity.CRITICAL)
    assert [finding.fact for finding in result.findings] == ["leak:plaintext"]


def test_throttling_is_never_a_verdict_on_the_store(case: Case) -> None:
    for status in (503, 429):
        result = run(case, echo, plaintext, *[reply(status)] * 10)
        assert result.verdict is Verdict.ERROR
        assert result.attempts == 5
        assert f"answered {status}, after 5 attempts" in result.reason


SKEWED = msgspec_replace(reply(403, code="RequestTimeTooSkewed"), headers=(("Date", "Mon, 05 Jan 2026 00:00:00 GMT"),))


def test_a_complaint_of_our_clock_is_no_refusal_of_a_key(case: Case) -> None:
    result = run(case, echo, plaintext, SKEWED)
    assert result.verdict is Verdict.ERROR
    assert "ahead of the store's" in result.reason


def test_a_complaint_about_a_caller_who_is_served_right_after_was_the_refusal(case: Case) -> None:
    """A gateway that knows no such key may say so in the words for another kind of key."""
    steps = [*case.steps, msgspec.structs.replace(case.steps[1], name="again")]
    result = run(msgspec.structs.replace(case, steps=steps), echo, plaintext, SKEWED, plaintext)
    assert result.verdict is Verdict.VIOLATES
    assert {finding.fact for finding in result.findings} == {"code"}


def test_a_complaint_about_a_caller_who_is_not_served_any_more_is_an_error(case: Case) -> None:
    steps = [*case.steps, msgspec.structs.replace(case.steps[1], name="again", control=False)]
    result = run(msgspec.structs.replace(case, steps=steps), echo, plaintext, SKEWED, SKEWED)
    assert result.verdict is Verdict.ERROR
    assert "clock" in result.reason


@pytest.mark.parametrize("status", [307, 200])
def test_an_error_document_alone_is_no_refusal(case: Case, status: int) -> None:
    assert run(case, echo, plaintext, reply(status, code="AccessDenied")).verdict is Verdict.VIOLATES


def test_a_key_that_was_taken_out_after_signing_is_not_held(case: Case) -> None:
    steps = [*case.steps[:2], msgspec.structs.replace(case.steps[2], sse=case.steps[1].sse, tamper=TAKEN_OUT)]  # type: ignore[union-attr]
    result = run(msgspec.structs.replace(case, steps=steps), echo, plaintext, plaintext)
    assert result.severity is Severity.CRITICAL
    held = [*case.steps[:2], msgspec.structs.replace(case.steps[2], sse=case.steps[1].sse)]  # type: ignore[union-attr]
    assert run(msgspec.structs.replace(case, steps=held), echo, plaintext, plaintext).severity is Severity.NORMAL


def test_what_the_profile_lacks_blocks_and_the_other_steps_go_on(case: Case) -> None:
    plain = msgspec.structs.replace(case.steps[2], name="plain", transport="plain")
    result = run(
        msgspec.structs.replace(case, steps=[*case.steps[:2], plain, case.steps[2]]), echo, plaintext, plaintext
    )
    assert result.severity is Severity.CRITICAL
    assert [step.name for step in result.steps] == ["up", "mine", "other"]


def test_what_the_store_blocks_is_not_excused_by_what_the_profile_lacks(case: Case) -> None:
    plain = msgspec.structs.replace(case.steps[2], name="plain", transport="plain")
    steps = msgspec.structs.replace(case, steps=[*case.steps[:2], plain])
    blocked = run(steps, echo, reply(400, code="InvalidArgument"))
    assert (blocked.verdict, blocked.lacks) == (Verdict.BLOCKED, False)
    assert blocked.reason == "the control step 'mine' was answered 400 InvalidArgument"
    lacking = run(steps, echo, plaintext)
    assert (lacking.verdict, lacking.lacks) == (Verdict.BLOCKED, True)


def test_a_broken_road_is_an_error_with_its_cause(case: Case) -> None:
    result = run(case, echo, *[TimedOutError("the store did not answer within 30 s")] * 3)
    assert result.verdict is Verdict.ERROR
    assert result.attempts == 3
    assert result.reason == "the store did not answer within 30 s"


def test_a_documented_no_is_unsupported(case: Case) -> None:
    assert run(case, reply(501, code="NotImplemented")).verdict is Verdict.UNSUPPORTED


def test_a_no_to_what_is_not_offered_is_no_refusal_and_no_violation(case: Case) -> None:
    """The control comes last: it shows that the store never does this."""
    backwards = msgspec.structs.replace(case, steps=[case.steps[0], case.steps[2], case.steps[1]])
    result = run(backwards, echo, reply(501, code="NotImplemented"), reply(501, code="NotImplemented"))
    assert (result.verdict, result.findings) == (Verdict.UNSUPPORTED, [])
    assert run(backwards, echo, reply(501, code="NotImplemented"), plaintext).verdict is Verdict.VIOLATES

    def leaky(operation: Operation) -> Reply:
        return msgspec_replace(reply(501, code="NotImplemented"), body=plaintext(operation).body)

    assert run(backwards, echo, leaky, reply(501, code="NotImplemented")).severity is Severity.CRITICAL


def test_a_result_survives_the_way_through_json(case: Case) -> None:
    result = run(case, echo, plaintext, plaintext)
    assert msgspec.json.decode(msgspec.json.encode(result), type=Result) == result
