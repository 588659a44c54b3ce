"""Cases on stores that are broken on purpose: who catches what, and what is made of it."""

from pathlib import Path

import msgspec
import pytest

from conformance.catalogue.places import cases_root
from conformance.model.problem import InputError
from conformance.model.proof import Kill, Proof, Spoiling, Survivor, Trial
from conformance.model.words import Dialect, Verdict
from conformance.prove.findings import findings
from conformance.prove.hidden import hidden
from conformance.prove.items import SEED, items
from conformance.prove.matrix import GREEN, Honest, plan, trial, watch
from conformance.prove.merging import merge
from conformance.prove.table import lines
from conformance.prove.work import possible
from conformance.stand import stand

OPENS = "any-customer-key-opens"


def watched(dialect: Dialect, pattern: str) -> list[Honest]:
    with stand(dialect, SEED) as on:
        return [watch(item, on)[0] for item in items(cases_root(), dialect, pattern)]


def proof(
    *trials: Trial,
    quick: bool = False,
    first: bool = False,
    shard: str = "",
    survivors: tuple[Survivor, ...] = (),
) -> Proof:
    return Proof(
        suite_version="1",
        started="2026-01-01T00:00:00+00:00",
        seed="",
        quick=quick,
        first=first,
        shard=shard,
        cases={Dialect.S3: ["a/one"]},
        spoiling=[
            Spoiling(
                dialect=Dialect.S3, items=1, expectations=2, answers=3, leaks=1, silent=0, survivors=list(survivors)
            )
        ],
        trials=list(trials),
    )


def one(fault: str, *kills: Kill) -> Trial:
    return Trial(dialect=Dialect.S3, fault=fault, items=1, kills=list(kills))


CAUGHT = one("f", Kill(case="a/one", verdict=Verdict.VIOLATES))


def test_a_fault_is_caught_by_the_case_that_was_written_for_it() -> None:
    known = watched(Dialect.S3, "sse-c/get/other-key")
    assert {each.verdict for each in known} <= GREEN
    found = trial(Dialect.S3, OPENS, plan(known, [OPENS], quick=False, seed="")[OPENS])
    assert found.kills == [Kill(case="sse-c/get/other-key", verdict=Verdict.VIOLATES)]
    assert found.items < len(known), "a case that has caught it is not tried in other variants"


@pytest.mark.parametrize("dialect", list(Dialect))
def test_a_rule_that_the_emulator_never_asked_for_changes_nothing(dialect: Dialect) -> None:
    """Why items may be left out of a trial: a sample of them is carried out all the same."""
    known = watched(dialect, "*/put/*")[:3]
    unasked = [fault for fault in possible(dialect) if not any(fault in each.asked for each in known)]
    assert unasked
    for fault in unasked[::12]:
        assert trial(dialect, fault, known).kills == [], fault


def test_a_quick_plan_tries_what_a_case_says_and_a_few_more() -> None:
    known = watched(Dialect.S3, "sse-c/get/other-key")
    planned = plan(known, possible(Dialect.S3), quick=True, seed="1")
    whole = plan(known, possible(Dialect.S3), quick=False, seed="1")
    assert planned[OPENS] == whole[OPENS]
    assert 0 < sum(map(len, planned.values())) < sum(map(len, whole.values()))
    assert planned == plan(known, possible(Dialect.S3), quick=True, seed="1")


def test_a_proof_without_a_hole_has_no_complaints() -> None:
    assert findings(proof(CAUGHT), {"a/one": ["f"]}, {}) == []


def test_each_hole_is_a_complaint() -> None:
    survivor = Survivor(item="s3 a/one", step="read", fact="body", how="one bit flipped")
    stuck = one("g", Kill(case="a/one", verdict=Verdict.BLOCKED))
    assert findings(proof(CAUGHT, survivors=(survivor,)), {}, {}) == [
        "s3 a/one: step 'read', body: one bit flipped, and the verdict stays"
    ]
    assert findings(proof(CAUGHT, stuck), {"a/one": ["g"]}, {}) == [
        "a/one says that it catches g, and does not (s3)",
        "s3: no case catches g; 1 case(s) cannot be finished on it",
    ]
    assert findings(proof(one("g")), {}, {(Dialect.S3, "g"): "why"}) == ["a/one catches no fault"]
    assert findings(proof(CAUGHT), {}, {(Dialect.S3, "f"): "why"}) == [
        "f is listed as hidden in s3 (why), yet a/one catches it"
    ]


def test_a_sample_or_a_share_does_not_complain_of_what_only_the_whole_shows() -> None:
    assert findings(proof(one("g"), quick=True), {}, {}) == []
    assert findings(proof(one("g"), shard="1/2"), {}, {}) == []


def test_a_search_for_survivors_complains_of_them_alone() -> None:
    """It ends with the first case that catches a fault: of the others it says nothing."""
    assert findings(proof(CAUGHT, first=True), {"a/two": ["f"]}, {}) == []
    assert findings(proof(one("g"), first=True), {"a/one": ["g"]}, {}) == ["s3: no case catches g"]


def test_a_search_for_survivors_ends_with_the_first_case_that_catches() -> None:
    known = watched(Dialect.S3, "sse-c/get/*")
    able = plan(known, [OPENS], quick=False, seed="")[OPENS]
    assert trial(Dialect.S3, OPENS, able, first=True).items < trial(Dialect.S3, OPENS, able).items


def test_shards_become_one_proof(tmp_path: Path) -> None:
    files = [tmp_path / "1.json", tmp_path / "2.json"]
    other = one("f", Kill(case="a/two", verdict=Verdict.BLOCKED))
    files[0].write_bytes(msgspec.json.encode(proof(CAUGHT, shard="1/2")))
    files[1].write_bytes(msgspec.json.encode(proof(other, one("g"), shard="2/2")))
    whole = merge(files)
    assert [(each.fault, each.items, len(each.kills)) for each in whole.trials] == [("f", 2, 2), ("g", 1, 0)]
    assert (whole.shard, whole.spoiling[0].answers) == ("", 6)
    with pytest.raises(InputError, match="not each of 1/2, 2/2 once"):
        merge(files[:1])
    other_commit = msgspec.structs.replace(proof(other, shard="2/2"), commit="0a1b")
    files[1].write_bytes(msgspec.json.encode(other_commit))
    with pytest.raises(InputError, match="other version, commit, seed or way"):
        merge(files)
    files[0].write_text("{}")
    with pytest.raises(InputError, match="no file of `conformance prove`"):
        merge(files)


def test_the_table_names_who_catches_a_fault_and_who_does_not() -> None:
    text = "\n".join(lines(proof(CAUGHT, one("g"), one("h")), {(Dialect.S3, "h"): "nobody can see it"}))
    assert "a/one" in text
    assert "nobody (1 items tried, 0 cases could not be finished)" in text
    assert "hidden: nobody can see it" in text
    assert "3 of 3 spoiled answers noticed" in text


def test_hidden_faults_exist_and_are_one_in_ten_at_most() -> None:
    pairs = {(dialect, fault) for dialect in Dialect for fault in possible(dialect)}
    listed = {(dialect, each.fault) for each in hidden() for dialect in each.dialects}
    assert listed <= pairs
    assert len(listed) <= len(pairs) / 10
