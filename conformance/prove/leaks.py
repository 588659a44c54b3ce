"""Spoil an answer by what no store may do: give out a customer key, or the plaintext where a refusal is due."""

import base64
from collections.abc import Iterator

from conformance.engine.checks.laws import OPEN_ANYWAY, WINDOW
from conformance.model.operation import Operation
from conformance.model.words import Role
from conformance.prove import answers as wire
from conformance.prove.record import Played, Recorded
from conformance.prove.spoil import Spoiled


def leaks(recorded: Recorded) -> Iterator[tuple[int, Spoiled]]:
    """Every call with its answer spoiled by a customer key, and every refusal that keeps a secret by the secret."""
    keys = {key for played in recorded.played for key in _keys(played.operation) if len(key) >= WINDOW}
    refusals = {step.name: step.expect.refused for step in recorded.item.case.steps}
    for index, played in enumerate(recorded.played):
        for key in sorted(keys)[:1]:
            text = base64.b64encode(key).decode()
            yield index, Spoiled(how="a customer key", answer=wire.with_header(played.answer, "X-Spoiled", text))
        name = refusals[played.step]
        if name is not None and name not in OPEN_ANYWAY and not _holds_a_key(played.operation, keys):
            for content in _stored(recorded.played[:index], refusals)[-1:]:
                body = played.answer.body + content[: 2 * WINDOW]
                yield index, Spoiled(how="the plaintext", answer=wire.with_body(played.answer, body))


def _keys(operation: Operation) -> list[bytes]:
    sources = [operation.encryption, operation.source.encryption if operation.source is not None else None]
    return [each.customer_key for each in sources if each is not None and each.customer_key is not None]


def _holds_a_key(operation: Operation, keys: set[bytes]) -> bool:
    """Whether the caller sends a key as it is: then what it opens may be no secret to the caller."""
    tweaks = operation.tweaks
    changes = (tweaks.override, tweaks.drop, tweaks.misname, tweaks.tamper_set, tweaks.tamper_drop)
    altered = any(Role.CUSTOMER_KEY in change for change in changes)
    return not altered and any(key in keys for key in _keys(operation))


def _stored(before: tuple[Played, ...], refusals: dict[str, str | None]) -> list[bytes]:
    """The contents that were stored so far, of a length that can be told from chance."""
    writes = {"put-object", "post-object", "upload-part"}
    return [
        played.operation.body
        for played in before
        if played.operation.do in writes
        and refusals[played.step] is None
        and played.answer.status < 300  # noqa: PLR2004 - success
        and played.operation.body is not None
        and len(played.operation.body) >= WINDOW
    ]
