"""HTML form uploads: what is in them, and their bytes."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from conformance.wire.request import Pair


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """The fields of a form upload before it is signed, in order, without the file."""

    bucket: str
    fields: tuple[Pair, ...]
    outside: frozenset[str] = frozenset()
    """Lower-case names of fields that the policy has no condition for."""

    def policy(self, until: datetime, added: Iterable[Pair] = ()) -> bytes:
        """The JSON text of a policy that ends at a UTC time; `added` are the fields that a signature brings itself."""
        expiration = until.strftime("%Y-%m-%dT%H:%M:%SZ")
        conditions = [*self.conditions(), *({name: value} for name, value in added)]
        return json.dumps({"expiration": expiration, "conditions": conditions}).encode()

    def conditions(self) -> list[dict[str, str]]:
        """An exact condition for the bucket and for every field that is to be covered."""
        covered = [(name, value) for name, value in self.fields if name.lower() not in self.outside]
        return [{"bucket": self.bucket}, *({name: value} for name, value in covered)]


def encode(fields: tuple[Pair, ...], content: bytes) -> tuple[str, bytes]:
    """The content type and the body of a form; the file comes last, as every vendor asks."""
    boundary = hashlib.sha256(content).hexdigest()[:32]
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields
    ]
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="upload"\r\n\r\n'.encode()
    body = b"".join([*parts, head, content, f"\r\n--{boundary}--\r\n".encode()])
    return f"multipart/form-data; boundary={boundary}", body
