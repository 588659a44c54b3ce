"""The servers that the lab knows."""

from conformance.lab.ceph import Ceph
from conformance.lab.ministack import MiniStack
from conformance.lab.moto_server import Moto
from conformance.lab.rclone import Rclone
from conformance.lab.server import Server

_ALL: tuple[Server, ...] = (Ceph(), Ceph(name="ceph-18", port=7540, suite="trixie"), MiniStack(), Moto(), Rclone())
SERVERS = {server.name: server for server in _ALL}
"""By the name that `conformance lab` takes."""
