"""A throw-away certificate for a server on loopback, and the authority that vouches for it."""

from pathlib import Path

import trustme

from conformance.lab.ports import LOOPBACK
from conformance.lab.room import Room


def issue(room: Room) -> tuple[Path, Path, Path]:
    """Write certificate, key and authority; return their paths in this order. The authority's key is kept nowhere."""
    authority = trustme.CA(organization_name="Conformance lab")
    server = authority.issue_cert(LOOPBACK, "localhost")
    chain = b"".join(blob.bytes() for blob in server.cert_chain_pems)
    return (
        room.write_secret("tls.crt", chain.decode()),
        room.write_secret("tls.key", server.private_key_pem.bytes().decode()),
        room.write_secret("ca.pem", authority.cert_pem.bytes().decode()),
    )
