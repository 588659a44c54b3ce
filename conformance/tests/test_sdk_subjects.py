"""SDKs as subjects: what `--subject` chooses, what an SDK is judged by, and what is nobody's fault."""

from importlib.util import find_spec
from pathlib import Path

import pytest

from conformance.catalogue import targets
from conformance.catalogue.places import cases_root
from conformance.drivers.sdk import registry
from conformance.drivers.sdk.registry import SDKS
from conformance.model.problem import InputError
from conformance.model.words import Dialect, Observable
from conformance.subjects import by_subject, chosen, judges
from conformance.tests.running import run

OPENS = "any-customer-key-opens"
METHODS = str(cases_root() / "sdk" / "methods.yaml")


def test_all_means_every_sdk_once() -> None:
    assert chosen([]) == ["rest"]
    assert chosen(["boto3", "all", "client-side"]) == list(SDKS)


def test_an_sdk_is_a_subject_of_its_own_on_each_target_of_its_dialect() -> None:
    found = by_subject(targets.select(["s3", "obs"]), ["rest", "boto3"])
    assert [target.name for target in found] == ["s3", "obs", "boto3-on-s3"]
    assert found[-1].driver == "boto3"


def test_an_sdk_without_a_target_is_one_message() -> None:
    with pytest.raises(InputError, match="boto3 speaks s3, and no target of this run does"):
        by_subject(targets.select(["obs"]), ["boto3"])


@pytest.mark.parametrize("sdk", [name for name, entry in SDKS.items() if not entry.encrypts])
def test_the_documented_calls_go_through(sdk: str, tmp_path: Path) -> None:
    ran = run(tmp_path, f"--subject={sdk}", METHODS)
    report = ran.report()
    assert set(ran.verdicts()) <= {"conforms", "deviates"}, ran.output
    assert {result.driver.split()[0] for result in report.results} == {SDKS[sdk].distribution}
    steps = [step for result in report.results for step in result.steps]
    assert any(exchange.request.headers for step in steps for exchange in step.exchanges)


@pytest.mark.parametrize("sdk", [name for name, entry in SDKS.items() if not entry.encrypts])
def test_a_fault_of_the_store_shows_through_every_sdk(sdk: str, tmp_path: Path) -> None:
    fault, cases = (
        ("method-ignored", "methods-of") if SDKS[sdk].dialect is Dialect.OSS else (OPENS, "customer and size")
    )
    ran = run(tmp_path, f"--subject={sdk}", f"--fault={fault}", "-k", cases, METHODS)
    assert "violates" in ran.verdicts(), ran.output


def test_an_sdk_that_is_not_there_fails_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "find_spec", lambda _name: None)
    with pytest.raises(registry.NotInstalledError, match=r"pip install object-store-encryption-conformance\[s3\]"):
        registry.load("boto3")


@pytest.mark.parametrize("sdk", SDKS)
def test_every_call_is_mapped_or_has_a_reason(sdk: str) -> None:
    if find_spec(SDKS[sdk].package) is None:
        pytest.skip(f"{SDKS[sdk].distribution} has an environment of its own (tox -e {sdk})")
    loaded = registry.load(sdk)
    assert not set(loaded.calls) & set(loaded.not_offered)
    assert all(reason for reason in loaded.not_offered.values())


def test_only_clients_that_encrypt_are_judged_by_the_cases_about_them() -> None:
    assert judges("oss-v2-cse", Observable.CLIENT)
    assert not judges("oss-v2-cse", Observable.WIRE)
    assert not judges("boto3", Observable.CLIENT)
    assert not judges("rest", Observable.CLIENT)


def test_cases_about_an_sdks_methods_judge_neither_stores_nor_clients_that_encrypt() -> None:
    assert judges("boto3", Observable.SDK)
    assert judges("boto3", Observable.AT_REST)
    assert not judges("rest", Observable.SDK)
    assert not judges("oss-v2-cse", Observable.SDK)


@pytest.mark.parametrize(("sdk", "mark"), [("boto3", "X-Amz-Signature="), ("obs-sdk", "AccessKeyId=")])
def test_signed_urls_of_an_sdk_are_followed(sdk: str, mark: str, tmp_path: Path) -> None:
    ran = run(tmp_path, f"--subject={sdk}", "-k", "customer-key-range", str(cases_root() / "signed-url" / "get.yaml"))
    assert set(ran.verdicts()) == {"conforms"}, ran.output
    calls = [exchange for result in ran.report().results for step in result.steps for exchange in step.exchanges]
    assert any(mark in exchange.request.url for exchange in calls)


@pytest.mark.parametrize(
    ("suite", "case"),
    [("sse-c/head", "key-for-plain-object"), ("bucket-default/refused", "unknown-algorithm-recorded")],
)
def test_errands_of_an_sdk_and_values_that_no_document_knows_are_no_findings(
    suite: str, case: str, tmp_path: Path
) -> None:
    ran = run(tmp_path, "--subject=boto3", "-k", case, str(cases_root() / f"{suite}.yaml"))
    assert set(ran.verdicts()) <= {"conforms", "observes"}, ran.output


def test_a_signed_url_may_carry_the_method_in_its_query(tmp_path: Path) -> None:
    ran = run(tmp_path, "--subject=obs-sdk", "-k", "method", str(cases_root() / "signed-url" / "in-query.yaml"))
    assert set(ran.verdicts()) == {"conforms"}, ran.output
    calls = [exchange for result in ran.report().results for step in result.steps for exchange in step.exchanges]
    assert any("x-obs-server-side-encryption=kms" in exchange.request.url for exchange in calls)


def test_a_form_that_an_sdk_signs_is_sent(tmp_path: Path) -> None:
    ran = run(tmp_path, "--subject=obs-sdk", "-k", "round-trip", str(cases_root() / "sse-c/post.yaml"))
    assert set(ran.verdicts()) == {"conforms"}, ran.output
    calls = [exchange for result in ran.report().results for step in result.steps for exchange in step.exchanges]
    assert any(exchange.request.method == "POST" for exchange in calls)


@pytest.mark.parametrize(
    ("suite", "case", "verdict"),
    [("sdk/results", "refused-reads", "deviates"), ("mixed/gone", "given-up-upload", "conforms")],
)
def test_fields_of_a_result_are_judged_where_a_step_asks_for_the_whole(
    suite: str, case: str, verdict: str, tmp_path: Path
) -> None:
    ran = run(tmp_path, "--subject=obs-sdk", "-k", case, str(cases_root() / f"{suite}.yaml"))
    assert set(ran.verdicts()) == {verdict}, ran.output


def test_what_an_sdk_sends_of_conditions_is_held_against_what_was_asked(tmp_path: Path) -> None:
    ran = run(tmp_path, "--subject=obs-sdk", "-k", "etag-condition", str(cases_root() / "sse-kms/read.yaml"))
    [result] = ran.report().results
    assert (str(result.verdict), result.waiver) == ("deviates", "OBSS-3")
    assert "sent:if-match" in {finding.fact for finding in result.findings}


def test_a_client_without_credentials_is_made_where_the_pages_make_one(tmp_path: Path) -> None:
    ran = run(tmp_path, "--subject=obs-sdk", "-k", "managed-object", str(cases_root() / "auth" / "public-objects.yaml"))
    assert set(ran.verdicts()) == {"conforms"}, ran.output
