"""A store that keeps nothing and says yes to everything: what is left is the cost of the suite."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class _Yes(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self) -> None:
        """Read what was sent, and say yes; a bucket is never there before it is made."""
        self.rfile.read(int(self.headers.get("Content-Length", "0")))
        there = self.command != "HEAD" or self.path.count("/") > 1
        self.send_response(200 if there else 404)
        self.send_header("Content-Length", "0")
        self.send_header("ETag", '"0"')
        self.end_headers()

    do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = answer  # noqa: N815 - the names that the base class calls

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


@contextmanager
def null_store() -> Iterator[str]:
    """Yield the URL of a null store on loopback."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Yes)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
