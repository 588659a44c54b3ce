"""The configuration of the smallest Ceph that serves S3: one monitor, one memory store, one gateway, on loopback."""

import base64
import os
from dataclasses import dataclass
from pathlib import Path

from conformance.lab.vault import PREFIX

KMS_KEYS = ("testkey-1", "testkey-2")

_CONF = """\
[global]
fsid = {fsid}
mon host = v2:127.0.0.1:{mon}/0
mon initial members = a
public addr = 127.0.0.1
cluster addr = 127.0.0.1
ms bind msgr1 = false
ms bind port min = {osd_first}
ms bind port max = {osd_last}
auth cluster required = none
auth service required = none
auth client required = none
# without authentication there are no keys for the gateway's default, `secure`: it would try for ever
ms mon client mode = crc
ms mon service mode = crc
ms mon cluster mode = crc
run dir = {folder}
admin socket =
log file =
log to stderr = true
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 4
osd pool default pgp num = 4
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
mon allow pool size one = true
mon max pg per osd = 5000
# nobody else to wait for
paxos propose interval = 0.05
paxos min wait = 0.02
mon election timeout = 1
osd heartbeat grace = 600

[mon.a]
mon data = {folder}/mon
mon addr = v2:127.0.0.1:{mon}

[osd.0]
osd data = {folder}/osd
osd objectstore = memstore
memstore device bytes = 4294967296
osd max object name len = 2048

[client]
rgw crypt require ssl = true
rgw crypt s3 kms backend = testing
rgw crypt s3 kms encryption keys = {keys}
{own_keys}
[client.rgw]
rgw data = {folder}/rgw
# tcp_nodelay: every small answer waits 44 ms otherwise
rgw frontends = beast endpoint=127.0.0.1:{http} ssl_endpoint=127.0.0.1:{https} \
ssl_certificate={certificate} ssl_private_key={key} tcp_nodelay=1
rgw thread pool size = 64
rgw override bucket index max shards = 1
# what is deleted leaves the memory soon, and not after two hours
rgw gc obj min wait = 5
rgw gc processor period = 5
rgw gc processor max time = 5
"""

_VAULT = """\
rgw crypt sse s3 backend = vault
rgw crypt sse s3 vault auth = agent
rgw crypt sse s3 vault addr = http://127.0.0.1:{port}
rgw crypt sse s3 vault prefix = {prefix}
rgw crypt sse s3 vault secret engine = transit
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Where things are."""

    fsid: str
    folder: Path
    http: int
    https: int
    mon: int
    osd: tuple[int, ...]
    """A run of ports."""
    certificate: Path
    key: Path
    vault: int = 0
    """The port of what keeps the gateway's own keys; 0: a release that knows none."""


def conf(layout: Layout) -> str:
    """The text of `ceph.conf`: a secret, for the KMS keys, new every time, stand in it."""
    keys = " ".join(f"{name}={base64.b64encode(os.urandom(32)).decode()}" for name in KMS_KEYS)
    return _CONF.format(
        fsid=layout.fsid,
        folder=layout.folder,
        http=layout.http,
        https=layout.https,
        mon=layout.mon,
        osd_first=layout.osd[0],
        osd_last=layout.osd[-1],
        certificate=layout.certificate,
        key=layout.key,
        keys=keys,
        own_keys=_VAULT.format(port=layout.vault, prefix=PREFIX) if layout.vault else "",
    )
