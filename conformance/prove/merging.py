"""The shards of a proof, put together."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path

import msgspec

from conformance.model.problem import InputError, Problem
from conformance.model.proof import Proof, Spoiling, Trial
from conformance.model.words import Dialect
from conformance.prove.spoiling import add


def read(path: Path) -> Proof:
    """Read a proof; raise `InputError` for what is none."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Proof)
    except OSError as error:
        raise _wrong(path, error.strerror or str(error)) from None
    except (msgspec.DecodeError, ValueError) as error:
        raise _wrong(path, f"no file of `conformance prove`: {error}") from None


def merge(paths: Sequence[Path]) -> Proof:
    """Put shards together; raise `InputError` where some is missing, or they are not of one proof."""
    proofs = [read(path) for path in paths]
    for path, proof in zip(paths, proofs, strict=True):
        if _kind(proof) != _kind(proofs[0]):
            raise _wrong(path, "is of another proof than the first file: other version, commit, seed or way")
    _check_whole(paths[0], proofs)
    return msgspec.structs.replace(
        proofs[0],
        shard="",
        started=min(proof.started for proof in proofs),
        seconds=round(sum(proof.seconds for proof in proofs), 1),
        cases=_cases(proofs),
        not_green=[item for proof in proofs for item in proof.not_green],
        faults={name: text for proof in proofs for name, text in proof.faults.items()},
        spoiling=_spoiling(each for proof in proofs for each in proof.spoiling),
        trials=_trials(each for proof in proofs for each in proof.trials),
    )


def _kind(proof: Proof) -> tuple[str, str, str, bool]:
    return proof.suite_version, proof.commit, proof.seed, proof.quick


def _check_whole(first: Path, proofs: Sequence[Proof]) -> None:
    shards = sorted(proof.shard for proof in proofs)
    count = int(shards[0].partition("/")[2] or 1)
    wanted = sorted(f"{index}/{count}" for index in range(1, count + 1)) if count > 1 else [""]
    if shards != wanted:
        raise _wrong(first, f"the shards given are {', '.join(shards)}, and not each of {', '.join(wanted)} once")


def _cases(proofs: Iterable[Proof]) -> dict[Dialect, list[str]]:
    found: dict[Dialect, list[str]] = {}
    for proof in proofs:
        for dialect, names in proof.cases.items():
            found[dialect] = sorted({*found.get(dialect, []), *names})
    return found


def _spoiling(parts: Iterable[Spoiling]) -> list[Spoiling]:
    ordered = sorted(parts, key=lambda part: part.dialect)
    return [add(list(group)) for _, group in groupby(ordered, key=lambda part: part.dialect)]


def _trials(parts: Iterable[Trial]) -> list[Trial]:
    ordered = sorted(parts, key=lambda part: (part.dialect, part.fault))
    joined = []
    for (dialect, fault), group in groupby(ordered, key=lambda part: (part.dialect, part.fault)):
        each = list(group)
        kills = sorted((kill for part in each for kill in part.kills), key=lambda kill: kill.case)
        joined.append(Trial(dialect=dialect, fault=fault, items=sum(part.items for part in each), kills=kills))
    return joined


def _wrong(path: Path, message: str) -> InputError:
    return InputError(Problem(file=str(path), line=0, message=message))
