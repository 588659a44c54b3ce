"""Payloads of Signature Version 4: a hash checked while streaming, and aws-chunked framing with or without signatures.

Source: S3 API reference, "Transferring Payload in Multiple Chunks" and "Including Trailing Headers".
"""

import hashlib
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass

from conformance.emulator.auth.aws_v4_key import EMPTY_HASH, SigningKey
from conformance.emulator.auth.body import Decoder, Trailers, unchecked
from conformance.emulator.auth.checks import same
from conformance.emulator.auth.errors import AuthError, Reason
from conformance.emulator.auth.pieces import Pieces
from conformance.emulator.auth.request import SignedRequest
from conformance.emulator.numbers import natural

_SHA256 = re.compile("[0-9a-f]{64}")
_CHUNK = re.compile(rb"(?P<size>[0-9A-Fa-f]{1,16})(?:;chunk-signature=(?P<signature>[0-9a-f]{64}))?")
SIGNED = ("STREAMING-AWS4-HMAC-SHA256-PAYLOAD", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER")
UNSIGNED = "STREAMING-UNSIGNED-PAYLOAD-TRAILER"


def decoder(payload: str, request: SignedRequest, key: SigningKey, seed: str) -> Decoder:
    """Choose by `x-amz-content-sha256`; raises `AuthError` for a value that is none of S3's."""
    if payload == "UNSIGNED-PAYLOAD":
        return framing(request) or unchecked
    if payload == UNSIGNED or payload in SIGNED:
        signer = (key, seed) if payload in SIGNED else None
        return AwsChunked(decoded_length(request), declared_trailers(request), signer)
    if _SHA256.fullmatch(payload) is None:
        raise AuthError(Reason.MALFORMED, "x-amz-content-sha256 is neither a SHA-256 nor a documented word")
    return HashChecked(payload)


def framing(request: SignedRequest) -> Decoder | None:
    """The decoder of an unsigned aws-chunked body, such as an anonymous client sends; None for any other body."""
    codings = (request.header("content-encoding") or "").lower().split(",")
    if "aws-chunked" not in (coding.strip() for coding in codings):
        return None
    return AwsChunked(decoded_length(request), declared_trailers(request), None)


def decoded_length(request: SignedRequest) -> int:
    """The payload's length as declared; raises `AuthError` when it is not."""
    length = natural(request.header("x-amz-decoded-content-length") or "")
    if length is None:
        raise AuthError(Reason.MALFORMED, "x-amz-decoded-content-length is missing or not a number")
    return length


def declared_trailers(request: SignedRequest) -> frozenset[str]:
    """Names of the trailing headers that the request announces, in lower case."""
    names = (request.header("x-amz-trailer") or "").lower().split(",")
    return frozenset(name.strip() for name in names if name.strip())


@dataclass(frozen=True, slots=True)
class HashChecked:
    """A payload whose SHA-256 is known beforehand."""

    expected: str

    async def __call__(self, body: AsyncIterator[bytes], _trailers: Trailers) -> AsyncIterator[bytes]:
        """Yield the payload; raises `AuthError` after its last byte where the hash differs."""
        digest = hashlib.sha256()
        async for piece in body:
            digest.update(piece)
            yield piece
        if not same(digest.hexdigest(), self.expected):
            raise AuthError(Reason.PAYLOAD_MISMATCH)


@dataclass(slots=True)
class SignatureChain:
    """Signatures of chunks, each over the one before it; the first is the request's own."""

    key: SigningKey
    previous: str

    def check_chunk(self, signature: str, digest: str) -> None:
        """Check one chunk; raises `AuthError`."""
        self._check(signature, self.key.sign_chunk(self.previous, digest))

    def check_trailers(self, signature: str, trailers: Trailers) -> None:
        """Check the trailing headers; raises `AuthError`."""
        lines = "".join(f"{name}:{value}\n" for name, value in trailers.items())
        self._check(signature, self.key.sign_trailers(self.previous, lines.encode()))

    def _check(self, signature: str, expected: str) -> None:
        if not same(signature, expected):
            raise AuthError(Reason.BAD_SIGNATURE, "of a chunk")
        self.previous = expected


@dataclass(frozen=True, slots=True)
class AwsChunked:
    """aws-chunked framing: `size[;chunk-signature=...]`, data, ..., an empty chunk, then trailing headers."""

    length: int
    announced: frozenset[str]
    signer: tuple[SigningKey, str] | None
    """The request's key and signature, where the chunks are signed."""

    async def __call__(self, body: AsyncIterator[bytes], trailers: Trailers) -> AsyncIterator[bytes]:
        """Yield the payload; raises `AuthError` for a bad chunk, trailer or length."""
        pieces = Pieces(body)
        chain = SignatureChain(*self.signer) if self.signer else None
        total = 0
        size = -1
        while size:
            size, signature = _chunk_head(await pieces.line())
            digest = hashlib.sha256()
            async for data in pieces.take(size):
                digest.update(data)
                yield data
            total += size
            if chain is not None:
                chain.check_chunk(signature, digest.hexdigest() if size else EMPTY_HASH)
            if size and await pieces.line():
                raise AuthError(Reason.MALFORMED_BODY, "a chunk is longer than its size")
        if total != self.length:
            raise AuthError(Reason.INCOMPLETE_BODY, f"{total} bytes, {self.length} declared")
        await self._read_trailers(pieces, trailers, chain)

    async def _read_trailers(self, pieces: Pieces, trailers: Trailers, chain: SignatureChain | None) -> None:
        found: Trailers = {}
        while line := await pieces.line(end_allowed=True):
            name, _, value = line.decode("latin-1").partition(":")
            found[name.strip().lower()] = value.strip()
        signature = found.pop("x-amz-trailer-signature", "")
        if found.keys() != self.announced:
            raise AuthError(Reason.MALFORMED_BODY, "the trailing headers are not the announced ones")
        if chain is not None and found:
            chain.check_trailers(signature, found)
        trailers.update(found)


def _chunk_head(line: bytes) -> tuple[int, str]:
    match = _CHUNK.fullmatch(line)
    if match is None:
        raise AuthError(Reason.MALFORMED_BODY, "a chunk does not begin with its size")
    return int(match["size"], 16), (match["signature"] or b"").decode()
