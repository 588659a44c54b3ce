"""What the pages say in words: steps, reasons, bodies, moments."""

import base64
from pathlib import Path

import msgspec
import pytest

from conformance.model.case import Case
from conformance.model.result import Payload
from conformance.model.words import Level, Role, Severity, Verdict
from conformance.report.bodies import shown
from conformance.report.casepage import case_page, replay
from conformance.report.filters import sentence, when
from conformance.report.matrix import Row, matrix
from conformance.report.phrases import came_out, fact, role, why
from conformance.report.reader import Report
from conformance.report.steps import _DO, steps_in_words
from conformance.tests.report_samples import SOURCE, sample
from conformance.tests.report_values import RUN, finding, leaking, result

DETAILED = """\
- id: x
  steps:
    - name: a
      do: copy-object
      object: copy
      source: {object: sealed, sse: {mode: customer, key: old}}
      sse: {mode: kms}
    - {name: b, do: get-object, auth: signed-url, transport: plain, drop: [customer-key-md5], expect: {body: empty}}
    - {name: c, do: put-object, tamper: {set: {sse: AES256}}, expect: {recorded: sse-value-empty, etag: "same-as:a"}}
    - {name: d, do: put-bucket-encryption, default: {mode: managed}, expect: {accepted: ok}}
"""


def verbs() -> set[str]:
    steps = next(field.type for field in msgspec.structs.fields(Case) if field.name == "steps")
    (item,) = steps.__origin__.__args__
    return {str(kind.__struct_config__.tag) for kind in item.__args__}


def only_row(report: Report) -> Row:
    ((row,),) = [block.rows for block in matrix(report)]
    return row


def test_the_steps_of_a_case_are_told() -> None:
    upload, control, point = steps_in_words(SOURCE)
    assert (upload.purpose, control.purpose, point.purpose) == ("prepares", "control", "")
    assert upload.does == "Upload “doc”, with the customer key “mine”, ${size} bytes"
    assert control.expects == "it succeeds and confirms the customer key; the content is what was written"
    assert point.expects == "it is refused (wrong customer key)"


def test_what_is_unusual_about_a_step_is_told() -> None:
    copy, get, put, default = steps_in_words(DETAILED)
    assert (
        copy.does
        == "Copy to “copy”, from “sealed”, with the customer key “old” for the source, under the default KMS key"
    )
    assert get.does == "Read “doc”, without the customer key's MD5, by a signed URL, over plain HTTP"
    assert get.expects == "there is no content"
    assert put.does == "Upload “doc”, after signing with the encryption method sent as “AES256”"
    assert put.expects == "open, only recorded (sse value empty); the ETag is that of “a”"
    assert default.does == "Set the bucket's default encryption, under the store's own key"


def test_every_operation_and_role_has_words() -> None:
    assert verbs() == set(_DO)
    assert all(role(each) for each in Role)


@pytest.mark.parametrize("text", ["", "[", "just text", "- 1", "- {id: x}", "- {id: x, steps: 3}"])
def test_a_source_that_is_no_case_has_no_steps(text: str) -> None:
    assert steps_in_words(text) == []


def test_facts_are_told() -> None:
    assert fact("header:customer-key-md5") == "header for the customer key's MD5"
    assert fact("absent:sse") == "no header for the encryption method"
    assert fact("kms-key-id") == "the KMS key that is named"
    assert fact("etag-not-md5") == "ETag not md5"


def test_a_leak_is_told_with_its_call_and_status() -> None:
    assert came_out(leaking("a/b", "moto")) == "GET returned the plaintext (status 200)"
    assert came_out(msgspec.structs.replace(leaking("a/b", "moto"), steps=[])) == "the store returned the plaintext"
    bare = result("a/b", "moto", Verdict.VIOLATES, severity=Severity.CRITICAL)
    assert came_out(bare) == "a secret came out"


def test_a_reason_is_told_from_the_gravest_finding() -> None:
    lesser = finding("code", Verdict.VIOLATES, "InvalidArgument", "no code", level=Level.DOCUMENTED)
    graver = finding("refused", Verdict.VIOLATES, "a clean 4xx", "200")
    told = why(result("a/b", "moto", Verdict.VIOLATES, findings=[lesser, graver], reason="as the engine says it"))
    assert told == "at “the other key does not”, that it is refused: expected a clean 4xx, saw 200"


def test_what_is_observed_is_told_and_what_was_not_judged_keeps_its_reason() -> None:
    seen = finding("recorded", Verdict.OBSERVES, "open", "400 InvalidArgument", level=Level.SILENT)
    assert why(result("a/b", "moto", Verdict.OBSERVES, findings=[seen])) == (
        "at “the other key does not” came 400 InvalidArgument"
    )
    blocked = result("a/b", "moto", Verdict.BLOCKED, findings=[seen], reason="the control step failed")
    assert why(blocked) == "the control step failed"
    assert why(result("a/b", "moto", findings=[seen], reason="noise")) == ""


def test_findings_that_differ_in_the_expected_value_share_a_row() -> None:
    results = [
        result(
            "a/b",
            "moto",
            Verdict.VIOLATES,
            variant={"size": size},
            findings=[finding("header:customer-key-md5", Verdict.VIOLATES, f"digest {size}", "absent")],
        )
        for size in ("1", "2")
    ]
    report = Report(run=RUN, results=results, end=None)
    (part,) = case_page(only_row(report), report, {}, "").judged
    (seen,) = part.seen
    assert (seen.differs, seen.variants) == (True, ())


def test_the_worst_subject_comes_first(tmp_path: Path) -> None:
    report = sample(tmp_path)
    row = next(row for block in matrix(report) for row in block.rows if row.case == "sse-c/get/other-key")
    assert case_page(row, report, {}, "").judged[0].subject.name == "moto"


def test_a_cell_counts_its_variants() -> None:
    results = [leaking("a/b", "moto", variant={"size": "1"})]
    others = (Verdict.VIOLATES, Verdict.CONFORMS)
    results += [result("a/b", "moto", verdict, variant={"size": verdict}) for verdict in others]
    cell = only_row(Report(run=RUN, results=results, end=None)).cells["moto"]
    assert (cell.letter, cell.critical, cell.share) == ("V", 1, "1/3")
    assert cell.title == "critical in 1 of 3: violates in 2 of 3, conforms in 1 of 3"


def test_the_replay_command_survives_a_shell() -> None:
    plain, odd = result("a/b", "moto"), result("a/b", "moto", variant={"value": "it's"})
    assert replay(plain, "results.jsonl", several=False) == "conformance replay results.jsonl a/b"
    assert replay(odd, "results.jsonl", several=True) == (
        """conformance replay results.jsonl 'a/b[value=it'"'"'s]' --subject moto"""
    )


def test_binary_bodies_are_dumped_and_cut() -> None:
    content = bytes(range(256))
    seen = shown(Payload(length=5000, sha256="ab", base64=base64.b64encode(content).decode()))
    assert seen is not None
    assert seen.about == "5,000 bytes, SHA-256 ab; the first 64 are shown"
    assert seen.text.splitlines()[4] == "0020  20 21 22 23 24 25 26 27   !\"#$%&'"
    assert len(seen.text.splitlines()) == 8


def test_empty_and_missing_bodies_are_not_shown() -> None:
    assert shown(None) is None
    assert shown(Payload(length=0, sha256="e3b0", text="")) is None


def test_moments_and_sentences_are_for_people() -> None:
    assert when("2026-11-21T06:00:12+00:00") == "21 November 2026, 06:00 UTC"
    assert when("some day") == "some day"
    assert sentence("the store answered.") == "The store answered."
    assert sentence("") == ""
