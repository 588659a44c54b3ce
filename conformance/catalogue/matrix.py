"""`conformance cases --matrix`: which case tries which operation in which mode, per dialect, so that a hole is seen."""

from collections.abc import Iterator
from pathlib import Path

from conformance.catalogue.places import suite_files
from conformance.catalogue.suites import Loaded, load
from conformance.model.case import Case
from conformance.model.steps import AnyStep
from conformance.model.words import Dialect, Mode

Cell = tuple[Dialect, str, str]
"""Dialect, operation, mode (`customer->kms` for a copy)."""

_UPLOADS = {"initiate-multipart", "upload-part", "copy-part", "complete-multipart", "abort-multipart", "list-parts"}


def matrix(root: Path) -> dict[Cell, list[str]]:
    """Every cell that some case tries, with the ids of those cases in file order."""
    cells: dict[Cell, dict[str, None]] = {}
    for suite in map(load, suite_files(root)):
        for cell, name in _suite(suite):
            cells.setdefault(cell, {})[name] = None
    return {cell: list(cells[cell]) for cell in sorted(cells)}


def lines(cells: dict[Cell, list[str]], shown: int = 3) -> Iterator[str]:
    """The matrix as text: one line per operation and mode, the first ids and how many more."""
    for (dialect, verb, mode), names in cells.items():
        more = f" (+{len(names) - shown})" if len(names) > shown else ""
        yield f"{dialect:4} {verb:24} {mode:20} {', '.join(names[:shown])}{more}"


def _suite(suite: Loaded) -> Iterator[tuple[Cell, str]]:
    for variants in suite.variants:
        for variant in variants:
            for verb, mode in tried(variant.case):
                for dialect in variant.case.cites:
                    yield (dialect, verb, mode), f"{suite.name}/{variant.case.id}"


def tried(case: Case) -> Iterator[tuple[str, str]]:
    """Operation and mode of each step; what an object or upload was written with is followed through the case."""
    written: dict[str, str] = {}
    for step in case.steps:
        verb = str(step.__struct_config__.tag)
        mode = _mode(step, verb, written)
        source = getattr(step, "source", None)
        if source is not None:
            yield verb, f"{written.get(f'object {source.object}', Mode.NONE)}->{mode}"
        else:
            yield verb, mode


def _mode(step: AnyStep, verb: str, written: dict[str, str]) -> str:
    """The mode a step asks for, else that of what it is about; a write is remembered."""
    sse = getattr(step, "sse", None)
    default = getattr(step, "default", None)
    asked = sse.mode if sse is not None else default.mode if default is not None else None
    upload = f"upload {getattr(step, 'upload', '')}"
    place = upload if verb in _UPLOADS else f"object {getattr(step, 'object', '')}"
    mode = str(asked or written.get(place, Mode.NONE))
    if verb in {"put-object", "post-object", "append-object", "copy-object", "initiate-multipart"}:
        written[place] = str(asked or Mode.NONE)
    if verb == "initiate-multipart":
        written[f"object {getattr(step, 'object', '')}"] = mode
    return mode
