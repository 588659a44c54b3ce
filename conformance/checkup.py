"""What can be told of a store before a run: its name, its certificate, its clock, and who may use it."""

import datetime as dt
import os
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from conformance.engine.clock import seconds_ahead
from conformance.model.target import Target
from conformance.principals import principals
from conformance.wire.answer import Answer
from conformance.wire.client import Client
from conformance.wire.endpoint import Origin
from conformance.wire.errors import WireError
from conformance.wire.proxies import Proxies
from conformance.wire.request import Request
from conformance.wire.tls import Trust

_BUCKET = "enc-conf-doctor"
"""A bucket's name as a run would make it, to see whether the hosts of buckets have addresses."""
_SKEW_REFUSED = 300
"""Seconds by which a clock may be off: most stores refuse signatures from 5 to 15 minutes ago, or ahead."""
_SKEW_NOTED = 60
_KMS_KEYS = ("main", "other", "disabled", "pending")


class Health(StrEnum):
    """How one thing stands."""

    FINE = "ok"
    NOTE = "note"
    """The run can begin, and will say less."""
    LACKS = "MISSING"
    """The run would fail."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing that was looked at."""

    health: Health
    text: str


def fine(text: str) -> Line:
    """Something in order."""
    return Line(health=Health.FINE, text=text)


def note(text: str) -> Line:
    """Something without which a run says less."""
    return Line(health=Health.NOTE, text=text)


def lacks(text: str) -> Line:
    """Something without which a run fails."""
    return Line(health=Health.LACKS, text=text)


def credentials(target: Target) -> Iterator[Line]:
    """Whether the environment has what the profile names. No value is ever shown."""
    try:
        found = principals(target.auth)
    except ValueError as error:
        yield lacks(str(error))
        return
    yield fine(f"credentials: {target.auth.access_key} and {target.auth.secret_key} are set")
    values = (found.main.access_key, found.main.secret_key, found.main.token or "")
    if any(value != value.strip() for value in values):
        yield lacks("a credential begins or ends with a blank or a line break, and will not be accepted")
    if target.auth.token and not found.main.token:
        yield note(f"{target.auth.token} is not set: cases about temporary credentials stay unknown")
    if found.other is None:
        yield note("no second principal (`other-access-key`, `other-secret-key`): cases about one stay unknown")
    elif not found.other_id:
        yield note("the second principal has no `other-id`: bucket policies cannot name it")


def offers(target: Target) -> Iterator[Line]:
    """What the profile does not offer, and what stays unknown for it."""
    absent = [name for name in _KMS_KEYS if name not in target.kms]
    if absent:
        yield note(f"the profile names no KMS key {', '.join(absent)} (under `kms:`): cases about them stay unknown")
    if not target.plain_endpoint and not target.endpoint.startswith("http:"):
        yield note("the profile has no `plain-endpoint`: cases about plain HTTP stay unknown")


def network(target: Target, now: dt.datetime) -> Iterator[Line]:
    """Ask the endpoint, and it alone, one unsigned request: name, connection, certificate and clock."""
    for what, url in (("endpoint", target.endpoint), ("plain-endpoint", target.plain_endpoint)):
        if url:
            yield from _endpoint(what, url.replace("{region}", target.region), target, now)


def _endpoint(what: str, url: str, target: Target, now: dt.datetime) -> Iterator[Line]:
    try:
        origin = Origin.of_url(url)
    except ValueError as error:
        yield lacks(f"{what}: {error}")
        return
    try:
        proxies = Proxies.of_profile(target.proxy, os.environ)
    except ValueError as error:
        yield lacks(str(error))
        return
    proxy = proxies.leading_to(origin.scheme, origin.name)
    client = Client(Trust(ca_file=target.ca_file), proxies=proxies)
    try:
        answer = client.send(Request(method="GET", scheme=origin.scheme, host=origin.authority))
    except WireError as error:
        yield lacks(f"{what} {url}: {error}")
        return
    finally:
        client.close()
    trusted = ", its certificate is trusted" if origin.scheme == "https" else ""
    by = f" by way of {proxy}" if proxy is not None else ""
    yield fine(f"{what} {url} answers{by} ({answer.status} in {answer.seconds * 1000:.0f} ms{trusted})")
    if what == "endpoint":
        yield from _clock(answer, now)
    if what == "endpoint" and proxy is None:  # a proxy looks names up itself
        yield from _bucket_host(origin, target)


def _clock(answer: Answer, now: dt.datetime) -> Iterator[Line]:
    ahead = seconds_ahead(answer.headers, now)
    if ahead is None:
        yield note("the store does not say what time it is, so this clock cannot be checked")
        return
    skew = abs(ahead)
    text = f"this clock and the store's are {skew:.0f} s apart"
    if skew >= _SKEW_REFUSED:
        yield lacks(f"{text}: signatures will be refused; set the clock")
    else:
        yield note(text) if skew >= _SKEW_NOTED else fine(text)


def _bucket_host(origin: Origin, target: Target) -> Iterator[Line]:
    if target.addressing != "virtual":
        return
    host = f"{target.bucket or _BUCKET + target.bucket_suffix}.{origin.host}"
    try:
        socket.getaddrinfo(host, origin.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):  # the latter for a label that is empty or longer than 63
        yield lacks(f"{host} has no address: buckets cannot be reached by their host; is it `addressing: path`?")
    else:
        yield fine(f"hosts of buckets have addresses ({host})")
