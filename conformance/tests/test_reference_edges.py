"""The edges of the reference: smallest and largest lengths, what is refused and in which words, one entry alone."""

from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from conformance.reference import aes, rsa
from conformance.reference.envelopes import cos, obs, oss, s3, s3_keyrings
from conformance.reference.envelopes.content import ContentKey, checked, part_offset
from conformance.reference.envelopes.masters import Kms
from conformance.reference.envelopes.s3_format import CBC, COMMITTING, GCM, parse, write
from conformance.reference.errors import (
    AuthenticationError,
    ContextError,
    MalformedMetadataError,
    MissingMetadataError,
    PartSizeError,
    UnknownAlgorithmError,
    UnwrapError,
)
from conformance.tests.test_reference_envelopes import OBS_KEYS, RSA, SMALL_KEY
from conformance.tests.test_reference_envelopes import Vault as TextVault
from conformance.tests.test_reference_s3 import MATERIAL, PRIVATE, SECRET, Vault, keyrings

CONTENT = ContentKey(bytes(range(32)), bytes(range(16)))
AES_GCM, RSA_OAEP = s3_keyrings.AesGcm(key=SECRET), s3_keyrings.RsaOaep(key=PRIVATE)


def test_what_cannot_be_opened_is_told_apart() -> None:
    key, block = bytes(32), bytes(16)
    with pytest.raises(AuthenticationError, match="the GCM tag does not fit"):
        aes.gcm_open(key, bytes(12), bytes(16))
    with pytest.raises(AuthenticationError, match="the CBC padding does not fit"):
        aes.cbc_open(key, block, block)
    with pytest.raises(UnwrapError, match="the padding of the wrapped key does not fit"):
        aes.ecb_unwrap(key, block)
    with pytest.raises(UnwrapError, match="the wrapped key fails its check"):
        aes.unwrap(key, bytes(24))
    with pytest.raises(UnwrapError, match=r"^the RSA key does not open the wrapped key \(OAEP\)$"):
        rsa.oaep_unwrap(SMALL_KEY, bytes(128))


def test_a_key_of_another_kind_is_no_rsa_key() -> None:
    other = ec.generate_private_key(ec.SECP256R1())
    pem = other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    with pytest.raises(ValueError, match="the PEM holds no RSA key"):
        rsa.private_key(pem)


def test_pkcs1_has_room_for_all_but_eleven_bytes_and_pads_with_any_byte_but_zero(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    public, most = SMALL_KEY.public_key(), bytes(128 - 11)
    assert rsa.pkcs1_unwrap(SMALL_KEY, rsa.pkcs1_wrap(public, most)) == most
    for choose, byte in ((min, b"\x01"), (max, b"\xff")):
        monkeypatch.setattr("secrets.choice", choose)
        assert rsa.pkcs1_wrap(public, b"key") == rsa.pkcs1_wrap(public, b"key", byte * 122)


@pytest.mark.parametrize(
    "start",
    [
        b"\x00\x02" + b"\x00" + b"\x01" * 9 + b"\x00",  # no padding before the first zero
        b"\x00\x02" + b"\x01" * 7 + b"\x00",
        b"\x00\x01" + b"\xff" * 8 + b"\x00",  # what signatures begin with
        b"\x01\x02" + b"\x01" * 8 + b"\x00",
        b"\x00\x02" + b"\x01" * 126,  # no end
    ],
    ids=["none", "seven", "type 1", "no zero", "no end"],
)
def test_a_padding_of_pkcs1_that_is_not_in_order_is_refused(start: bytes) -> None:
    numbers = SMALL_KEY.public_key().public_numbers()
    block = start + b"k" * (128 - len(start))
    wrapped = pow(int.from_bytes(block), numbers.e, numbers.n).to_bytes(128)
    with pytest.raises(UnwrapError, match=r"the RSA key does not open the wrapped key \(PKCS#1 v1.5\)"):
        rsa.pkcs1_unwrap(SMALL_KEY, wrapped)


def test_what_opens_to_a_wrong_length_is_named() -> None:
    for key, start, name in ((bytes(31), bytes(16), "one"), (bytes(32), bytes(17), "two")):
        with pytest.raises(
            MalformedMetadataError, match=f"'{name}' opens to {len(key if name == 'one' else start)} bytes"
        ):
            checked(key, start, names=("one", "two"))


def test_a_key_services_text_is_base64_and_nothing_else() -> None:
    for text in (b"!!!!", b"AAAA!", b"\xff"):
        with pytest.raises(UnwrapError, match="the wrapped key is no CiphertextBlob of this spelling"):
            Kms(TextVault(), twice=True).unwrap(text)


def test_a_part_has_a_size() -> None:
    assert [part_offset(number, 16) for number in (1, 2, 5)] == [0, 16, 64]
    for size in (0, -16, 8, 17):
        with pytest.raises(PartSizeError, match=f"not {size}$"):
            part_offset(1, size)


@pytest.mark.parametrize(
    ("module", "entries"),
    [
        (cos, (cos.KEY, cos.START)),
        (obs, (obs.ALGORITHM, obs.START)),
        (oss, (oss.KEY, oss.START, oss.OLD_KEY, oss.OLD_START)),
        (s3, ("x-amz-key", "x-amz-key-v2", "x-amz-3", "x-amz-c", "x-amz-d", "x-amz-i")),
    ],
    ids=["cos", "obs", "oss", "s3"],
)
def test_one_entry_alone_says_that_an_object_is_sealed(module: Any, entries: tuple[str, ...]) -> None:  # noqa: ANN401 - a module
    assert [module.is_sealed({entry: ""}) for entry in entries] == [True] * len(entries)


def test_an_envelope_of_obs_holds_what_was_asked_for_and_no_more() -> None:
    own = OBS_KEYS["own"]
    bare = {obs.ALGORITHM, obs.START}
    assert set(obs.envelope(own, CONTENT)) == bare
    assert set(obs.seal(b"text", own, CONTENT).metadata) == bare
    assert set(obs.seal_parts([b"text"], own, CONTENT)[0]) == bare
    assert obs.seal(b"text", own, CONTENT, description="it").metadata[obs.DESCRIPTION] == "it"
    assert obs.seal_parts([b"text"], own, CONTENT, description="it")[0][obs.DESCRIPTION] == "it"


def test_an_upload_of_oss_without_parts_is_empty() -> None:
    metadata, sealed = oss.seal_parts({}, 16, RSA, CONTENT)
    assert (metadata[oss.DATA_SIZE], metadata[oss.PART_SIZE], sealed) == ("0", "16", {})


def test_the_deprecated_envelope_of_oss_names_a_wrap_that_it_knows() -> None:
    with pytest.raises(UnknownAlgorithmError, match="wrap algorithm 'own'"):
        oss.content_key({oss.OLD_KEY: "AAAA", oss.OLD_WRAP: "own"}, [RSA])


def test_what_is_too_short_for_a_tag_or_no_whole_blocks_is_said() -> None:
    made = s3.seal(b"text", AES_GCM)
    with pytest.raises(AuthenticationError, match="15 bytes hold no tag"):
        s3.open_object(s3.Stored(made.metadata, bytes(15)), [AES_GCM])
    old = s3.seal(bytes(40), s3_keyrings.AesEcb(key=SECRET), suite=CBC, version=1)
    with pytest.raises(PartSizeError, match="under CBC a range is whole blocks"):
        s3.open_range(old, 8, keyrings(), s3.ANYTHING)
    with pytest.raises(PartSizeError, match="every part but the last is a multiple of 16 bytes"):
        s3.cut(bytes(40), [17, 7])


@pytest.mark.parametrize(("suite", "version"), [(COMMITTING, 3), (GCM, 2)])
def test_a_range_opens_by_its_instruction_file(suite: str, version: int) -> None:
    made = s3.seal(b"0123456789", AES_GCM, suite=suite, version=version, apart=True)
    piece = s3.Stored(made.metadata, made.body[4:10], made.instructions)
    assert s3.open_range(piece, 4, [AES_GCM], s3.ANYTHING) == b"456789"


def test_an_instruction_file_says_everything_that_is_wrong_with_it() -> None:
    made = s3.seal(b"text", AES_GCM, apart=True)
    with pytest.raises(MalformedMetadataError, match="holds colour, x-amz-c"):
        parse(made.metadata, '{"x-amz-3": "AAAA", "x-amz-c": "115", "colour": "blue"}')


def described(keyring: s3_keyrings.Keyring, suite: str, version: int) -> dict[str, str]:
    return dict(s3.seal(b"text", keyring, suite=suite, version=version).metadata)


@pytest.mark.parametrize(("suite", "version"), [(COMMITTING, 3), (GCM, 2), (CBC, 2), (CBC, 1)])
def test_an_envelope_is_read_as_the_version_that_it_is(suite: str, version: int) -> None:
    keyring = s3_keyrings.AesEcb(key=SECRET, description={"a": "b"}) if version == 1 else None
    ring = keyring or s3_keyrings.AesGcm(key=SECRET, description={"a": "b"})
    read = parse(described(ring, suite, version))
    assert (read.version, read.suite, read.description) == (version, suite, {"a": "b"})


def test_an_envelope_writes_no_entry_that_says_nothing() -> None:
    assert "x-amz-m" not in described(AES_GCM, COMMITTING, 3)
    for ring in (s3_keyrings.AesEcb(key=SECRET), s3_keyrings.RsaPkcs1(key=PRIVATE)):  # a name of our own
        assert "x-amz-wrap-alg" not in described(ring, CBC, 1)
    old = s3_keyrings.OldKms(Vault(), MATERIAL["kms"]["default_key_id"])
    assert described(old, CBC, 1)["x-amz-wrap-alg"] == "kms"
    entries, instructions = write(parse(described(AES_GCM, COMMITTING, 3)))
    assert (set(entries), instructions) == ({"x-amz-c", "x-amz-3", "x-amz-w", "x-amz-d", "x-amz-i"}, None)


@pytest.mark.parametrize(("suite", "version"), [(GCM, 2), (CBC, 1)])
def test_before_version_3_a_description_is_due_though_it_be_empty(suite: str, version: int) -> None:
    ring = s3_keyrings.AesEcb(key=SECRET) if version == 1 else AES_GCM
    metadata = described(ring, suite, version)
    assert parse(metadata).description == {}
    del metadata["x-amz-matdesc"]
    with pytest.raises(MissingMetadataError, match="x-amz-matdesc"):
        parse(metadata)
    assert parse(described(AES_GCM, COMMITTING, 3)).description == {}


def test_an_algorithm_that_a_version_does_not_know_is_named() -> None:
    second, third = described(AES_GCM, GCM, 2), described(AES_GCM, COMMITTING, 3)
    with pytest.raises(UnknownAlgorithmError, match="content algorithm '115' in a version 2 envelope"):
        parse({**second, "x-amz-cek-alg": "115"})
    with pytest.raises(UnknownAlgorithmError, match="suite '115' with the wrap '99' in a version 3 envelope"):
        parse({**third, "x-amz-w": "99"})
    with pytest.raises(MalformedMetadataError, match="the metadata entry 'x-amz-tag-len' is '96' beside AES/GCM"):
        parse({**second, "x-amz-tag-len": "96"})


def test_the_old_way_of_a_key_service_stores_the_keys_id() -> None:
    assert s3_keyrings.OldKms(Vault(), "the id").describe(GCM) == {"kms_cmk_id": "the id"}


def test_a_raw_wrap_that_is_too_short_or_of_another_key_is_told_apart() -> None:
    nonce = bytes(12)
    nothing = nonce + aes.gcm_seal(SECRET, nonce, b"", GCM.encode())
    for wrapped in (nothing, nothing[:27], b""):
        with pytest.raises(UnwrapError, match=f"^{len(wrapped)} bytes hold no nonce, key and tag$"):
            AES_GCM.unwrap(wrapped, GCM, {})
    one = nonce + aes.gcm_seal(SECRET, nonce, b"k", GCM.encode())
    assert AES_GCM.unwrap(one, GCM, {}) == b"k"
    with pytest.raises(UnwrapError, match="the wrapped key: the GCM tag does not fit"):
        AES_GCM.unwrap(one, COMMITTING, {})


@pytest.mark.parametrize("length", [16, 24, 32])
def test_an_rsa_wrap_holds_a_key_of_aes_and_its_suite(length: int) -> None:
    wrapped = RSA_OAEP.wrap(bytes(length), GCM, {})
    assert RSA_OAEP.unwrap(wrapped, GCM, {}) == bytes(length)
    with pytest.raises(UnwrapError, match="the wrapped key is bound to another suite"):
        RSA_OAEP.unwrap(wrapped, COMMITTING, {})


@pytest.mark.parametrize("text", [b"", b"\x14" + bytes(20) + GCM.encode(), b"\x01k" + GCM.encode()])
def test_an_rsa_wrap_of_anything_else_is_refused(text: bytes) -> None:
    wrapped = rsa.oaep_wrap(PRIVATE.public_key(), text)
    with pytest.raises(UnwrapError, match="bound to another suite"):
        RSA_OAEP.unwrap(wrapped, GCM, {})


def test_another_context_is_named_as_such() -> None:
    made = s3.seal(b"text", s3_keyrings.Kms(Vault(), {"a": "b"}))
    other = s3_keyrings.Kms(Vault(), {"a": "c"})
    with pytest.raises(ContextError, match="is not the one that the reader brings"):
        s3.open_object(made, [other])
