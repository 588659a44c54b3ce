"""What a proof shows to be wrong with the suite, each in one line: an empty list is the proof."""

from collections.abc import Iterator, Mapping

from conformance.model.proof import Proof
from conformance.model.words import Dialect
from conformance.prove.matrix import caught_by

Catches = Mapping[str, list[str]]
"""Case name to the faults that it says it catches."""
Reasons = Mapping[tuple[Dialect, str], str]


def findings(proof: Proof, catches: Catches, reasons: Reasons) -> list[str]:
    """Every complaint. What only all cases can show is left to a proof of all of them."""
    found = [*_spoiling(proof), *_honest(proof), *_stale(proof, reasons)]
    if not proof.first:
        found += _unproven(proof, catches)
    if not proof.quick and not proof.shard:
        found += _survivors(proof, reasons)
        found += [] if proof.first else _blind(proof)
    return found


def _spoiling(proof: Proof) -> Iterator[str]:
    for each in proof.spoiling:
        for survivor in each.survivors:
            step = f"step {survivor.step!r}, {survivor.fact}: " if survivor.step else ""
            yield f"{survivor.item}: {step}{survivor.how}, and the verdict stays"


def _honest(proof: Proof) -> Iterator[str]:
    for item in proof.not_green:
        yield f"{item} on the honest emulator"


def _unproven(proof: Proof, catches: Catches) -> Iterator[str]:
    """Faults that a case says it catches, and does in none of its dialects."""
    caught = caught_by(proof.trials)
    tried = {(each.dialect, each.fault) for each in proof.trials}
    for case in sorted({case for cases in proof.cases.values() for case in cases}):
        dialects = [dialect for dialect, cases in proof.cases.items() if case in cases]
        for fault in catches.get(case, []):
            known = [dialect for dialect in dialects if (dialect, fault) in tried]
            if known and not any(case in caught[dialect, fault] for dialect in known):
                yield f"{case} says that it catches {fault}, and does not ({', '.join(known)})"


def _stale(proof: Proof, reasons: Reasons) -> Iterator[str]:
    caught = caught_by(proof.trials)
    for (dialect, fault), because in reasons.items():
        cases = sorted(caught.get((dialect, fault), ()))
        if cases:
            yield f"{fault} is listed as hidden in {dialect} ({because}), yet {cases[0]} catches it"


def _survivors(proof: Proof, reasons: Reasons) -> Iterator[str]:
    for each in proof.trials:
        if not each.caught and (each.dialect, each.fault) not in reasons:
            noticed = f"; {len(each.kills)} case(s) cannot be finished on it" if each.kills else ""
            yield f"{each.dialect}: no case catches {each.fault}{noticed}"


def _blind(proof: Proof) -> Iterator[str]:
    """Cases that catch nothing in any dialect."""
    seeing = {case for cases in caught_by(proof.trials).values() for case in cases}
    for case in sorted({case for cases in proof.cases.values() for case in cases} - seeing):
        yield f"{case} catches no fault"
