"""Find and read the profiles that `--target` names."""

import difflib
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
from packaging.specifiers import SpecifierSet
from packaging.version import InvalidVersion, Version

from conformance.catalogue.places import lab_root, targets_root
from conformance.model import yaml
from conformance.model.problem import InputError, Problem
from conformance.model.target import SubjectWaivers, Target, Waiver

_LAB = "lab-"
"""What the names of the lab's profiles begin with."""


def select(names: list[str]) -> list[Target]:
    """The profiles meant by names, groups or files; raise `InputError` for one that is none of these."""
    known = {target.name: target for target in map(read, sorted(targets_root().glob("*.yaml")))}
    chosen: dict[str, Target] = {}
    for name in names:
        for target in _meant(name, known):
            chosen[target.name] = target
    return list(chosen.values())


def read(path: Path) -> Target:
    """Read one profile, and what is known of its software; raise `InputError` with file and line."""
    target = yaml.convert(yaml.read(path), Target)
    known = target.name if path.parent in {targets_root(), lab_root()} else str(path)
    for option, url in (("endpoint", target.endpoint), ("plain-endpoint", target.plain_endpoint)):
        if url and not host_of(url):  # not quoted: a password may stand in it
            message = f"`{option}` must look like https://host or http://host:port, and nothing more"
            raise InputError(Problem(file=str(path), line=0, message=message))
    software, _, version = target.software.partition(" ")
    if software and not _is_version(version):
        message = f"`software: {target.software}` must be a name and a version, like `ceph 16.2.15`"
        raise InputError(Problem(file=str(path), line=0, message=message))
    waivers = [*target.waivers, *_of_release(subject_waivers(software), version)]
    return msgspec.structs.replace(target, profile=known, waivers=waivers)


def _of_release(waivers: list[Waiver], version: str) -> list[Waiver]:
    """Those about this release; where nobody has looked at it yet, all: they are stale, and say so."""
    about = [waiver for waiver in waivers if SpecifierSet(waiver.versions, prereleases=True).contains(version)]
    return about if any(waiver.versions for waiver in about) else waivers


def host_of(url: str) -> str:
    """The host of an endpoint; empty for what is none, or has more to it: a path, a query, a user, a password."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return ""
    plain = parts.scheme in {"http", "https"} and parts.path in {"", "/"} and not parts.query and not parts.fragment
    return host if plain and parts.username is None else ""


def _is_version(text: str) -> bool:
    try:
        Version(text)
    except InvalidVersion:
        return False
    return True


def subject_waivers(subject: str) -> list[Waiver]:
    """What is known of an SDK or of a store's software; raise `InputError` with file and line.

    It stands in `SUBJECT.yaml`, or for each line of releases in `SUBJECT-NUMBER.yaml`.
    """
    folder = targets_root() / "subjects"
    paths = [folder / f"{subject}.yaml", *sorted(folder.glob(f"{subject}-[0-9]*.yaml"))]
    files = [yaml.convert(yaml.read(path), SubjectWaivers) for path in paths if path.is_file()]
    return [waiver for file in files for waiver in file.waivers]


def _meant(name: str, known: dict[str, Target]) -> list[Target]:
    if name in known:
        return [known[name]]
    group = [target for target in known.values() if target.group == name]
    if group:
        return group
    if name.endswith((".yaml", ".yml")):
        return [read(Path(name))]
    if name.startswith(_LAB):
        return [_of_lab(name)]
    raise InputError(Problem(file="--target", line=0, message=_unknown(name, known)))


def _of_lab(name: str) -> Target:
    path = lab_root() / f"{name}.yaml"
    if path.is_file():
        return read(path)
    message = f"{name} is not up on this machine; `conformance lab up {name.removeprefix(_LAB)}` starts it"
    raise InputError(Problem(file="--target", line=0, message=message))


def _unknown(name: str, known: dict[str, Target]) -> str:
    words = sorted(known.keys() | {target.group for target in known.values() if target.group})
    close = difflib.get_close_matches(name, words, n=1)
    hint = f"did you mean {close[0]!r}? " if close else ""
    return f"there is no target {name!r}; {hint}known are {', '.join(words)}, or give the path of a profile (.yaml)"
