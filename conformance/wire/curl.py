"""A recorded exchange as a curl command, for trying it by hand. Credentials are the reader's to fill in."""

import shlex

from conformance.model.result import Exchange, Payload, WireRequest
from conformance.wire.kept import content_of
from conformance.wire.redact import HIDDEN

_TRANSPORT = frozenset({"host", "content-length", "user-agent"})


def curl(exchange: Exchange) -> str:
    """The command; `$AUTHORIZATION` and `$TOKEN` stand where credentials stood, `***` in a signed URL."""
    request = exchange.request
    before, arguments = _body(request.body)
    options = [
        f"curl --silent --show-error --include --path-as-is {_method(request)}",
        *(_header(name, value) for name, value in request.headers if name.lower() not in _TRANSPORT),
        *arguments,
        shlex.quote(request.url),
    ]
    return before + " \\\n  ".join(options)


def _method(request: WireRequest) -> str:
    return "--head" if request.method == "HEAD" else f"--request {shlex.quote(request.method)}"


def _header(name: str, value: str) -> str:
    if name.lower() == "authorization":
        return f'--header "{name}: $AUTHORIZATION"'
    if value == HIDDEN:
        return f'--header "{name}: $TOKEN"'
    # With nothing behind the colon curl leaves the header out; with a semicolon it sends it empty.
    return f"--header {shlex.quote(f'{name}: {value}' if value else f'{name};')}"


def _body(body: Payload | None) -> tuple[str, list[str]]:
    """What comes before the command, and the options that send the body."""
    if body is None or body.length == 0:
        return "", []
    if content_of(body) is None:
        note = f"# The body of {body.length} bytes was not kept as it was sent: put it into the file `body`.\n"
        return note, ["--data-binary @body"]
    if body.text is not None:
        return "", [f"--data-raw {shlex.quote(body.text)}"]
    return f"printf %s {shlex.quote(body.base64 or '')} | base64 --decode | ", ["--data-binary @-"]
