"""Taking in a body: sealed while it streams, checked when it has ended. Nothing is committed here."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass

from conformance.emulator.call import Call
from conformance.emulator.checksums import Checksum
from conformance.emulator.encryption import Keeping
from conformance.emulator.errors import Condition
from conformance.emulator.faults.at_rest import fixed_iv
from conformance.emulator.faults.methods import CONTENT_MD5_OF_CIPHERTEXT
from conformance.emulator.http import BodyTooLargeError
from conformance.emulator.rules.inheritance import sealing_key
from conformance.emulator.rules.integrity import (
    announced_checksums,
    announced_md5,
    check_checksums,
    check_document,
    check_md5,
)
from conformance.emulator.rules.signing import signed_chunks
from conformance.emulator.stretches import Stretch, StretchWriter
from conformance.emulator.xml import Element, NotXmlError

DOCUMENT_BYTES = 1 << 20
"""The longest document that is read at once (1 MiB)."""


@dataclass(frozen=True, slots=True)
class Received:
    """Sealed content, and the checksums of its plaintext."""

    stretch: Stretch
    checksums: Mapping[str, str]


class Intake:
    """Seals data and computes its checksums, piece by piece."""

    def __init__(self, call: Call, keeping: Keeping, checksums: tuple[Checksum, ...]) -> None:
        key = sealing_key(call, keeping)
        self._writer = StretchWriter(key, fixed_iv(call, key))
        self._checksums = checksums

    def write(self, data: bytes) -> None:
        """Take in a piece of plaintext."""
        self._writer.write(data)
        for checksum in self._checksums:
            checksum.update(data)

    def finish(self) -> Received:
        """What was taken in."""
        values = {checksum.name: base64.b64encode(checksum.digest()).decode() for checksum in self._checksums}
        return Received(self._writer.finish(), values)


async def receive(call: Call, keeping: Keeping) -> Received:
    """Seal the body while it arrives; raises `Refused` or `AuthError` where it is not what was announced."""
    md5 = announced_md5(call)
    intake = Intake(call, keeping, announced_checksums(call))
    async for chunk in signed_chunks(call):
        intake.write(chunk)
    received = intake.finish()
    stretch = received.stretch
    check_md5(call, md5, stretch.sealed_md5 if call.faults.on(CONTENT_MD5_OF_CIPHERTEXT) else stretch.plain_md5)
    check_checksums(call, received.checksums)
    return received


async def receive_document(call: Call) -> bytes:
    """A small body as a whole; raises `Refused`."""
    try:
        return await call.payload.read(DOCUMENT_BYTES)
    except BodyTooLargeError:
        raise call.refusal(Condition.TOO_LARGE) from None


async def receive_xml(call: Call, root: str) -> Element:
    """A small body as XML with a certain root; raises `Refused`."""
    check_document(call)
    document = await receive_document(call)
    if not document:
        raise call.refusal(Condition.MISSING_BODY)
    try:
        element = Element.parse(document)
    except NotXmlError:
        raise call.refusal(Condition.MALFORMED_XML) from None
    if element.name != root:
        raise call.refusal(Condition.MALFORMED_XML)
    return element
