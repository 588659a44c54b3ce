"""`conformance lab`: real servers on this machine, started, stopped and shown."""

import argparse
import sys
import time
from collections.abc import Callable, Iterable, Iterator

from conformance.catalogue.places import lab_root
from conformance.lab import lifting
from conformance.lab.errors import LabError
from conformance.lab.room import Room
from conformance.lab.server import Server
from conformance.lab.servers import SERVERS

_FAILED = 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    up = _action(actions, "up", _up, "start a server, and write the profile that `--target lab-NAME` finds")
    up.add_argument("server", choices=sorted(SERVERS))
    up.add_argument("--install", action="store_true", help="install first what is missing")
    up.add_argument("--port", type=int, metavar="N", help="the first of its ports (0: any that are free)")
    down = _action(actions, "down", _down, "stop a server and remove what it kept")
    down.add_argument("server", choices=sorted(SERVERS), nargs="?", help="default: every one that is up")
    _action(actions, "status", _status, "which servers are up, and where")


def run(options: argparse.Namespace) -> int:
    """Carry out one action; what cannot be done is one message on stderr, and exit code 2."""
    try:
        return int(options.action(options))
    except LabError as error:
        print(f"conformance lab: {error}", file=sys.stderr)
        return _FAILED


def _action(
    actions: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    action: Callable[[argparse.Namespace], int],
    text: str,
) -> argparse.ArgumentParser:
    parser = actions.add_parser(name, help=text, description=text)
    parser.set_defaults(action=action)
    return parser


def _up(options: argparse.Namespace) -> int:
    server, began = SERVERS[options.server], time.monotonic()
    room = _room(server)
    profile = lifting.up(server, room, port=options.port, install=options.install)
    print(f"{profile.title}: {profile.endpoint} ({time.monotonic() - began:.1f} s)")
    print(f"profile: {room.profile}")
    print(f"judge it: python -m pytest --target {profile.name}")
    return 0


def _down(options: argparse.Namespace) -> int:
    for server in [SERVERS[options.server]] if options.server else SERVERS.values():
        if lifting.down(server, _room(server)):
            print(f"{server.name} is down")
        elif options.server:
            print(f"{server.name} was not up")
    return 0


def _status(options: argparse.Namespace) -> int:  # noqa: ARG001 - every action takes the options
    for server in SERVERS.values():
        _print(_lines(server, lifting.standing(server, _room(server))))
    return 0


def _lines(server: Server, found: lifting.Standing) -> Iterator[str]:
    where = f"  {found.profile.endpoint}  --target {found.profile.name}" if found.profile else ""
    yield f"{server.name:10} {found.state}{where}"
    if found.state == "half-started":
        yield f"{'':10} running: {', '.join(found.alive) or 'nothing'}; `up` begins anew, `down` clears it away"


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        print(line)


def _room(server: Server) -> Room:
    return Room(home=lab_root(), name=server.name, say=lambda text: print(text, file=sys.stderr))
