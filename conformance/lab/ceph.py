"""Ceph's RADOS Gateway: monitor, memory store and gateway of Debian's packages, SSE-C and SSE-KMS over TLS.

Debian 12 has Ceph 16.2. A newer one lives in a Debian of its own.
"""

import json
import shutil
import sys
import uuid
from dataclasses import dataclass

from conformance.lab import apt
from conformance.lab.ceph_conf import KMS_KEYS, Layout, conf
from conformance.lab.certificates import issue
from conformance.lab.chroot import Chroot
from conformance.lab.errors import LabError
from conformance.lab.ports import LOOPBACK, answers
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
_DAEMONS = ("mon", "osd", "rgw")
_POOL = "default.rgw.buckets.data"
_OK = 200


@dataclass(frozen=True, slots=True)
class Ceph:
    """An empty cluster at every start; what it keeps is in memory and ends with it."""

    name: str = "ceph"
    port: int = 7480
    ports: int = 12
    suite: str = ""
    """Of the Debian that it lives in; empty: on this machine itself, as Debian 12 has it."""

    @property
    def daemons(self) -> tuple[str, ...]:
        """From Ceph 17 on the gateway has keys of its own, which a Vault keeps."""
        return (*_DAEMONS, "vault") if self.suite else _DAEMONS

    def missing(self, room: Room) -> str:
        """Which programs are not there."""
        if self.suite:
            debian = self._debian(room)
            whole = all(map(debian.has, _PROGRAMS))
            return "" if whole else f"{self.name} is not installed (in a Debian {self.suite} of its own, {debian.root})"
        lack = [program for program in _PROGRAMS if shutil.which(program) is None]
        return f"Ceph is not installed ({', '.join(lack)})" if lack else ""

    def install(self, room: Room) -> None:
        """Install Debian's packages; raise `LabError` where that cannot be."""
        if self.suite:
            self._debian(room).install(_PACKAGES, room)
            return
        room.say(f"installing {', '.join(_PACKAGES)}")
        apt.install(_PACKAGES)

    def start(self, room: Room) -> Target:
        """Start an empty cluster; raise `LabError`."""
        http, https, mon, vault, *osd = room.ports
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
            vault=vault if self.suite else 0,
        )
        path = room.write_secret("ceph.conf", conf(layout))
        for part in _DAEMONS:
            (room.folder / part).mkdir()
        via = self._debian(room).enter(room.folder) if self.suite else []
        cluster = _Cluster(room=room, layout=layout, conf=str(path), via=via)
        cluster.monitor()
        cluster.store()
        if layout.vault:
            room.keeper.start("vault", [sys.executable, "-m", "conformance.lab.vault", str(vault)])
            until(lambda: answers(vault), room.keeper, "vault")
        cluster.gateway()
        credentials = room.write_credentials(cluster.users())
        version = cluster.call("radosgw", "--version").split()[2]
        return Target(
            name=f"lab-{self.name}",
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
            probe=RadosProbe(conf=str(path), pool=_POOL, via=via),
        )

    def _debian(self, room: Room) -> Chroot:
        return Chroot(room.tools, self.suite)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cluster:
    """A cluster that is being started."""

    room: Room
    layout: Layout
    conf: str
    via: list[str]
    """What its programs are started with."""

    def call(self, program: str, *words: str, seconds: float = 60) -> str:
        return command([*self.via, program, *words], seconds)

    def run(self, name: str, program: str, *words: str) -> None:
        self.room.keeper.start(name, [*self.via, program, "-f", "-c", self.conf, *words])

    def monitor(self) -> None:
        self.room.say("starting the monitor")
        monmap = str(self.room.folder / "monmap")
        place = f"[v2:{LOOPBACK}:{self.layout.mon}]"
        self.call("monmaptool", "--create", "--clobber", "--fsid", self.layout.fsid, "--addv", "a", place, monmap)
        self.call("ceph-mon", "-c", self.conf, "-i", "a", "--mkfs", "--monmap", monmap)
        self.run("mon", "ceph-mon", "-i", "a")

    def store(self) -> None:
        self.room.say("starting the store")
        identity = str(uuid.uuid4())
        until(lambda: bool(self.ask("osd", "new", identity)), self.room.keeper, "mon")
        self.call("ceph-osd", "-c", self.conf, "-i", "0", "--mkfs", "--osd-uuid", identity)
        self.run("osd", "ceph-osd", "-i", "0")
        until(lambda: " 1 up" in self.ask("osd", "stat"), self.room.keeper, "osd")

    def ask(self, *words: str) -> str:
        """What the cluster answers; empty where it does not answer (yet)."""
        try:
            return self.call("ceph", "-c", self.conf, "--connect-timeout", "10", *words, seconds=30)
        except LabError:
            return ""

    def gateway(self) -> None:
        self.room.say("starting the gateway")
        self.run("rgw", "radosgw", "-n", "client.rgw")
        until(lambda: status(self.layout.http) == _OK, self.room.keeper, "rgw")

    def users(self) -> dict[str, str]:
        """Two accounts; Ceph draws their keys itself, so that none stands in a command line."""
        values = {_AUTH.other_id: "arn:aws:iam:::user/other"}
        names = {
            "main": (_AUTH.access_key, _AUTH.secret_key),
            "other": (_AUTH.other_access_key, _AUTH.other_secret_key),
        }
        for user, (access_key, secret_key) in names.items():
            words = ["-c", self.conf, "-n", "client.rgw", "user", "create", f"--uid={user}", f"--display-name={user}"]
            made = json.loads(self.call("radosgw-admin", *words))["keys"][0]
            values |= {access_key: made["access_key"], secret_key: made["secret_key"]}
        return values
