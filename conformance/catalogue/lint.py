"""`conformance lint`: what the schema cannot say about cases."""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from conformance.catalogue import specs
from conformance.catalogue.places import suite_files
from conformance.catalogue.suites import Loaded, load
from conformance.model.case import Case
from conformance.model.expect import Expect
from conformance.model.problem import InputError, Problem
from conformance.model.spec import Spec
from conformance.model.steps import AnyStep, Raw, SetKeyService, SetKmsKey
from conformance.model.words import Dialect, Observable

_VENDOR = re.compile(r"x-(amz|obs|cos|oss)-|aws:kms|cos/kms|\b(OBS|AWS4|q-sign)\b-?\w*:", re.IGNORECASE)
_SECRET = re.compile(r"AKIA[0-9A-Z]{12,}|LTAI[0-9A-Za-z]{12,}|[A-Za-z0-9+/]{40,}={0,2}|\b[0-9a-fA-F]{32,}\b")
_REFERENCE = re.compile(r"\$\{([^}.]+)(\.[^}]*)?\}")

Complaint = tuple[int, str]
"""Index of the case in its file, and what is wrong with it."""


def lint(root: Path) -> list[Problem]:
    """Everything that is wrong below a cases folder, in file order."""
    problems: list[Problem] = []
    suites: list[Loaded] = []
    for path in suite_files(root):
        try:
            suite = load(path)
        except InputError as error:
            problems += error.problems
            continue
        suites.append(suite)
        problems += _file(suite, path, root)
    return [*problems, *_duplicates(suites)]


def _file(suite: Loaded, path: Path, root: Path) -> Iterator[Problem]:
    expected = str(path.relative_to(root).with_suffix(""))
    if suite.name != expected:
        yield suite.problem(f"the suite is named {suite.name!r}, but stands in {expected}.yaml", "suite")
    sample = path.is_relative_to(root / "samples")
    checks: list[Callable[[Loaded], Iterator[Complaint]]] = [
        _ids,
        _controls,
        _references,
        _vary,
        _keys,
        _masters,
        _shown,
        _secrets,
    ]
    if not sample:
        checks.append(_vendor_names)
    for check in checks:
        for index, message in check(suite):
            yield suite.problem(message, "cases", index)
    yield from against_specs(suite, root, list(Dialect))


def _ids(suite: Loaded) -> Iterator[Complaint]:
    seen: set[str] = set()
    for index, variants in enumerate(suite.variants):
        name = variants[0].case.id
        if name in seen:
            yield index, f"the id {name!r} stands in this file twice"
        seen.add(name)


def _controls(suite: Loaded) -> Iterator[Complaint]:
    for index, variants in enumerate(suite.variants):
        steps = variants[0].case.steps
        refusals = [step for step in steps if step.expect.refused or step.expect.recorded]
        if refusals and not any(step.control for step in steps):
            yield index, f"the refusal {refusals[0].name!r} has no control step (`control: true`)"
        if all(step.setup or step.control for step in steps):
            yield index, "every step is set-up or control: the case says nothing"
        yield from ((index, message) for message in _undecided(steps))


def _undecided(steps: Sequence[AnyStep]) -> Iterator[str]:
    """Steps that look at details of a success without saying that they expect one."""
    for step in steps:
        expect = step.expect
        decided = expect.accepted or expect.refused or expect.recorded or step.setup or step.control
        decided = decided or isinstance(step, Raw | SetKmsKey | SetKeyService)
        if not decided:
            yield f"the step {step.name!r} says neither accepted, refused nor recorded"


def _references(suite: Loaded) -> Iterator[Complaint]:
    for index, variants in enumerate(suite.variants):
        for variant in variants:
            yield from ((index, message) for message in _unknown_steps(variant.case.steps))


def _unknown_steps(steps: Sequence[AnyStep]) -> Iterator[str]:
    seen: set[str] = set()
    for step in steps:
        for name in _named_steps(step):
            if name not in seen:
                yield f"the step {step.name!r} refers to {name!r}, which is no earlier step"
        if step.name in seen:
            yield f"two steps are named {step.name!r}"
        seen.add(step.name)


def _named_steps(step: AnyStep) -> Iterator[str]:
    source = getattr(step, "source", None)
    plain = (getattr(step, "version", None), getattr(source, "version", None))
    yield from (name for name in plain if name is not None)
    texts = (step.expect.body, step.expect.etag, getattr(step, "if_match", None), getattr(step, "if_none_match", None))
    for text in texts:
        word, colon, name = (text or "").partition(":")
        if colon and word in {"same-as", "differs-from", "etag-of"}:
            yield name


def _vary(suite: Loaded) -> Iterator[Complaint]:
    for index, variants in enumerate(suite.variants):
        plain = _plain(suite, index)
        used = {match[1] for match in _REFERENCE.finditer(_text({**plain, "vary": ""})) if not match[2]}
        names = set(variants[0].case.vary)
        for name in sorted(names - used):
            yield index, f"vary {name!r} is used nowhere in the case"
        for name in sorted(used - names):
            yield index, f"${{{name}}} is no name of `vary`"


def _keys(suite: Loaded) -> Iterator[Complaint]:
    for index, variants in enumerate(suite.variants):
        for case in (variant.case for variant in variants):
            yield from ((index, message) for message in _unknown_keys(case))
            break


def _unknown_keys(case: Case) -> Iterator[str]:
    text = _text(msgspec.to_builtins(case.steps))
    named = {match[1] for match in _REFERENCE.finditer(text) if match[2]}
    for step in case.steps:
        sse = getattr(step, "sse", None)
        source = getattr(getattr(step, "source", None), "sse", None)
        named |= {part.key for part in (sse, source) if part is not None and part.key is not None}
    for name in sorted(named - set(case.keys)):
        yield f"the key {name!r} is not under `keys`"


def _masters(suite: Loaded) -> Iterator[Complaint]:
    for index, variants in enumerate(suite.variants):
        for case in (variant.case for variant in variants):
            parts = [sse for step in case.steps if (sse := getattr(step, "sse", None)) is not None]
            named = {name for sse in parts for name in (sse.master, *sse.also) if name is not None}
            yield from (
                (index, f"the master key {name!r} is not under `masters`") for name in named - set(case.masters)
            )


def _shown(suite: Loaded) -> Iterator[Complaint]:
    for index, variants in enumerate(suite.variants):
        case = variants[0].case
        if case.observable is not Observable.SDK and any(step.expect.shown for step in case.steps):
            yield index, "`shown` is about what an SDK gives its user: `observable: sdk`"


def _vendor_names(suite: Loaded) -> Iterator[Complaint]:
    for index in range(len(suite.variants)):
        match = _VENDOR.search(_text(_plain(suite, index)))
        if match:
            yield index, f"{match[0]!r} is a vendor's name; only files under samples/ may use it"


def _secrets(suite: Loaded) -> Iterator[Complaint]:
    for index in range(len(suite.variants)):
        match = _SECRET.search(_text({**_plain(suite, index), "notes": ""}))
        if match:
            yield index, f"{match[0][:8]}... looks like a secret; keys are `random` or named vectors"


def against_specs(suite: Loaded, root: Path, dialects: Collection[Dialect]) -> Iterator[Problem]:
    """What the cases of a suite ask of the specs that is not there."""
    for index, variants in enumerate(suite.variants):
        for dialect in variants[0].case.cites:
            if dialect not in dialects:
                continue
            try:
                spec = specs.load(root, dialect)
            except InputError as error:
                yield from error.problems
                return
            messages = dict.fromkeys(message for variant in variants for message in _holes(variant.case, dialect, spec))
            yield from (suite.problem(message, "cases", index) for message in messages)


def _holes(case: Case, dialect: Dialect, spec: Spec) -> Iterator[str]:
    for key in case.cites[dialect]:
        if key not in spec.statements:
            yield f"cites {key!r}, which is no statement of the {dialect} spec"
    for step in case.steps:
        verb = str(step.__struct_config__.tag)
        expect = step.expect
        if expect.accepted is not None and spec.acceptance(expect.accepted, verb) is None:
            yield f"the {dialect} spec has no acceptance {expect.accepted!r} for {verb} (step {step.name!r})"
        if expect.accepted is not None and verb not in spec.statuses:
            yield f"the {dialect} spec has no status for {verb} (step {step.name!r})"
        for name in filter(None, (expect.refused, expect.recorded)):
            if spec.refusal(name, verb) is None:
                yield f"the {dialect} spec has no refusal {name!r} for {verb} (step {step.name!r})"
        for fact in _facts(expect):
            if fact not in spec.facts and f"{fact}/{expect.accepted}" not in spec.facts:
                yield f"the {dialect} spec says nothing of the fact {fact!r} (step {step.name!r})"


def _facts(expect: Expect) -> Iterator[str]:
    """The facts of an expectation whose level stands under `facts` in the spec."""
    if expect.body is not None:
        yield "body"
    if expect.metadata:
        yield "metadata"
    if expect.etag is not None:
        word = expect.etag.partition(":")[0]
        yield f"etag-{ {'same-as': 'same', 'differs-from': 'differs'}.get(word, word) }"
    if expect.kms_key is not None:
        yield "kms-key-id"
    if expect.default is not None:
        yield "default"
    if expect.shows_envelope:
        yield "envelope-shown"
    if expect.interim is not None:
        yield f"interim-{expect.interim}"


def _duplicates(suites: list[Loaded]) -> Iterator[Problem]:
    seen: dict[bytes, str] = {}
    for suite in suites:
        for index, variants in enumerate(suite.variants):
            case = variants[0].case
            name = f"{suite.name}/{case.id}"
            earlier = seen.setdefault(_fingerprint(case), name)
            if earlier != name:
                yield suite.problem(
                    f"does the same as {earlier}: make it a variant, or show the difference", "cases", index
                )


def _fingerprint(case: Case) -> bytes:
    """Two cases with the same dialects, operations, modes, deviations and expectations have the same fingerprint."""
    steps = msgspec.to_builtins(case.steps)
    names = {step["name"]: str(index) for index, step in enumerate(steps)}
    for step in steps:
        step["name"] = names[step["name"]]
    return msgspec.json.encode(
        [sorted(case.cites), case.keys, msgspec.to_builtins(case.masters), steps], order="deterministic"
    )


def _plain(suite: Loaded, index: int) -> dict[str, Any]:
    value: Any = suite.document.value
    plain: dict[str, Any] = value["cases"][index]
    return plain


def _text(value: Any) -> str:  # noqa: ANN401 - plain YAML
    return msgspec.json.encode(value).decode()
