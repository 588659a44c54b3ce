"""moto's S3 server: a store that knows no SSE-C, started in this process on a free loopback port."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def running() -> Iterator[str]:
    """Yield the server's URL while it runs."""
    from moto.server import ThreadedMotoServer  # noqa: PLC0415 - imports half of AWS; only who asks for it pays

    logging.getLogger("werkzeug").setLevel(logging.ERROR)  # a line per request otherwise
    os.environ.setdefault("MOTO_ALLOW_NONEXISTENT_REGION", "true")  # the stores beside it have regions of their own
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        yield f"http://{host}:{port}"
    finally:
        server.stop()
