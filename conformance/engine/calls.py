"""Which method was tried under which encryption: what the report holds against the vendors' pages."""

from collections.abc import Iterable
from dataclasses import dataclass

from conformance.engine.memory import Memory
from conformance.engine.verdict import Fact, worst
from conformance.model.operation import Operation, Reply
from conformance.model.result import Call
from conformance.model.words import Mode

_DEFAULT = ""
"""Stands for a key where the bucket's default is meant."""
_OF_DEFAULTS = frozenset({"get-bucket-encryption", "delete-bucket-encryption"})
_WRITES = frozenset({"put-object", "post-object", "append-object", "copy-object", "initiate-multipart"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """One call of a step."""

    step: str
    method: str
    mode: Mode


def called(step: str, operation: Operation, reply: Reply, memory: Memory) -> list[Called]:
    """The call, once for each kind of encryption that it was about; none where nothing was encrypted."""
    link = " by signed URL" if operation.auth == "signed-url" and not reply.method else ""
    method = f"{reply.method or operation.do}{link}"
    return [Called(step=step, method=method, mode=mode) for mode in _modes(operation, memory)]


def remember_mode(operation: Operation, reply: Reply, memory: Memory) -> None:
    """Note how an accepted call left its object, or its bucket's default."""
    if not reply.ok:
        return
    if operation.do == "put-bucket-encryption" and operation.default is not None:
        memory.modes[operation.bucket, _DEFAULT] = operation.default.mode
    if operation.key is None or operation.do not in _WRITES:
        return
    place = (operation.bucket, operation.key)
    memory.modes[place] = operation.encryption.mode if operation.encryption is not None else Mode.NONE


def _modes(operation: Operation, memory: Memory) -> list[Mode]:
    found = [operation.encryption.mode] if operation.encryption is not None else []
    source = operation.source
    if source is not None:
        found.append(source.encryption.mode if source.encryption else memory.mode_of((source.bucket, source.key)))
    if operation.default is not None:
        found.append(operation.default.mode)
    if operation.do in _OF_DEFAULTS:
        found.append(memory.mode_of((operation.bucket, _DEFAULT)))
    if not found and operation.key is not None and operation.do not in _WRITES:
        found.append(memory.mode_of((operation.bucket, operation.key)))
    return [mode for mode in dict.fromkeys(found) if mode is not Mode.NONE]


def summed(calls: Iterable[Called], facts: Iterable[Fact]) -> list[Call]:
    """Each method and mode once, with the worst verdict of its steps; none for steps of which nothing is checked."""
    by_step: dict[str, list[Fact]] = {}
    for fact in facts:
        by_step.setdefault(fact.step, []).append(fact)
    found: dict[tuple[str, Mode], list[Fact]] = {}
    for each in calls:
        found.setdefault((each.method, each.mode), []).extend(by_step.get(each.step, ()))
    return [Call(method=method, mode=mode, verdict=worst(of)) for (method, mode), of in found.items() if of]
