"""Envelopes of OSS, COS and OBS: published vectors, round trips, parts, and what is wrong with them by name."""

import base64
import hashlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.reference import rsa
from conformance.reference.envelopes import cos, obs, oss
from conformance.reference.envelopes.content import ContentKey
from conformance.reference.envelopes.masters import Custom, Kms, RsaOaep, RsaPkcs1
from conformance.reference.errors import (
    AuthenticationError,
    EnvelopeError,
    MalformedMetadataError,
    MissingMetadataError,
    NoMasterKeyError,
    PartSizeError,
    UnknownAlgorithmError,
    UnwrapError,
)
from conformance.tests.vector_files import vectors

VECTORS = vectors("envelope")
SMALL_KEY = rsa.private_key(VECTORS["oss"]["private_key_pem"])
KEY = rsa.private_key(VECTORS["obs"]["private_key_pem"])
RSA = oss.Candidate(RsaPkcs1(SMALL_KEY))
PLAIN = st.binary(max_size=100)


def reverse(data: bytes) -> bytes:
    return data[::-1]


CUSTOM = oss.Candidate(Custom("Mine/Reversed", reverse, reverse), {"key": "mine"})


class Vault:
    """A key service that reverses bytes."""

    def encrypt(self, plain: bytes) -> str:
        return base64.b64encode(b"blob" + plain[::-1]).decode()

    def decrypt(self, blob: str) -> bytes:
        return base64.b64decode(blob)[:3:-1]


OSS_MASTERS = {
    "rsa": RSA,
    "rsa with a description": oss.Candidate(RsaPkcs1(SMALL_KEY), {"name": "one"}),
    "oaep": oss.Candidate(RsaOaep(SMALL_KEY)),
    "custom": CUSTOM,
    "kms": oss.Candidate(Kms(Vault())),
    "kms of oss2": oss.Candidate(Kms(Vault(), twice=True)),
}
COS_MASTERS: dict[str, cos.PairMaster] = {
    "aes": cos.AesMaster(bytes(range(100, 132))),
    "rsa by value": cos.RsaMaster(RsaPkcs1(KEY)),
    "rsa by path": cos.RsaMaster(RsaOaep(KEY)),
}
OBS_KEYS: dict[str, obs.Generator] = {"own": obs.OwnKey(bytes(range(32))), "rsa": obs.RsaKey(RsaOaep(KEY))}


def oss_vector() -> tuple[dict[str, str], bytes, bytes]:
    vector = VECTORS["oss"]
    return dict(vector["meta"]), bytes.fromhex(vector["ciphertext"]), vector["plain"].encode()


def test_the_published_object_of_oss_opens() -> None:
    metadata, sealed, plain = oss_vector()
    assert oss.open_object(metadata, sealed, [RSA]) == plain
    assert hashlib.md5(sealed).hexdigest().upper() == VECTORS["oss"]["md5"]
    assert base64.b64encode(hashlib.md5(plain).digest()).decode() == VECTORS["oss"]["plain_md5"]


def test_the_published_envelope_of_oss_is_made_again_from_its_padding() -> None:
    vector = VECTORS["oss"]
    public = SMALL_KEY.public_key()
    for name, value in (("key", vector["key"]), ("start", vector["start"])):
        filling = bytes(1 + at % 255 for at in range(120))
        wrapped = rsa.pkcs1_wrap(public, bytes.fromhex(value), filling)
        assert base64.b64encode(wrapped).decode() == vector["meta"][f"client-side-encryption-{name}"]


def test_the_counters_of_oss_are_the_published_ones_and_carry_past_32_bits() -> None:
    vector = VECTORS["oss"]
    content = ContentKey(bytes.fromhex(vector["key"]), bytes.fromhex(vector["start"]))
    for block, stream in enumerate(vector["counters"]):
        assert content.apply(bytes(16), block * 16).hex() == stream
    carrying = ContentKey(content.key, bytes.fromhex(vector["carry"]["start"]))
    assert carrying.apply(bytes(64)).hex() == vector["carry"]["ciphertext"]


def test_the_published_parts_of_oss_are_slices_of_the_object() -> None:
    _, sealed, plain = oss_vector()
    content = ContentKey(bytes.fromhex(VECTORS["oss"]["key"]), bytes.fromhex(VECTORS["oss"]["start"]))
    metadata, parts = oss.seal_parts({1: plain[:32], 2: plain[32:]}, 32, RSA, content)
    assert parts == {1: sealed[:32], 2: sealed[32:]}
    assert (metadata[oss.PART_SIZE], metadata[oss.DATA_SIZE]) == ("32", "63")


def test_the_deprecated_envelope_of_oss_is_read_with_its_decimal_counter() -> None:
    master = oss.Candidate(RsaOaep(SMALL_KEY))
    content = ContentKey(bytes(range(32)), (8).to_bytes(16))
    metadata = {
        "oss-crypto-key": base64.b64encode(master.master.wrap(content.key)).decode(),
        "oss-crypto-start": base64.b64encode(master.master.wrap(b"8")).decode(),
        "oss-cek-alg": "AES/GCM/NoPadding",
        "oss-wrap-alg": "rsa",
    }
    assert oss.is_sealed(metadata)
    assert oss.open_range(metadata, content.apply(b"abc", 21), 21, [master]) == b"abc"
    with pytest.raises(MissingMetadataError, match="oss-crypto-start"):
        oss.open_object({**metadata, "oss-crypto-start": ""}, b"", [master])


def test_the_deprecated_object_of_oss_under_a_key_service_is_made_again() -> None:
    content = ContentKey(
        bytes.fromhex("a203be491d48882881b0bc6e4b9b5056afce84a400eae6aaa1941f90171d91ae"), (8).to_bytes(16)
    )
    made = hashlib.sha256(content.apply(b"a" * 1048576)).hexdigest()
    assert made == "438b54371cb47e20ddc4ff71a8ab1e4272be7ce0266fd0b78be61d26c538b8b5"


def published_master(kind: str) -> cos.PairMaster:
    vector = VECTORS["cos"][kind]
    if kind == "aes":
        return cos.AesMaster(base64.b64decode(vector["master_key_b64"]))
    key = rsa.private_key(vector["private_key_pem"])
    return cos.RsaMaster(RsaPkcs1(key) if kind == "rsa_value_pkcs1v15" else RsaOaep(key))


@pytest.mark.parametrize("kind", ["aes", "rsa_value_pkcs1v15", "rsa_path_oaep_sha1"])
def test_the_published_objects_of_cos_open(kind: str) -> None:
    vector = VECTORS["cos"][kind]
    sealed = bytes.fromhex(vector["ciphertext_hex"])
    assert cos.open_object(vector["meta"], sealed, published_master(kind)) == VECTORS["cos"]["plain"].encode()


def test_the_published_envelope_of_cos_is_made_again() -> None:
    vector = VECTORS["cos"]["aes"]
    content = ContentKey(bytes.fromhex(vector["dek_hex"]), bytes.fromhex(vector["iv_hex"]))
    made = cos.seal(VECTORS["cos"]["plain"].encode(), COS_MASTERS["aes"], content)
    assert (made.metadata, made.body.hex()) == (vector["meta"], vector["ciphertext_hex"])


def test_who_knows_the_key_of_one_object_of_cos_knows_those_of_all_under_its_secret() -> None:
    """The vendor's wrap is one keystream, the same for every object."""
    one, other = ContentKey.random(), ContentKey.random()
    wrapped = [base64.b64decode(cos.envelope(COS_MASTERS["aes"], each)[cos.KEY]) for each in (one, other)]
    stream = bytes(a ^ b for a, b in zip(wrapped[0], one.key, strict=True))
    assert bytes(a ^ b for a, b in zip(wrapped[1], stream, strict=True)) == other.key


def test_the_published_object_of_obs_under_an_own_key_is_made_and_opened() -> None:
    vector = VECTORS["obs"]["own"]
    content = ContentKey(bytes.fromhex(vector["key"]), bytes.fromhex(vector["start"]))
    plain = VECTORS["obs"]["plain"].encode()
    made = obs.seal(plain, OBS_KEYS["own"], content, description="mk-2018-v1", digests=True)
    assert made.metadata == vector["meta"] | vector["digests"]
    assert made.body.hex() == vector["ciphertext"]
    assert obs.open_object(made.metadata, made.body, OBS_KEYS["own"]) == plain


def test_the_published_object_of_obs_under_rsa_opens() -> None:
    vector = VECTORS["obs"]["rsa"]
    assert obs.content_key(vector["meta"], OBS_KEYS["rsa"]).key.hex() == vector["key"]
    sealed = bytes.fromhex(vector["ciphertext"])
    assert obs.open_object(vector["meta"], sealed, OBS_KEYS["rsa"]) == VECTORS["obs"]["plain"].encode()
    assert obs.open_range(vector["meta"], sealed[17:40], 17, OBS_KEYS["rsa"]).decode() == VECTORS["obs"]["plain"][17:40]


@pytest.mark.parametrize("name", OSS_MASTERS)
@settings(deadline=None, max_examples=20)  # RSA takes its time
@given(plain=PLAIN, start=st.integers(0, 100))
def test_an_object_of_oss_opens_whole_and_in_ranges(name: str, plain: bytes, start: int) -> None:
    made = oss.seal(plain, OSS_MASTERS[name])
    assert oss.open_object(made.metadata, made.body, [OSS_MASTERS[name], *OSS_MASTERS.values()]) == plain
    assert oss.open_range(made.metadata, made.body[start:], start, [OSS_MASTERS[name]]) == plain[start:]


@pytest.mark.parametrize("name", COS_MASTERS)
@settings(deadline=None, max_examples=20)  # RSA takes its time
@given(plain=PLAIN, start=st.integers(0, 100))
def test_an_object_of_cos_opens_whole_and_in_ranges(name: str, plain: bytes, start: int) -> None:
    made = cos.seal(plain, COS_MASTERS[name])
    assert cos.open_object(made.metadata, made.body, COS_MASTERS[name]) == plain
    assert cos.open_range(made.metadata, made.body[start:], start, COS_MASTERS[name]) == plain[start:]


@pytest.mark.parametrize("name", OBS_KEYS)
@settings(deadline=None, max_examples=20)  # RSA takes its time
@given(plain=PLAIN, start=st.integers(0, 100), digests=st.booleans())
def test_an_object_of_obs_opens_whole_and_in_ranges(name: str, plain: bytes, start: int, *, digests: bool) -> None:
    made = obs.seal(plain, OBS_KEYS[name], description="which", digests=digests)
    assert obs.open_object(made.metadata, made.body, OBS_KEYS[name]) == plain
    assert obs.open_range(made.metadata, made.body[start:], start, OBS_KEYS[name]) == plain[start:]


@given(st.lists(st.integers(1, 3), min_size=1, max_size=4), st.binary(max_size=20))
def test_parts_of_whole_blocks_join_to_the_object(blocks: list[int], rest: bytes) -> None:
    parts = [bytes([index]) * 16 * count for index, count in enumerate(blocks)] + [rest]
    whole = b"".join(parts)
    metadata, sealed = cos.seal_parts(parts, COS_MASTERS["aes"])
    assert cos.open_object(metadata, b"".join(sealed), COS_MASTERS["aes"]) == whole
    metadata, sealed = obs.seal_parts(parts, OBS_KEYS["own"])
    assert obs.open_object(metadata, b"".join(sealed), OBS_KEYS["own"]) == whole


@settings(deadline=None, max_examples=20)  # RSA takes its time
@given(st.integers(1, 4).map(lambda blocks: blocks * 16), st.integers(1, 5), st.integers(1, 64))
def test_parts_of_the_declared_size_join_to_the_object_of_oss(size: int, count: int, last: int) -> None:
    parts = {number: bytes([number]) * size for number in range(1, count)} | {count: b"z" * min(last, size)}
    metadata, sealed = oss.seal_parts(parts, size, RSA)
    whole = b"".join(sealed[number] for number in sorted(sealed))
    assert oss.open_object(metadata, whole, [RSA]) == b"".join(parts[number] for number in sorted(parts))


def test_parts_that_cut_a_block_are_refused() -> None:
    with pytest.raises(PartSizeError, match="multiple of 16 bytes, not 20"):
        oss.seal_parts({1: b"a" * 20, 2: b"b"}, 20, RSA)
    with pytest.raises(PartSizeError, match="part 1 has 16 bytes where the upload says 32"):
        oss.seal_parts({1: b"a" * 16, 2: b"b"}, 32, RSA)
    with pytest.raises(PartSizeError, match="before byte 20"):
        cos.seal_parts([b"a" * 20, b"b"], COS_MASTERS["aes"])
    with pytest.raises(PartSizeError, match="before byte 20"):
        obs.seal_parts([b"a" * 20, b"b"], OBS_KEYS["own"])


def test_the_counter_of_oss_leaves_room_and_never_comes_twice() -> None:
    made = [oss.fresh() for _ in range(50)]
    assert {content.start[8:12] for content in made} == {bytes(4)}
    assert len({content.start for content in made}) == len({content.key for content in made}) == 50


@pytest.mark.parametrize(
    ("change", "error", "says"),
    [
        ({oss.KEY: None}, MissingMetadataError, "client-side-encryption-key"),
        ({oss.START: None}, MissingMetadataError, "client-side-encryption-start"),
        ({oss.CONTENT_ALGORITHM: None}, MissingMetadataError, "cek-alg"),
        ({oss.WRAP_ALGORITHM: None}, MissingMetadataError, "wrap-alg"),
        ({oss.CONTENT_ALGORITHM: "aes/ctr/nopadding"}, UnknownAlgorithmError, "aes/ctr/nopadding"),
        ({oss.WRAP_ALGORITHM: "RSA/NONE/OAEPWithSHA-1AndMGF1Padding"}, NoMasterKeyError, "OAEP"),
        ({oss.DESCRIPTION: '{"other": "one"}'}, NoMasterKeyError, "other"),
        ({oss.DESCRIPTION: "{"}, MalformedMetadataError, "is not JSON"),
        ({oss.DESCRIPTION: "[]"}, MalformedMetadataError, "no JSON object"),
        ({oss.KEY: "!!!!"}, MalformedMetadataError, "is not Base64"),
        ({oss.KEY: "AAAA"}, UnwrapError, "3 bytes"),
        ({oss.KEY: "start"}, MalformedMetadataError, "opens to 16 bytes, not 32"),
        ({oss.START: "key"}, MalformedMetadataError, "opens to 32 bytes, not 16"),
    ],
)
def test_what_is_wrong_with_an_envelope_of_oss_is_said(
    change: dict[str, str | None], error: type[EnvelopeError], says: str
) -> None:
    metadata, sealed, _ = oss_vector()
    swapped = {"start": metadata[oss.START], "key": metadata[oss.KEY]}
    for name, value in change.items():
        if value is None:
            del metadata[name]
        else:
            metadata[name] = swapped.get(value, value)
    with pytest.raises(error, match=says):
        oss.open_object(metadata, sealed, [RSA])


def test_another_rsa_key_does_not_open() -> None:
    metadata, sealed, _ = oss_vector()
    with pytest.raises(UnwrapError):
        oss.open_object(metadata, sealed, [oss.Candidate(RsaPkcs1(KEY))])
    with pytest.raises(UnwrapError):
        cos.open_object(VECTORS["cos"]["rsa_value_pkcs1v15"]["meta"], b"", COS_MASTERS["rsa by path"])


def test_descriptions_are_compared_as_values_and_choose_the_master() -> None:
    first, second = (oss.Candidate(Custom("Mine", reverse, reverse), {"a": "1", "b": name}) for name in "12")
    made = oss.seal(b"text", second)
    metadata = {**made.metadata, oss.DESCRIPTION: '{"b":"2","a":"1"}'}
    assert oss.choose([first, second], "Mine", {"a": "1", "b": "2"}) is second.master
    assert oss.open_object(metadata, made.body, [first, second]) == b"text"
    with pytest.raises(NoMasterKeyError):
        oss.open_object(metadata, made.body, [first])


def test_the_two_spellings_of_a_key_service_do_not_read_each_other() -> None:
    once, twice = OSS_MASTERS["kms"], OSS_MASTERS["kms of oss2"]
    for writer, reader in ((once, twice), (twice, once)):
        made = oss.seal(b"text", writer)
        with pytest.raises(EnvelopeError):
            oss.open_object(made.metadata, made.body, [reader])


def test_a_changed_bit_changes_a_bit_and_nothing_notices_but_a_digest() -> None:
    made = oss.seal(b"0123456789", RSA)
    changed = bytes([made.body[0] ^ 1]) + made.body[1:]
    assert oss.open_object(made.metadata, changed, [RSA]) == b"1123456789"
    with_digest = obs.seal(b"0123456789", OBS_KEYS["own"], digests=True)
    with pytest.raises(AuthenticationError, match="encrypted-sha256"):
        obs.open_object(with_digest.metadata, b"x" + with_digest.body[1:], OBS_KEYS["own"])


def test_an_envelope_of_obs_says_its_kind() -> None:
    made = obs.seal(b"text", OBS_KEYS["own"])
    with pytest.raises(UnknownAlgorithmError, match="iv_base64"):
        obs.open_object(made.metadata, made.body, OBS_KEYS["rsa"])
    with pytest.raises(MissingMetadataError, match="encrypted-start"):
        obs.open_object({obs.ALGORITHM: obs.OWN_KEY}, b"", OBS_KEYS["own"])
    with pytest.raises(ValueError, match="the caller's own"):
        obs.seal(b"text", OBS_KEYS["own"], ContentKey.random())


@pytest.mark.parametrize("module", [oss, cos, obs])
def test_plain_objects_are_told_apart(module: Any) -> None:  # noqa: ANN401 - a module
    assert not module.is_sealed({"colour": "blue"})


def test_rsa_says_what_does_not_fit() -> None:
    with pytest.raises(ValueError, match="do not fit"):
        rsa.pkcs1_wrap(SMALL_KEY.public_key(), bytes(118))
