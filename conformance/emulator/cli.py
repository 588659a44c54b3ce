"""`conformance emulate`: a store in a shell of its own, for tests of code that talks to one."""

import argparse
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from conformance.emulator.accounts import MAIN, OTHER, TEMP
from conformance.emulator.answers import silent_points
from conformance.emulator.auth.principal import Principal
from conformance.emulator.dialects.products import PRODUCTS
from conformance.emulator.editions import CURRENT, EDITIONS
from conformance.emulator.emulator import Emulator
from conformance.emulator.kms import KEY_IDS
from conformance.emulator.server import PortInUseError
from conformance.emulator.switches import SUMMARIES

USAGE_ERROR = 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    parser.add_argument("--dialect", choices=sorted(PRODUCTS), default="obs", help="whose store (default: obs)")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: 127.0.0.1)")
    parser.add_argument("--port", type=int, default=9000, metavar="N", help="HTTP port (default: 9000; 0: any)")
    parser.add_argument("--https-port", type=int, default=0, metavar="N", help="HTTPS port (default: any)")
    parser.add_argument("--proxy-port", type=int, default=0, metavar="N", help="port of the proxy (default: any)")
    parser.add_argument("--region", default="region-1", help="the store's region (default: region-1)")
    parser.add_argument("--edition", choices=EDITIONS, default=CURRENT, help=f"what it enforces (default: {CURRENT})")
    parser.add_argument("--fault", action="append", default=[], metavar="NAME", help="do this wrong; may be repeated")
    parser.add_argument("--list-faults", action="store_true", help="name everything that can be done wrong, and end")
    parser.add_argument(
        "--list-answers", action="store_true", help="list the answers where the documents are silent, and end"
    )
    parser.add_argument(
        "--answers", type=int, default=0, metavar="N", help="which answer to give where the documents are silent"
    )
    parser.add_argument(
        "--ca-file", type=Path, default=Path("emulator-ca.pem"), metavar="PATH", help="where to write the CA"
    )


def run(options: argparse.Namespace) -> int:
    """Serve until SIGINT or SIGTERM; return the exit code. What cannot be done is one message on stderr."""
    if options.list_faults:
        return _print(f"{name:45} {summary}" for name, summary in sorted(SUMMARIES.items()))
    if options.list_answers:
        points = silent_points(PRODUCTS[options.dialect])
        return _print(f"{point.dialect} {point.rule} ({point.row}): {' | '.join(point.answers)}" for point in points)
    try:
        with _emulator(options) as store:
            store.authority.write_ca(options.ca_file)
            store.serve_forever(ready=lambda: _print(_greeting(store, options)))
    except (PortInUseError, ValueError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return USAGE_ERROR
    return 0


def _print(lines: Iterable[str]) -> int:
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    sys.stdout.flush()
    return 0


def _emulator(options: argparse.Namespace) -> Emulator:
    return Emulator(
        options.dialect,
        host=options.host,
        http_port=options.port,
        https_port=options.https_port,
        proxy_port=options.proxy_port,
        faults=options.fault,
        answers=options.answers,
        region=options.region,
        edition=options.edition,
    )


def _greeting(store: Emulator, options: argparse.Namespace) -> Iterator[str]:
    host = options.host
    yield f"A store in the dialect of {options.dialect}, empty, gone when it stops (Ctrl-C)."
    yield f"  HTTP      http://{host}:{store.http_port}"
    yield f"  HTTPS     https://{host}:{store.https_port}   trust {options.ca_file.resolve()}"
    yield f"  proxy     http://{host}:{store.proxy_port}   leads every host name here, such as <bucket>.{store.domain}"
    yield f"  region    {options.region}"
    yield "Throw-away credentials, the same in every run:"
    for principal, what in ((MAIN, "owner"), (TEMP, "owner, temporary"), (OTHER, "a second account")):
        yield f"  {_credentials(principal)}   ({what})"
    yield "KMS keys:"
    for alias, key_id in KEY_IDS.items():
        yield f"  {key_id}   {alias}"
    if options.fault:
        yield f"Seeded faults: {', '.join(options.fault)}"


def _credentials(principal: Principal) -> str:
    token = f" {principal.token}" if principal.token else ""
    return f"{principal.access_key} {principal.secret_key}{token}"
