"""A stand-in for what a store asks of a Vault's transit engine: without one, Ceph has no keys of its own.

`python -m conformance.lab.vault PORT`. It knows nobody and keeps its keys in memory: good for throw-away data on
loopback, and for nothing else. The calls are those of Vault's HTTP interface, https://developer.hashicorp.com/vault/api-docs/secret/transit.
"""

import base64
import json
import os
import sys
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from conformance.lab.ports import LOOPBACK

PREFIX = "/v1/transit"
_MARK = "vault:v1:"
_NONCE, _KEY = 12, 32
"""Bytes."""
_Answer = tuple[HTTPStatus, dict[str, Any]]
_DONE: _Answer = (HTTPStatus.NO_CONTENT, {})


class Transit:
    """Named keys, and data keys under them."""

    def __init__(self) -> None:
        self._keys: dict[str, AESGCM] = {}

    def answer(self, method: str, path: str, asked: dict[str, str]) -> _Answer:
        """What a call is answered: `keys/NAME[/config]`, `datakey/plaintext/NAME`, `decrypt/NAME`."""
        match method, path.removeprefix(f"{PREFIX}/").split("/"):
            case "POST" | "PUT", ["keys", name]:
                self._keys.setdefault(name, AESGCM(os.urandom(_KEY)))
                return _DONE
            case "POST" | "PUT", ["keys", _, "config"]:
                return _DONE
            case "DELETE", ["keys", name]:
                self._keys.pop(name, None)
                return _DONE
            case "POST" | "PUT", ["datakey", "plaintext", name] if name in self._keys:
                return HTTPStatus.OK, self._data_key(self._keys[name], asked.get("context", ""))
            case "POST" | "PUT", ["decrypt", name] if name in self._keys:
                return _opened(self._keys[name], asked)
        return HTTPStatus.NOT_FOUND, {"errors": ["no such key, or no such call"]}

    def _data_key(self, key: AESGCM, context: str) -> dict[str, str]:
        plain, nonce = os.urandom(_KEY), os.urandom(_NONCE)
        wrapped = base64.b64encode(nonce + key.encrypt(nonce, plain, context.encode())).decode()
        return {"plaintext": base64.b64encode(plain).decode(), "ciphertext": _MARK + wrapped}


def _opened(key: AESGCM, asked: dict[str, str]) -> _Answer:
    try:
        blob = base64.b64decode(asked.get("ciphertext", "").removeprefix(_MARK))
        plain = key.decrypt(blob[:_NONCE], blob[_NONCE:], asked.get("context", "").encode())
    except (ValueError, InvalidTag):
        return HTTPStatus.BAD_REQUEST, {"errors": ["cipher: message authentication failed"]}
    return HTTPStatus.OK, {"plaintext": base64.b64encode(plain).decode()}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    transit: Transit

    def _do(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        status, said = self.transit.answer(self.command, self.path.partition("?")[0], json.loads(body or b"{}"))
        text = json.dumps({"data": said} if status is HTTPStatus.OK else said).encode() if said else b""
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    do_GET = do_POST = do_PUT = do_DELETE = _do  # noqa: N815 - as http.server names them

    def log_message(self, format: str, *words: object) -> None:  # noqa: A002 - as http.server names it
        """Say nothing: context and key names are nobody's business."""


def main(port: int) -> None:
    """Serve until the process is stopped."""
    _Handler.transit = Transit()
    server = ThreadingHTTPServer((LOOPBACK, port), _Handler)
    server.daemon_threads = True
    server.serve_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]))
