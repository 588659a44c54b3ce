"""Ceph's RADOS Gateway: monitor, memory store and gateway of Debian's packages, SSE-C and SSE-KMS over TLS."""

import json
import shutil
import uuid
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from conformance.lab import apt
from conformance.lab.ceph_conf import KMS_KEYS, Layout, conf
from conformance.lab.certificates import issue
from conformance.lab.errors import LabError
from conformance.lab.ports import LOOPBACK
from conformance.lab.room import Room
from conformance.lab.waiting import command, status, until
from conformance.model.target import Auth, KmsKey, RadosProbe, Target
from conformance.model.words import Dialect

_PACKAGES = ("radosgw", "ceph-mon", "ceph-osd")
_PROGRAMS = ("radosgw", "radosgw-admin", "ceph-mon", "ceph-osd", "ceph", "rados", "monmaptool")
_AUTH = Auth(
    scheme="s3v4",
    access_key="LAB_CEPH_ACCESS_KEY",
    secret_key="LAB_CEPH_SECRET_KEY",  # noqa: S106 - the name of a variable
    other_access_key="LAB_CEPH_OTHER_ACCESS_KEY",
    other_secret_key="LAB_CEPH_OTHER_SECRET_KEY",  # noqa: S106 - the name of a variable
    other_id="LAB_CEPH_OTHER_ID",
)
_POOL = "default.rgw.buckets.data"
_OK = 200


@dataclass(frozen=True, slots=True)
class Ceph:
    """An empty cluster at every start; what it keeps is in memory and ends with it."""

    name: str = "ceph"
    port: int = 7480
    ports: int = 12
    daemons: tuple[str, ...] = ("mon", "osd", "rgw")

    def missing(self, room: Room) -> str:  # noqa: ARG002 - every server is asked so
        """Which programs are not on the path."""
        lack = [program for program in _PROGRAMS if shutil.which(program) is None]
        return f"Ceph is not installed ({', '.join(lack)})" if lack else ""

    def install(self, room: Room) -> None:
        """Install Debian's packages; raise `LabError` where that cannot be."""
        room.say(f"installing {', '.join(_PACKAGES)}")
        apt.install(_PACKAGES)

    def start(self, room: Room) -> Target:
        """Start an empty cluster; raise `LabError`."""
        http, https, mon, *osd = room.ports
        certificate, key, authority = issue(room)
        layout = Layout(
            fsid=str(uuid.uuid4()),
            folder=room.folder,
            http=http,
            https=https,
            mon=mon,
            osd=tuple(osd),
            certificate=certificate,
            key=key,
        )
        path = room.write_secret("ceph.conf", conf(layout))
        for part in self.daemons:
            (room.folder / part).mkdir()
        _monitor(room, layout, path)
        _store(room, path)
        _gateway(room, layout, path)
        credentials = room.write_credentials(_users(path))
        version = command(["radosgw", "--version"]).split()[2]
        return Target(
            name="lab-ceph",
            title=f"Ceph RGW {version} on this machine",
            dialect=Dialect.S3,
            software=f"ceph {version}",
            endpoint=f"https://{LOOPBACK}:{https}",
            plain_endpoint=f"http://{LOOPBACK}:{http}",
            region="default",
            addressing="path",
            ca_file=str(authority),
            auth=_AUTH.from_file(credentials),
            kms={name: KmsKey(id=key_id) for name, key_id in zip(("main", "other"), KMS_KEYS, strict=True)},
            probe=RadosProbe(conf=str(path), pool=_POOL),
        )


def _monitor(room: Room, layout: Layout, path: Path) -> None:
    room.say("starting the monitor")
    monmap = str(room.folder / "monmap")
    place = f"[v2:{LOOPBACK}:{layout.mon}]"
    command(["monmaptool", "--create", "--clobber", "--fsid", layout.fsid, "--addv", "a", place, monmap])
    command(["ceph-mon", "-c", str(path), "-i", "a", "--mkfs", "--monmap", monmap])
    room.keeper.start("mon", ["ceph-mon", "-f", "-c", str(path), "-i", "a"])


def _store(room: Room, path: Path) -> None:
    room.say("starting the store")
    identity = str(uuid.uuid4())
    ask = partial(_ceph, path)
    until(lambda: bool(ask("osd", "new", identity)), room.keeper, "mon")
    command(["ceph-osd", "-c", str(path), "-i", "0", "--mkfs", "--osd-uuid", identity])
    room.keeper.start("osd", ["ceph-osd", "-f", "-c", str(path), "-i", "0"])
    until(lambda: " 1 up" in ask("osd", "stat"), room.keeper, "osd")


def _ceph(path: Path, *words: str) -> str:
    """What the cluster answers; empty where it does not answer (yet)."""
    try:
        return command(["ceph", "-c", str(path), "--connect-timeout", "10", *words], 30)
    except LabError:
        return ""


def _gateway(room: Room, layout: Layout, path: Path) -> None:
    room.say("starting the gateway")
    room.keeper.start("rgw", ["radosgw", "-f", "-c", str(path), "-n", "client.rgw"])
    until(lambda: status(layout.http) == _OK, room.keeper, "rgw")


def _users(path: Path) -> dict[str, str]:
    """Two accounts; Ceph draws their keys itself, so that none stands in a command line."""
    values = {_AUTH.other_id: "arn:aws:iam:::user/other"}
    names = {"main": (_AUTH.access_key, _AUTH.secret_key), "other": (_AUTH.other_access_key, _AUTH.other_secret_key)}
    for user, (access_key, secret_key) in names.items():
        words = ["radosgw-admin", "-c", str(path), "-n", "client.rgw", "user", "create", f"--uid={user}"]
        made = json.loads(command([*words, f"--display-name={user}"]))["keys"][0]
        values |= {access_key: made["access_key"], secret_key: made["secret_key"]}
    return values
