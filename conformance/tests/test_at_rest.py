"""What the engine makes of a look at what a store keeps."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from conformance.catalogue.suites import load
from conformance.engine.judge import judge
from conformance.engine.keys import random_bytes
from conformance.engine.probe import Probe
from conformance.engine.runner import Carried, carry_out
from conformance.engine.sandbox import Sandbox
from conformance.engine.subject import Subject
from conformance.model import yaml
from conformance.model.case import Case
from conformance.model.operation import Reply
from conformance.model.result import Result
from conformance.model.spec import Spec
from conformance.model.target import Auth, Target
from conformance.model.words import Dialect, Severity, Verdict
from conformance.tests.scripted import Scripted, reply

SPEC = """\
dialect: obs
title: A spec
sources: {page: {title: A page}}
statements: {N01: {level: documented, reads: Data is encrypted, source: page}}
statuses: {put-object: "200"}
acceptances: {none: [{on: [put-object], cites: [N01]}], managed: [{on: [put-object], cites: [N01]}]}
refusals: {}
facts: {}
"""
SUITE = """\
suite: at-rest/writes
title: What is kept
cases:
  - id: put
    title: Nothing is kept open
    cites: {obs: [N01]}
    observable: at-rest
    steps:
      - {name: open, do: put-object, object: open, control: true, expect: {accepted: none, at-rest: in-view}}
      - {name: up, do: put-object, sse: {mode: managed}, expect: {accepted: managed, at-rest: sealed}}
      - {name: other, do: put-object, object: other, sse: {mode: managed}, expect: {accepted: managed, at-rest: sealed}}
"""
STREAM = bytes(range(64))

Keeps = Callable[[str, bytes], bytes]
"""From an object's name and content to what is kept of it."""


@dataclass
class Kept:
    """A probe of a store that keeps what a function says."""

    keeps: Keeps

    def stored(self, bucket: str, key: str, version: str | None) -> Iterator[bytes]:
        assert bucket
        assert version is None
        name = {"open": "open", "doc": "up", "other": "other"}[key.rpartition("-")[2].rpartition("/")[2]]
        yield self.keeps(name, random_bytes(64, "seed\0item", "body", f"step {name}"))


def added(content: bytes, stream: bytes) -> bytes:
    return bytes(one ^ other for one, other in zip(content, stream, strict=True))


def honest(name: str, content: bytes) -> bytes:
    return content if name == "open" else added(content, random_bytes(64, "seed", name, "stream"))


@pytest.fixture
def case(tmp_path: Path) -> Case:
    path = tmp_path / "writes.yaml"
    path.write_text(SUITE)
    return load(path).variants[0][0].case


def looked(case: Case, probe: Probe | None, first: Reply | None = None) -> tuple[Result, Carried]:
    driver = Scripted([first or reply(), reply(), reply()])
    auth = Auth(scheme="obs", access_key="A", secret_key="S")
    target = Target(name="scripted", title="Scripted", dialect=Dialect.OBS, auth=auth)
    subject = Subject(
        name="scripted",
        target=target,
        spec=yaml.convert(yaml.parse(SPEC, "spec"), Spec),
        driver=driver,
        sandbox=Sandbox(driver=driver, target=target, run="r"),
        seed="seed",
        has_plain_endpoint=False,
        probe=probe,
    )
    carried = carry_out(case, {}, subject, "item")
    return judge(case, "at-rest/writes/put", {}, subject, carried, nodeid="n", keep=False), carried


def result_of(case: Case, keeps: Keeps) -> Result:
    return looked(case, Kept(keeps))[0]


def test_what_is_sealed_conforms(case: Case) -> None:
    assert result_of(case, honest).verdict is Verdict.CONFORMS


def test_plaintext_at_rest_is_critical_though_every_answer_was_right(case: Case) -> None:
    result = result_of(case, lambda _, content: content)
    assert (result.verdict, result.severity) == (Verdict.VIOLATES, Severity.CRITICAL)
    assert "leak:at-rest" in {finding.fact for finding in result.findings}


def test_where_the_set_up_was_refused_nothing_was_to_be_sealed(case: Case) -> None:
    """A store that said no to a bucket's default promised nothing about what is then uploaded without a method."""
    result, _ = looked(case, Kept(lambda _, content: content), first=reply(400))
    assert (result.verdict, result.severity) == (Verdict.BLOCKED, Severity.NORMAL)


def test_plaintext_among_other_bytes_is_found(case: Case) -> None:
    result = result_of(case, lambda name, content: honest(name, content) + b"old: " + content[-20:])
    assert [finding.fact for finding in result.findings] == ["leak:at-rest", "leak:at-rest"]


def test_a_keystream_that_serves_twice_is_critical(case: Case) -> None:
    result = result_of(case, lambda name, content: content if name == "open" else added(content, STREAM))
    assert [(finding.step, finding.fact) for finding in result.findings] == [("other", "leak:keystream")]
    assert result.severity is Severity.CRITICAL


def test_a_probe_that_does_not_see_the_open_object_blocks(case: Case) -> None:
    result = result_of(case, lambda name, _: random_bytes(64, name, "elsewhere"))
    assert result.verdict is Verdict.BLOCKED
    assert result.reason == "the probe does not see what the control step 'open' wrote"


def test_a_target_without_a_probe_lacks_it(case: Case) -> None:
    result, carried = looked(case, None)
    assert (result.verdict, carried.lacks) == (Verdict.BLOCKED, True)
    assert "no look at what is at rest" in result.reason
