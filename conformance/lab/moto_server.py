"""moto's server as a process of its own: it knows no SSE-C and looks at no signature, and must fail."""

import secrets
import sys
from dataclasses import dataclass

from conformance.lab.kms import kms_keys
from conformance.lab.ports import LOOPBACK
from conformance.lab.pypi import version_here
from conformance.lab.room import Room
from conformance.lab.waiting import status, until
from conformance.model.target import Auth, KeyServiceAt, Target
from conformance.model.words import Dialect

_REGION = "us-east-1"
_OK = 200
_AUTH = Auth(scheme="s3v4", access_key="LAB_MOTO_ACCESS_KEY", secret_key="LAB_MOTO_SECRET_KEY")  # noqa: S106 - names


@dataclass(frozen=True, slots=True)
class Moto:
    """In memory, empty at every start. It comes with this suite."""

    name: str = "moto"
    port: int = 7500
    ports: int = 1
    daemons: tuple[str, ...] = ("moto",)

    def missing(self, room: Room) -> str:  # noqa: ARG002 - every server is asked so
        """Nothing: it is a dependency."""
        return ""

    def install(self, room: Room) -> None:
        """Nothing to do."""

    def start(self, room: Room) -> Target:
        """Start it; raise `LabError`."""
        (port,) = room.ports
        room.keeper.start("moto", [sys.executable, "-m", "moto.server", "-H", LOOPBACK, "-p", str(port)])
        until(lambda: status(port, "/moto-api/") == _OK, room.keeper, "moto")
        endpoint = f"http://{LOOPBACK}:{port}"
        access_key, secret_key = secrets.token_hex(10).upper(), secrets.token_hex(20)
        version = version_here("moto")
        return Target(
            name="lab-moto",
            title=f"moto {version} on this machine",
            dialect=Dialect.S3,
            software=f"moto {version}",
            endpoint=endpoint,
            region=_REGION,
            addressing="path",
            auth=_AUTH.from_file(room.write_credentials({_AUTH.access_key: access_key, _AUTH.secret_key: secret_key})),
            key_service=KeyServiceAt(endpoint=endpoint),
            kms=kms_keys(endpoint, _REGION, access_key, secret_key),
        )
