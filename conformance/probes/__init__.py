"""Looks at what a store keeps, beside the road on which its answers come."""

from pathlib import Path

from conformance.engine.probe import Probe
from conformance.model.target import FolderProbe, RadosProbe
from conformance.probes.folder import Folder
from conformance.probes.rados import Rados


def probe_of(said: FolderProbe | RadosProbe | None) -> Probe | None:
    """The probe that a profile names."""
    match said:
        case None:
            return None
        case FolderProbe():
            return Folder(Path(said.root))
        case RadosProbe():
            return Rados(conf=said.conf, pool=said.pool, via=said.via)
