"""Bad options, profiles and waivers: one message each, exit code not 0, no traceback."""

from pathlib import Path

import pytest

from conformance.catalogue.places import cases_root
from conformance.tests.running import Ran, run

SMALL = str(cases_root() / "sse-c" / "head.yaml")
PROFILE = """\
name: mine
title: Mine
dialect: s3
start: emulator
region: region-1
auth: {scheme: s3v4, access-key: A, secret-key: S}
"""
WAIVER = """\
waivers:
  - {id: W-1, cases: [sse-c/no-such-case], facts: [{fact: code, observed: x}], because: known, until: "2099-01-01"}
"""


def said(ran: Ran, text: str) -> None:
    assert ran.code != 0, ran.output
    assert text in ran.output, ran.output
    assert "Traceback" not in ran.output, ran.output
    assert "INTERNALERROR" not in ran.output, ran.output


@pytest.mark.parametrize(
    ("option", "message"),
    [
        ("--answers=-1", "--answers: must be 0 or more"),
        ("--dialect=obs", "--dialect: goes with --endpoint"),
        ("--fault=no-such-fault", "no fault is called no-such-fault"),
        ("--endpoint=http://[bad", "--endpoint: must look like https://host"),
        ("--target=/", "--target: there is no target '/'"),
    ],
)
def test_an_option_that_cannot_be_used(tmp_path: Path, option: str, message: str) -> None:
    dialect = ["--dialect=s3"] if "endpoint" in option else []
    said(run(tmp_path, option, *dialect, SMALL), message)


def test_faults_are_for_the_emulator_alone(tmp_path: Path) -> None:
    said(
        run(tmp_path, "--target=moto", "--fault=stores-plaintext", SMALL), "only the emulator can be broken on purpose"
    )


def test_credentials_in_an_endpoint_are_refused_and_not_repeated(tmp_path: Path) -> None:
    ran = run(tmp_path, "--endpoint=http://user:hunter2@127.0.0.1:1", "--dialect=s3", SMALL)
    said(ran, "--endpoint: must look like https://host")
    assert "hunter2" not in ran.output
    assert not (ran.results / "results.jsonl").exists()


def test_a_place_for_results_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "results").write_text("a file")
    said(run(tmp_path, SMALL), "cannot be written to")


@pytest.mark.parametrize(
    ("profile", "message"),
    [
        (PROFILE.replace("dialect: s3", "dialect: s4"), "mine.yaml:3: Invalid enum value 's4'"),
        (PROFILE.replace("scheme: s3v4", "scheme: nope"), "no signature scheme 'nope'"),
        (PROFILE.replace("start: emulator", "start: engine"), "`start: engine` is not known"),
        (PROFILE.replace("start: emulator", "endpoint: store.example"), "must look like https://host"),
        (PROFILE.replace("start: emulator", "endpoint: https://gw.example/s3"), "must look like https://host"),
        (PROFILE + WAIVER.replace("2099-01-01", "soon"), "mine.yaml:8: Invalid"),
    ],
)
def test_a_profile_that_cannot_be_used(tmp_path: Path, profile: str, message: str) -> None:
    (tmp_path / "mine.yaml").write_text(profile)
    said(run(tmp_path, f"--target={tmp_path / 'mine.yaml'}", SMALL, env={"A": "a", "S": "s"}), message)


def test_a_password_in_a_profile_s_endpoint_is_refused_and_kept_nowhere(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(PROFILE.replace("start: emulator", "endpoint: https://me:hushhush@127.0.0.1:1"))
    ran = run(tmp_path, f"--target={tmp_path / 'mine.yaml'}", SMALL, env={"A": "a", "S": "s"})
    said(ran, "mine.yaml: `endpoint` must look like https://host")
    assert "hushhush" not in ran.output
    assert not (ran.results / "results.jsonl").exists()


def test_a_waiver_that_names_no_case_is_stale_and_fails_the_run(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(PROFILE + WAIVER)
    ran = run(tmp_path, f"--target={tmp_path / 'mine.yaml'}", SMALL)
    said(ran, "stale: waiver W-1 of target mine names no case (sse-c/no-such-case)")
    assert set(ran.verdicts()) == {"conforms"}


def test_a_run_that_is_stopped_says_so(tmp_path: Path) -> None:
    ran = run(tmp_path, "--fault=any-customer-key-opens", "--tb=no", "-x", SMALL)
    assert ran.report().end is None
    assert "cut short" in ran.output


def test_limits_that_make_no_sense_are_one_message(tmp_path: Path) -> None:
    said(run(tmp_path, "--rate=0", SMALL), "--rate: must be more than 0")
    profile = tmp_path / "mine.yaml"
    profile.write_text(PROFILE + "limits: {parallel: 1}\n")
    said(run(tmp_path, f"--target={profile}", "-n2", SMALL), "-n: the target mine allows 1 at once")


def test_a_spent_budget_is_an_error_and_leaves_nothing(tmp_path: Path) -> None:
    ran = run(tmp_path, "--target=s3", "--max-requests=6", SMALL)
    said(ran, "not sent: this run may make 6 calls (max-requests)")
    report = ran.report()
    assert set(ran.verdicts()) <= {"conforms", "error"}
    assert report.end is not None
    assert report.end.left == []


def test_a_body_beyond_what_the_profile_allows_is_unknown_and_fails_nobody(tmp_path: Path) -> None:
    profile = tmp_path / "mine.yaml"
    profile.write_text(PROFILE + "limits: {max-object: 1000}\n")
    ran = run(tmp_path, f"--target={profile}", str(cases_root() / "sse-c" / "put.yaml"))
    assert ran.code == 0, ran.output
    assert ran.verdicts()["blocked"] > 0
    reasons = {result.reason for result in ran.report().results if result.verdict == "blocked"}
    assert reasons == {"the profile allows bodies of 1,000 bytes (limits: max-object)"}
