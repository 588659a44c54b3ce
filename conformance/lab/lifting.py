"""Up, down, and how it stands: the same for every server."""

import shutil
from dataclasses import dataclass, replace
from typing import Literal
from urllib.parse import urlsplit

import msgspec
import yaml

from conformance.lab.errors import LabError
from conformance.lab.ports import answers, reserve
from conformance.lab.room import Room
from conformance.lab.server import Server
from conformance.model.problem import InputError
from conformance.model.target import Target
from conformance.model.yaml import convert, read


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a server stands."""

    state: Literal["up", "half-started", "down"]
    alive: tuple[str, ...] = ()
    profile: Target | None = None


def standing(server: Server, room: Room) -> Standing:
    """Whether a server runs: every process, its profile, and its port."""
    alive = tuple(name for name in server.daemons if room.keeper.alive(name))
    profile = _profile(room)
    whole = alive == server.daemons and profile is not None and answers(urlsplit(profile.endpoint).port or 0)
    if whole:
        return Standing(state="up", alive=alive, profile=profile)
    remains = alive or room.folder.exists() or room.profile.exists()
    return Standing(state="half-started" if remains else "down", alive=alive)


def up(server: Server, room: Room, *, port: int | None = None, install: bool = False) -> Target:
    """Start a server, unless it runs; return its profile, which is then in place. Raise `LabError`."""
    with room.alone():
        found = standing(server, room)
        if found.profile is not None:
            room.say(f"{server.name} is up already")
            return found.profile
        if found.state == "half-started":
            room.say("what an earlier start left is cleared away")
            _clear(room)
        _equip(server, room, install=install)
        room = replace(room, ports=reserve(server.port if port is None else port, server.ports))
        room.furnish()
        return _start(server, room)


def down(server: Server, room: Room) -> bool:
    """Stop a server and remove what it kept; return whether there was anything."""
    with room.alone():
        found = standing(server, room).state != "down"
        _clear(room)
        return found


def _equip(server: Server, room: Room, *, install: bool) -> None:
    lack = server.missing(room)
    if not lack:
        return
    if not install:
        raise LabError(f"{lack}; `conformance lab up {server.name} --install` installs it")
    server.install(room)
    lack = server.missing(room)
    if lack:
        raise LabError(f"{lack}, though it was installed just now")


def _start(server: Server, room: Room) -> Target:
    try:
        profile = server.start(room)
    except BaseException:  # Ctrl-C too: nothing half-started stays; the logs do, until the next start
        room.keeper.stop()
        raise
    room.profile.write_text(_text(profile), encoding="utf-8")
    return profile


def _text(profile: Target) -> str:
    head = f"# Written by `conformance lab up`; gone with `conformance lab down`. Use: --target {profile.name}\n"
    return head + yaml.safe_dump(msgspec.to_builtins(profile), sort_keys=False, width=120)


def _profile(room: Room) -> Target | None:
    if not room.profile.exists():
        return None
    try:
        return convert(read(room.profile), Target)
    except InputError:  # cut off while it was written
        return None


def _clear(room: Room) -> None:
    room.profile.unlink(missing_ok=True)
    room.keeper.stop()
    if room.folder.exists():
        shutil.rmtree(room.folder)
