"""Find and read the profiles that `--target` names."""

import difflib
from pathlib import Path

import msgspec

from conformance.catalogue.places import targets_root
from conformance.model import yaml
from conformance.model.problem import InputError, Problem
from conformance.model.target import SubjectWaivers, Target, Waiver


def select(names: list[str]) -> list[Target]:
    """The profiles meant by names, groups or files; raise `InputError` for one that is none of these."""
    known = {target.name: target for target in map(read, sorted(targets_root().glob("*.yaml")))}
    chosen: dict[str, Target] = {}
    for name in names:
        for target in _meant(name, known):
            chosen[target.name] = target
    return list(chosen.values())


def read(path: Path) -> Target:
    """Read one profile; raise `InputError` with file and line."""
    target = yaml.convert(yaml.read(path), Target)
    shipped = path.parent == targets_root()
    return msgspec.structs.replace(target, profile=target.name if shipped else str(path))


def subject_waivers(subject: str) -> list[Waiver]:
    """What is known of an SDK; raise `InputError` with file and line."""
    path = targets_root() / "subjects" / f"{subject}.yaml"
    return yaml.convert(yaml.read(path), SubjectWaivers).waivers if path.is_file() else []


def _meant(name: str, known: dict[str, Target]) -> list[Target]:
    if name in known:
        return [known[name]]
    group = [target for target in known.values() if target.group == name]
    if group:
        return group
    if name.endswith((".yaml", ".yml")):
        return [read(Path(name))]
    raise InputError(Problem(file="--target", line=0, message=_unknown(name, known)))


def _unknown(name: str, known: dict[str, Target]) -> str:
    words = sorted(known.keys() | {target.group for target in known.values() if target.group})
    close = difflib.get_close_matches(name, words, n=1)
    hint = f"did you mean {close[0]!r}? " if close else ""
    return f"there is no target {name!r}; {hint}known are {', '.join(words)}, or give the path of a profile (.yaml)"
