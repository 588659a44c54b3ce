"""Envelopes of the S3 encryption clients: every published vector, ranges, tampering, and round trips."""

import base64
import json
from collections.abc import Mapping
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.reference import rsa
from conformance.reference.envelopes import s3, s3_keyrings
from conformance.reference.envelopes.s3_format import CBC, COMMITTING, GCM, parse
from conformance.reference.errors import (
    AmbiguousEnvelopeError,
    AuthenticationError,
    ContextError,
    EnvelopeError,
    LegacyError,
    NoMasterKeyError,
    PartSizeError,
    UnwrapError,
)
from conformance.tests.vector_files import unhex, vectors

VECTORS = vectors("s3ec")
MATERIAL = VECTORS["key_material"]
SECRET = bytes.fromhex(MATERIAL["aes256_hex"])
PRIVATE = rsa.private_key(MATERIAL["rsa2048_private_pem"])
BY_ID = {vector["id"]: vector for vector in VECTORS["vectors"]}
STRICTER = {
    # The client reads these; the documents' SHOULD or MUST is to refuse them.
    "gcm-tag-len-96": "x-amz-tag-len",
    "gcm-tag-len-empty": "x-amz-tag-len",
    "gcm-tag-len-abc": "x-amz-tag-len",
    "gcm-tag-len-64": "x-amz-tag-len",
    "gcm-drop-x-amz-tag-len": "x-amz-tag-len",
    "cbc-with-tag-len": "x-amz-tag-len",
    "kc-w-empty": "x-amz-w",
    "kc-iv-nonb64-char": "x-amz-i",
    "gcm-iv-nonb64-char": "x-amz-iv",
    "gcm-plus-v3-key-hints-w-t-m": "version 2 envelope beside",
    "kc-plus-v2-nonkey-entries": "version 3 envelope beside",
    "instr-v3-object-v1-instr": "beside an instruction file",
    "v1-with-cek-alg-gcm": "content algorithm",
}
OTHER_REQUEST = ("on-get", "ec-omitted", "ec-given", "with-request-ec")
"""Rows where the reader's own context is what differs; they have a test of their own."""


class Vault:
    """The key service of the vectors: id, nonce, tag, ciphertext; the context is authenticated in sorted order."""

    def __init__(self, key_id: str = MATERIAL["kms"]["default_key_id"]) -> None:
        self._keys = {name: base64.b64decode(key) for name, key in MATERIAL["kms"]["keys"].items()}
        self._key_id = key_id

    def encrypt(self, plain: bytes, context: Mapping[str, str]) -> bytes:
        sealed = AESGCM(self._keys[self._key_id]).encrypt(bytes(12), plain, _flat(context))
        return self._key_id.encode() + bytes(12) + sealed[-16:] + sealed[:-16]

    def decrypt(self, blob: bytes, context: Mapping[str, str]) -> bytes:
        try:
            key = self._keys[blob[:36].decode("ascii")]
            return AESGCM(key).decrypt(blob[36:48], blob[64:] + blob[48:64], _flat(context))
        except (InvalidTag, KeyError, ValueError) as error:
            raise UnwrapError(f"the key service refuses: {type(error).__name__}") from None


def _flat(context: Mapping[str, str]) -> bytes:
    return b"".join(name.encode() + value.encode() for name, value in sorted(context.items()))


def keyrings(context: Mapping[str, str] | None = None) -> list[s3_keyrings.Keyring]:
    return [
        s3_keyrings.Kms(Vault(), context or {}),
        s3_keyrings.OldKms(Vault(), MATERIAL["kms"]["default_key_id"]),
        s3_keyrings.AesGcm(key=SECRET),
        s3_keyrings.RsaOaep(key=PRIVATE),
        s3_keyrings.AesWrap(key=SECRET),
        s3_keyrings.RsaOaepSha256(key=PRIVATE),
        s3_keyrings.AesEcb(key=SECRET),
        s3_keyrings.RsaPkcs1(key=PRIVATE),
    ]


WRITABLE = [
    (keyring, suite, version)
    for keyring in keyrings({"dept": "x"})
    for suite, version in ((COMMITTING, 3), (GCM, 2), (CBC, 2), (CBC, 1))
    if (version == 3) <= (not keyring.legacy)
    and (keyring.algorithm in {"AES", "RSA"}) <= (version == 1)
    and not (version == 1 and keyring.algorithm not in {"AES", "RSA", "kms"})
]


def stored(vector: dict[str, Any]) -> s3.Stored:
    instructions = vector.get("instruction_file_json", vector.get("instruction_file"))
    text = json.dumps(instructions) if isinstance(instructions, dict | list) else instructions
    return s3.Stored(vector["object_metadata"], bytes.fromhex(vector["ciphertext_hex"]), text)


def test_the_published_derivation_is_made_again() -> None:
    known = VECTORS["kdf_kat"]
    data_key, message_id = unhex(known, "plaintext_data_key_hex", "message_id_hex")
    content, commitment = unhex(known, "derived_encryption_key_hex", "commit_key_hex")
    assert s3.commit(data_key, message_id) == (content, commitment)


@pytest.mark.parametrize("name", BY_ID)
def test_every_published_object_opens(name: str) -> None:
    vector = BY_ID[name]
    rings = keyrings(vector["encryption_context_request"])
    plain = s3.open_object(stored(vector), rings, s3.ANYTHING)
    assert plain.hex() == vector["plaintext_hex"]
    if "derived" in vector:
        nonce = parse(vector["object_metadata"], stored(vector).instructions).nonce
        derived = s3.commit(bytes.fromhex(vector["plaintext_data_key_hex"]), nonce)
        assert [part.hex() for part in derived] == [vector["derived"], vector["commitment"]]


@pytest.mark.parametrize("vector", VECTORS["ranges"], ids=lambda vector: f"{vector['object']} {vector['requested']}")
def test_every_published_range_opens(vector: dict[str, str]) -> None:
    whole = stored(BY_ID[vector["object"]])
    start, _, end = vector["requested"].removeprefix("bytes=").partition("-")
    piece = whole.body[:-16][int(start) : int(end) + 1 if end else None]
    opened = s3.open_range(s3.Stored(whole.metadata, piece), int(start), keyrings(), s3.ANYTHING)
    assert opened.hex() == vector["plaintext_hex"]


@pytest.mark.parametrize(
    "vector",
    [row for row in VECTORS["tampered"] if not row["id"].endswith(OTHER_REQUEST)],
    ids=lambda vector: vector["id"],
)
def test_what_was_tampered_with_is_noticed_at_least_where_the_client_notices(vector: dict[str, Any]) -> None:
    base = BY_ID.get(vector["base"], {})
    rings = keyrings(base.get("encryption_context_request"))
    if vector["id"] == "kc-ec-stored-changed-and-request-matches":
        rings = keyrings({"a": "changed"})
    strict = STRICTER.get(vector["id"])
    if strict or "plaintext" not in vector["client"]:
        with pytest.raises(EnvelopeError, match=strict):
            s3.open_object(stored(vector), rings, s3.ANYTHING)
        return
    plain = s3.open_object(stored(vector), rings, s3.ANYTHING).hex()
    changed = vector["id"] in {"cbc-flip-ct-first-byte", "cbc-flip-iv"}  # CBC notices nothing
    assert (plain != base["plaintext_hex"]) == changed


@pytest.mark.parametrize("context", [None, {"dept": "x"}, {"dept": "x", "and": "more", "a": "b"}, {"kms_cmk_id": "x"}])
def test_another_context_than_the_stored_one_is_refused(context: dict[str, str] | None) -> None:
    with pytest.raises(ContextError):
        s3.open_object(stored(BY_ID["py-kc-ec"]), keyrings(context), s3.ANYTHING)


@pytest.mark.parametrize(
    ("name", "reading", "says"),
    [
        ("py-gcm-1B", s3.Reading(), "commits to no key"),
        ("ref-v2-cbc-kms+context", s3.Reading(uncommitted=True), "CBC is not authenticated"),
        ("ref-v2-gcm-kms-legacy", s3.Reading(uncommitted=True), "bound to nothing"),
    ],
)
def test_what_is_old_is_read_only_on_request(name: str, reading: s3.Reading, says: str) -> None:
    with pytest.raises(LegacyError, match=says):
        s3.open_object(stored(BY_ID[name]), keyrings(), reading)


@pytest.mark.parametrize(
    ("keyring", "suite", "version"), WRITABLE, ids=[f"{ring.algorithm} {suite} v{v}" for ring, suite, v in WRITABLE]
)
@settings(deadline=None, max_examples=20)  # RSA takes its time
@given(plain=st.binary(max_size=80), apart=st.booleans())
def test_every_format_opens_what_it_seals(
    keyring: s3_keyrings.Keyring, suite: str, version: int, plain: bytes, *, apart: bool
) -> None:
    made = s3.seal(plain, keyring, suite=suite, version=version, apart=apart)
    assert s3.open_object(made, [keyring], s3.ANYTHING) == plain
    assert s3.is_sealed(made.metadata) == (version == 3 or not apart)


@given(st.binary(max_size=120), st.integers(0, 120), st.sampled_from([(COMMITTING, 3), (GCM, 2)]))
def test_any_range_of_an_authenticated_object_opens(plain: bytes, start: int, kind: tuple[str, int]) -> None:
    ring = s3_keyrings.AesGcm(key=SECRET)
    made = s3.seal(plain, ring, suite=kind[0], version=kind[1])
    piece = s3.Stored(made.metadata, made.body[:-16][start:])
    assert s3.open_range(piece, start, [ring], s3.ANYTHING) == plain[start:]


@given(st.binary(min_size=33, max_size=80))
def test_whole_blocks_of_a_cbc_object_open_with_the_block_before(plain: bytes) -> None:
    ring = s3_keyrings.AesEcb(key=SECRET)
    made = s3.seal(plain, ring, suite=CBC, version=1)
    assert s3.open_range(s3.Stored(made.metadata, made.body[:32]), 16, [ring], s3.ANYTHING) == plain[16:32]
    with pytest.raises(PartSizeError):
        s3.open_range(s3.Stored(made.metadata, made.body[:31]), 16, [ring], s3.ANYTHING)


def test_a_range_under_another_data_key_is_noticed_by_the_commitment() -> None:
    ring = s3_keyrings.AesGcm(key=SECRET)
    one, two = (s3.seal(b"text", ring) for _ in range(2))
    mixed = s3.Stored({**one.metadata, "x-amz-3": two.metadata["x-amz-3"]}, one.body[:-16])
    with pytest.raises(AuthenticationError, match="commits"):
        s3.open_range(mixed, 0, [ring])


@given(st.lists(st.integers(0, 3).map(lambda blocks: blocks * 16), max_size=3), st.integers(0, 20))
def test_parts_are_slices_and_the_tag_is_behind_the_last(lengths: list[int], last: int) -> None:
    ring = s3_keyrings.AesGcm(key=SECRET)
    made = s3.seal(bytes(sum(lengths) + last), ring)
    parts = s3.cut(made.body, [*lengths, last])
    assert [len(part) for part in parts] == [*lengths, last + 16]
    assert b"".join(parts) == made.body


@given(st.lists(st.binary(max_size=40), min_size=1, max_size=4), st.sampled_from([(COMMITTING, 3), (GCM, 2)]))
def test_parts_sealed_one_behind_the_other_open_as_one_object(parts: list[bytes], kind: tuple[str, int]) -> None:
    ring = s3_keyrings.AesGcm(key=SECRET)
    begun = s3.begin(ring, suite=kind[0], version=kind[1])
    upload = s3.Upload(begun)
    sealed = [upload.part(number, part, last=number == len(parts)) for number, part in enumerate(parts, start=1)]
    assert upload.ended
    assert s3.open_object(s3.Stored(begun.metadata, b"".join(sealed)), [ring], s3.ANYTHING) == b"".join(parts)


@pytest.mark.parametrize("numbers", [(2,), (1, 1), (1, 3)])
def test_a_part_that_does_not_follow_is_refused(numbers: tuple[int, ...]) -> None:
    upload = s3.Upload(s3.begin(s3_keyrings.AesGcm(key=SECRET)))
    *before, last = numbers
    for number in before:
        upload.part(number, b"part", last=False)
    with pytest.raises(PartSizeError, match="does not follow"):
        upload.part(last, b"part", last=False)


def test_nothing_follows_the_last_part() -> None:
    upload = s3.Upload(s3.begin(s3_keyrings.AesGcm(key=SECRET)))
    upload.part(1, b"part", last=True)
    with pytest.raises(PartSizeError, match="and last"):
        upload.part(2, b"part", last=False)


def test_parts_that_cut_a_block_are_refused() -> None:
    with pytest.raises(PartSizeError):
        s3.cut(bytes(40), [17, 7])


def test_a_keyring_that_is_not_there_and_two_envelopes_at_once_are_said() -> None:
    made = s3.seal(b"text", s3_keyrings.AesGcm(key=SECRET))
    with pytest.raises(NoMasterKeyError, match="AES/GCM"):
        s3.open_object(made, [s3_keyrings.RsaOaep(key=PRIVATE)])
    with pytest.raises(AmbiguousEnvelopeError):
        s3.open_object(s3.Stored({**made.metadata, "x-amz-key": "AAAA"}, made.body), keyrings())
    with pytest.raises(ValueError, match="no envelope of version 3"):
        s3.seal(b"text", s3_keyrings.AesWrap(key=SECRET))
