"""What a client says about its data is checked against what arrived."""

import base64
import binascii
from collections.abc import Mapping

from conformance.emulator.call import Call
from conformance.emulator.checksums import ALGORITHMS, PREFIX, Checksum
from conformance.emulator.rules.rule import Rule

CONTENT_MD5_MUST_BE_WELL_FORMED = Rule(
    name="content-md5-form",
    serves=("obs:N08", "cos:err.invalid-digest"),
    summary="Content-MD5 is the Base64 of 16 bytes.",
)
CONTENT_MD5_MUST_MATCH = Rule(
    name="content-md5",
    serves=("obs:N08", "obs:N09", "s3:cks.ssec-content-md5-wrong", "cos:err.bad-digest", "oss:err.content-md5"),
    summary="A body that is not the one of its Content-MD5 is refused, encrypted or not.",
)
DOCUMENTS_NEED_MD5 = Rule(
    name="documents-need-content-md5",
    serves=("cos:N82",),
    summary="A document in a request's body comes with its Content-MD5.",
)
CHECKSUM_MUST_MATCH = Rule(
    name="checksum",
    serves=("s3:cks.ssec-crc32-wrong",),
    summary="A body that is not the one of its checksum header or trailer is refused.",
)
RULES = (CONTENT_MD5_MUST_BE_WELL_FORMED, CONTENT_MD5_MUST_MATCH, DOCUMENTS_NEED_MD5, CHECKSUM_MUST_MATCH)

MD5_BYTES = 16


def announced_md5(call: Call) -> bytes | None:
    """The MD5 that a body is said to have; raises `Refused` where it is not one."""
    text = call.header("content-md5")
    if text is None:
        return None
    try:
        md5 = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        md5 = b""
    if len(md5) == MD5_BYTES:
        return md5
    if call.rules.on(CONTENT_MD5_MUST_BE_WELL_FORMED):
        raise call.rules.refusal(CONTENT_MD5_MUST_BE_WELL_FORMED)
    return None


def check_document(call: Call) -> None:
    """Check the headers of a request whose body is a document; raises `Refused` without reading it."""
    if call.rules.on(DOCUMENTS_NEED_MD5) and call.header("content-md5") is None:
        raise call.rules.refusal(DOCUMENTS_NEED_MD5)


def check_md5(call: Call, announced: bytes | None, arrived: bytes) -> None:
    """Compare a body's MD5 with the announced one; raises `Refused`."""
    if call.rules.on(CONTENT_MD5_MUST_MATCH) and announced is not None and announced != arrived:
        raise call.rules.refusal(CONTENT_MD5_MUST_MATCH)


def announced_checksums(call: Call) -> tuple[Checksum, ...]:
    """The checksums to compute: those whose values come in headers, or will come in trailers."""
    trailers = (call.header(call.names.of("trailer")) or "").lower()
    wanted = call.header(call.names.of("sdk-checksum-algorithm")) or ""
    prefix = call.names.of(PREFIX)
    return tuple(
        make()
        for name, make in ALGORITHMS.items()
        if call.header(prefix + name) is not None or prefix + name in trailers or wanted.lower() == name
    )


def check_checksums(call: Call, computed: Mapping[str, str]) -> None:
    """Compare checksums (Base64, by algorithm) with what headers and trailers say; raises `Refused`."""
    for name, value in computed.items():
        header = call.names.of(PREFIX) + name
        said = call.header(header) or call.payload.trailers.get(header)
        if call.rules.on(CHECKSUM_MUST_MATCH) and said is not None and said != value:
            raise call.rules.refusal(CHECKSUM_MUST_MATCH, algorithm=name.upper())
