"""Whole runs: the honest emulator under every permitted answer, and moto, which must fail."""

import socket
from collections import Counter
from pathlib import Path

import pytest

from conformance.catalogue.places import cases_root
from conformance.emulator import MAIN, Emulator
from conformance.model.words import Severity
from conformance.tests.running import Ran, run

GREEN = {"conforms", "lenient", "observes"}
LACKS = ("the profile names no KMS key", "make KMS keys", "no look at what is at rest", "NotFoundError")
"""What moto's profile cannot offer, and the one answer of moto to a control."""
CREDENTIALS = {"CONFORMANCE_ACCESS_KEY": "EXAMPLEACCESSKEY", "CONFORMANCE_SECRET_KEY": "example-secret-of-nobody"}


SMALL = str(cases_root() / "sse-c" / "head.yaml")


def essence(ran: Ran) -> list[tuple[object, ...]]:
    """What must not depend on how a run was divided: everything but what a store makes up, such as an opaque ETag."""
    return [
        (r.case, r.variant, r.subject, r.verdict, r.facts, [(f.step, f.fact, f.level, f.verdict) for f in r.findings])
        for r in ran.report().results
    ]


def no_traceback(ran: Ran) -> None:
    assert "Traceback" not in ran.output, ran.output
    assert "INTERNALERROR" not in ran.output, ran.output


@pytest.mark.parametrize("answers", [0, 1])  # 2: the installed wheel's run, in tox.ini
def test_the_emulator_conforms_whatever_it_answers_where_documents_are_silent(tmp_path: Path, answers: int) -> None:
    ran = run(tmp_path, f"--answers={answers}")
    assert ran.code == 0, ran.output[-4000:]
    report = ran.report()
    assert report.end is not None
    assert report.end.left == []
    assert set(ran.verdicts()) <= GREEN
    remembered = {path.stem for path in (tmp_path / "results" / "history").glob("*.jsonl")}
    assert remembered == (set() if answers else {"cos", "obs", "oss", "s3"})  # what a later run may be compared with
    for dialect in {result.dialect for result in report.results}:
        verdicts = Counter(result.verdict == "observes" for result in report.results if result.dialect == dialect)
        assert verdicts[True] <= 0.15 * verdicts.total(), (dialect, verdicts)


def test_a_part_of_the_cases_is_nothing_to_compare_a_later_run_with(tmp_path: Path) -> None:
    assert run(tmp_path, "--target=s3", SMALL).code == 0
    assert not (tmp_path / "results" / "history").exists()


def test_a_history_that_cannot_be_read_does_not_hide_what_came_out(tmp_path: Path) -> None:
    history = tmp_path / "results" / "history"
    history.mkdir(parents=True)
    (history / "s3.jsonl").write_text("{}\n")
    ran = run(tmp_path, "--target=s3", "-kno-key", SMALL)
    assert ran.code == 0
    assert "s3.jsonl:1: not a line of a history" in ran.output
    assert "2/2 conformant" in ran.output
    no_traceback(ran)


def test_two_processes_give_the_results_of_one(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    one = run(tmp_path / "one", "--seed=0123456789", str(cases_root() / "sse-c"))
    two = run(tmp_path / "two", "--seed=0123456789", "-n2", str(cases_root() / "sse-c"))
    assert essence(one) == essence(two)


def test_moto_is_called_what_it_is(tmp_path: Path) -> None:
    ran = run(tmp_path, "--target", "moto", "--tb=no")
    assert ran.code == 1
    verdicts = ran.verdicts()
    assert verdicts["error"] == 0
    critical = [result for result in ran.report().results if result.severity is Severity.CRITICAL]
    assert any(result.case == "sse-c/get/other-key" for result in critical)
    assert "plaintext" in ran.output
    blocked = {result.reason for result in ran.report().results if result.verdict == "blocked"}
    assert all(any(lack in reason for lack in LACKS) for reason in blocked), blocked
    assert "http://" not in (tmp_path / "results" / "index.html").read_text().replace("http://www.w3.org/", "")


def test_a_typo_in_a_case_file_is_one_message_and_the_others_still_run(tmp_path: Path) -> None:
    cases = tmp_path / "cases"
    (cases / "sse-c").mkdir(parents=True)
    (cases / "specs").symlink_to(cases_root() / "specs")
    text = (cases_root() / "sse-c" / "head.yaml").read_text()
    (cases / "sse-c" / "head.yaml").write_text(text)
    (cases / "sse-c" / "typo.yaml").write_text(text.replace("do: head-object", "do: heed-object"))
    ran = run(tmp_path, str(cases))
    assert ran.code == 1
    assert "typo.yaml:" in ran.output
    assert "Invalid value 'heed-object'" in ran.output
    assert set(ran.verdicts()) <= GREEN
    no_traceback(ran)


def test_an_unknown_target_is_one_message(tmp_path: Path) -> None:
    ran = run(tmp_path, "--target=emulatr")
    assert ran.code != 0
    assert "there is no target 'emulatr'; did you mean 'emulator'?" in ran.output
    no_traceback(ran)


def test_missing_credentials_are_one_message(tmp_path: Path) -> None:
    ran = run(tmp_path, "--endpoint=https://store.invalid", "--dialect=s3", SMALL)
    assert ran.code == 1
    assert "set CONFORMANCE_ACCESS_KEY and CONFORMANCE_SECRET_KEY in the environment" in ran.output
    assert set(ran.verdicts()) == {"error"}
    no_traceback(ran)


def test_an_unreachable_endpoint_is_one_message(tmp_path: Path) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    ran = run(tmp_path, f"--endpoint=http://127.0.0.1:{port}", "--dialect=s3", SMALL, env=CREDENTIALS)
    assert ran.code == 1
    assert f"cannot connect to 127.0.0.1:{port}: Connection refused" in ran.output
    assert ran.output.count("Connection refused") <= 6
    assert set(ran.verdicts()) == {"error"}
    no_traceback(ran)


def test_a_foreign_certificate_is_one_message(tmp_path: Path) -> None:
    with Emulator("s3") as emulator:
        endpoint = f"--endpoint=https://127.0.0.1:{emulator.https_port}"
        ran = run(tmp_path, endpoint, "--dialect=s3", SMALL, env=CREDENTIALS)
    assert ran.code == 1
    assert "is not trusted" in ran.output
    assert "--ca-file" in ran.output
    no_traceback(ran)


def test_a_first_run_without_a_profile(tmp_path: Path) -> None:
    """`--endpoint` against a store that somebody else started, with credentials from the environment."""
    ca = tmp_path / "ca.pem"
    with Emulator("s3", region="us-east-1") as emulator:
        ca.write_bytes(emulator.ca_pem)
        ran = run(
            tmp_path,
            f"--endpoint=https://127.0.0.1:{emulator.https_port}",
            "--dialect=s3",
            f"--ca-file={ca}",
            SMALL,
            env={
                "CONFORMANCE_ACCESS_KEY": MAIN.access_key,
                "CONFORMANCE_SECRET_KEY": MAIN.secret_key,
            },
        )
        assert MAIN.secret_key not in ran.output
        assert MAIN.access_key not in (ran.results / "results.jsonl").read_text()
    assert ran.code == 0, ran.output[-3000:]
    assert set(ran.verdicts()) <= GREEN
