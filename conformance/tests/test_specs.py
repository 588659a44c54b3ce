"""The specs hold together."""

from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from conformance.model import yaml
from conformance.model.spec import Acceptance, Refusal, Spec
from conformance.model.steps import AnyStep
from conformance.model.words import Dialect, Level

_ROOT = Path(__file__).resolve().parents[2]
_DATA = Path(__file__).parent / "data"
_DIALECTS = (Dialect.OBS, Dialect.S3)

_VERBS = {str(step.__struct_config__.tag) for step in get_args(AnyStep)} - {"raw", "set-kms-key", "set-key-service"}
_ACCEPTANCES = {"customer", "kms", "managed", "none", "ok"}
_REFUSALS = frozenset((_DATA / "refusal-names.txt").read_text(encoding="utf-8").split())
_DOES_NOT_APPLY = {
    Dialect.OBS: {
        "checksum-mismatch": "OBS has no checksum headers",
        "body-exchanged": "OBS signs no digest of the body",
        "context-malformed": "OBS has no encryption context",
        "context-with-managed": "OBS has no encryption context",
        "checksum-without-key": "OBS has no checksum headers",
        "customer-key-by-query": "no row of the facts",
        "encryption-not-changeable": "OBS changes no encryption in place (N04)",
        "customer-blocked": "OBS buckets cannot be told to refuse SSE-C",
    },
    Dialect.S3: {
        "kms-not-permitted": "no row of the facts",
        "other-principal": "no row of the facts",
        "anonymous-public-object": "no row of the facts",
        "bucket-encryption-project-without-key": "S3 knows no projects",
        "bucket-default-absent": "every bucket has a default (bkt.get-fresh)",
        "copy-self-unencrypted": "nothing is unencrypted (s3.implicit)",
        "copy-to-unencrypted": "nothing is unencrypted (s3.implicit)",
        "archived": "no row of the facts",
        "append-managed": "S3 offers no append",
        "append-position": "S3 offers no append",
        "not-appendable": "S3 offers no append",
        "kms-key-deleted": "no row of the facts",
        "metadata-directive-unknown": "no row of the facts",
        "precondition-failed": "no row of the facts",
        "no-such-upload": "no row of the facts",
        "no-such-version": "no row of the facts",
        "data-encryption-without-kms": "S3 offers no choice of cipher",
    },
}
_OF_ITS_OWN = {
    Dialect.S3: {"client", "dsse", "kms-by-query", "managed-by-query"},
    Dialect.OBS: {"client", "kms-named-key", "kms-by-query", "managed-by-query"},
}
"""Acceptances of one dialect: projects of keys, methods in the query of a signed URL, clients that encrypt."""


def _of_clients(refusal: str) -> bool:
    """Whether a client that encrypts refuses so: no store answers it."""
    return refusal == "wrong-master-key" or refusal.startswith("client-")


def _read(dialect: Dialect) -> Spec:
    return yaml.convert(yaml.read(_ROOT / "cases" / "specs" / f"{dialect}.yaml"), Spec)


_SPECS = {dialect: _read(dialect) for dialect in _DIALECTS}
each_spec = pytest.mark.parametrize("spec", _SPECS.values(), ids=list(_SPECS))


def _refusals(spec: Spec) -> Iterator[tuple[str, Refusal]]:
    return ((name, rule) for name, rules in spec.refusals.items() for rule in rules)


def _acceptances(spec: Spec) -> Iterator[tuple[str, Acceptance]]:
    return ((name, rule) for name, rules in spec.acceptances.items() for rule in rules)


def _looked_up(spec: Spec) -> Iterator[tuple[str, list[str], str]]:
    """Name, cites and silence of everything a fact's level is looked up in."""
    yield from ((name, rule.cites, rule.silent) for name, rule in _refusals(spec))
    yield from ((name, rule.cites, rule.silent) for name, rule in _acceptances(spec))
    yield from ((name, fact.cites, fact.silent) for name, fact in spec.facts.items())


@each_spec
def test_file_is_of_its_dialect(spec: Spec) -> None:
    assert _SPECS[spec.dialect] is spec


@each_spec
def test_cited_statements_exist(spec: Spec) -> None:
    cited = {key for _, cites, _ in _looked_up(spec) for key in cites}
    cited |= {key for gap in spec.gaps for key in gap.statements}
    assert cited - spec.statements.keys() == set()


@each_spec
def test_every_statement_has_a_known_source_and_every_source_is_used(spec: Spec) -> None:
    used = {statement.source.split()[0] for statement in spec.statements.values()}
    used |= {place.source for defect in spec.defects.values() for place in defect.places}
    assert used == set(spec.sources)


@each_spec
def test_silence_names_the_row_that_says_so(spec: Spec) -> None:
    prefix = f"{spec.dialect.upper()} facts"
    unexplained = [name for name, cites, silent in _looked_up(spec) if not cites and not silent]
    unanswered = [name for name, rule in _refusals(spec) if not rule.answers and not rule.silent]
    assert unexplained == []
    assert unanswered == []
    assert [silent for _, _, silent in _looked_up(spec) if silent and not silent.startswith(prefix)] == []


@each_spec
def test_answers_stand_on_a_statement_and_are_not_silent_at_once(spec: Spec) -> None:
    answered = [(name, rule) for name, rule in _refusals(spec) if rule.answers]
    assert [name for name, rule in answered if rule.silent] == []
    assert [name for name, rule in answered if spec.level(rule.cites) is Level.SILENT] == []
    assert [name for name, rule in _refusals(spec) if rule.lenient and not rule.answers] == []


@each_spec
def test_vocabulary_is_defined_where_it_applies(spec: Spec) -> None:
    of_stores = {name for name in spec.refusals if not _of_clients(name)}
    assert of_stores == _REFUSALS - _DOES_NOT_APPLY[spec.dialect].keys()
    assert set(spec.acceptances) == _ACCEPTANCES | _OF_ITS_OWN.get(spec.dialect, set())


@each_spec
def test_rules_of_one_name_do_not_overlap(spec: Spec) -> None:
    named = [[verb for rule in rules for verb in rule.on] for rules in spec.refusals.values()]
    named += [[verb for rule in rules for verb in rule.on] for rules in spec.acceptances.values()]
    assert [verbs for verbs in named if len(verbs) != len(set(verbs))] == []
    assert {verb for verbs in named for verb in verbs} <= _VERBS
    general = [name for name, rules in spec.refusals.items() if not all(rule.on for rule in rules[:-1])]
    assert general == [], "a rule for all operations goes last"


@each_spec
def test_accepted_operations_have_a_status(spec: Spec) -> None:
    verbs = {verb for _, rule in _acceptances(spec) for verb in rule.on}
    assert verbs == set(spec.statuses) - {"get-object-range"}
    assert verbs == {verb for rule in spec.acceptances["ok"] for verb in rule.on}


@each_spec
def test_customer_key_is_never_shown(spec: Spec) -> None:
    rules = spec.acceptances["customer"]
    assert all("customer-key" in rule.withholds for rule in rules)
    assert not any("customer-key" in rule.echoes for _, rule in _acceptances(spec))


@each_spec
def test_refusals_are_answered_with_client_errors(spec: Spec) -> None:
    statuses = {answer.status for _, rule in _refusals(spec) for answer in rule.answers}
    assert statuses <= set(range(400, 500))
