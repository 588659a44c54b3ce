"""MiniStack: an AWS emulator of PyPI, with SSE-C and a KMS; it keeps the objects in a folder that can be looked at."""

import secrets
from dataclasses import dataclass

from conformance.lab.kms import kms_keys
from conformance.lab.ports import LOOPBACK
from conformance.lab.pypi import install, program, version_of
from conformance.lab.room import Room
from conformance.lab.waiting import status, until
from conformance.model.target import Auth, FolderProbe, KeyServiceAt, Target
from conformance.model.words import Dialect

VERSION = "1.5.33"
"""What is installed. It wants other versions of what this suite needs too, and so lives apart."""
_REGION = "us-east-1"
_ACCOUNT = "000000000000"
"""Its objects lie in a folder of the account's."""
_AUTH = Auth(scheme="s3v4", access_key="LAB_MINISTACK_ACCESS_KEY", secret_key="LAB_MINISTACK_SECRET_KEY")  # noqa: S106 - names


@dataclass(frozen=True, slots=True)
class MiniStack:
    """Empty at every start."""

    name: str = "ministack"
    port: int = 7510
    ports: int = 1
    daemons: tuple[str, ...] = ("ministack",)

    def missing(self, room: Room) -> str:
        """Whether the program is nowhere."""
        return "" if program("ministack", room.tools) else "MiniStack is not installed"

    def install(self, room: Room) -> None:
        """Install it from PyPI into an environment of the lab; raise `LabError`."""
        room.say(f"installing ministack {VERSION} into {room.tools}")
        install(f"ministack=={VERSION}", room.tools)

    def start(self, room: Room) -> Target:
        """Start it; raise `LabError`."""
        (port,) = room.ports
        path, own = program("ministack", room.tools), room.folder / "tmp"
        own.mkdir()
        access_key, secret_key = secrets.token_hex(10).upper(), secrets.token_hex(20)
        env = {
            "BIND_HOST": LOOPBACK,
            "GATEWAY_PORT": str(port),
            "AUTH": "true",
            "AWS_ACCESS_KEY_ID": access_key,
            "AWS_SECRET_ACCESS_KEY": secret_key,
            "SERVICES": "s3,kms,sts,iam",
            "S3_PERSIST": "1",
            "S3_DATA_DIR": str(room.folder / "objects"),
            "MINISTACK_ACCOUNT_ID": _ACCOUNT,
            "TMPDIR": str(own),
        }
        room.keeper.start("ministack", [path], env)
        until(lambda: status(port) > 0, room.keeper, "ministack")
        endpoint, version = f"http://{LOOPBACK}:{port}", version_of("ministack", path)
        return Target(
            name="lab-ministack",
            title=f"MiniStack {version} on this machine",
            dialect=Dialect.S3,
            software=f"ministack {version}",
            endpoint=endpoint,
            region=_REGION,
            addressing="path",
            auth=_AUTH.from_file(room.write_credentials({_AUTH.access_key: access_key, _AUTH.secret_key: secret_key})),
            key_service=KeyServiceAt(endpoint=endpoint),
            kms=kms_keys(endpoint, _REGION, access_key, secret_key),
            probe=FolderProbe(root=str(room.folder / "objects" / _ACCOUNT)),
        )
