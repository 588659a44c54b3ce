"""A driver that answers from a script, so that the engine is tested without a store or a wire."""

from collections.abc import Callable, Iterable

from conformance.model.operation import Operation, Reply
from conformance.model.words import Role

Answer = Reply | Exception | Callable[[Operation], Reply]


def reply(status: int = 200, *, body: bytes = b"", code: str | None = None, **roles: str) -> Reply:
    """An answer; role names are written with underscores."""
    by_role = {Role(name.replace("_", "-")): value for name, value in roles.items()}
    return Reply(status=status, headers=(), body=body, roles=by_role, code=code, etag='"0123"')


class Scripted:
    """Answers each operation with the next entry of the script and keeps what it was asked."""

    name = "scripted"

    def __init__(self, script: Iterable[Answer]) -> None:
        self._script = iter(script)
        self.asked: list[Operation] = []

    def perform(self, operation: Operation) -> Reply:
        """Answer by the script; the sandbox's own calls always succeed."""
        if operation.do == "head-bucket":
            return reply(404)
        if operation.do in {"create-bucket", "delete-bucket", "list-versions", "list-uploads"}:
            return reply()
        self.asked.append(operation)
        answer = next(self._script)
        if isinstance(answer, Exception):
            raise answer
        return answer(operation) if callable(answer) else answer

    def close(self) -> None:
        """Nothing to close."""
