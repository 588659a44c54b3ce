"""Tencent's SDK moves files to and from the emulator: in one piece below its thresholds, in parts above them."""

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from qcloud_cos.cos_exception import CosClientError

from conformance.emulator import Emulator
from conformance.tests.cos_client import BUCKET, COS, KMS, MINE, OTHERS, SOURCE, SSE, cos_client, read, refused
from conformance.tests.vendors import Untyped

pytestmark = pytest.mark.witness

SMALL = 1000
LARGE = (5 << 19) + 1
"""Three parts of the smallest size that COS takes (1 MiB), the last one shorter."""

METHODS = pytest.mark.parametrize("sse", [{}, COS, KMS, MINE], ids=["none", "cos", "kms", "customer"])


@pytest.fixture
def store() -> Iterator[Emulator]:
    with Emulator("cos") as store:
        yield store
    assert store.errors == ()


@pytest.fixture
def client(store: Emulator, tmp_path: Path) -> Untyped:
    client = cos_client(store, store.authority.write_ca(tmp_path / "ca.pem"))
    client.create_bucket(Bucket=BUCKET)
    return client


def own(sse: dict[str, str]) -> dict[str, str]:
    """What reads of an object need."""
    return sse if "SSECustomerKey" in sse else {}


def sent(store: Emulator, role: str) -> Counter[str]:
    """How many requests of each kind brought a header."""
    entries = [entry for entry in store.log.entries() if entry.header(role) is not None]
    return Counter(f"{entry.method} {entry.target.partition('?')[2].partition('=')[0]}".strip() for entry in entries)


@METHODS
@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["one piece", "parts"])
def test_a_file_goes_up_and_comes_down(
    store: Emulator, client: Untyped, tmp_path: Path, sse: dict[str, str], size: int
) -> None:
    up, down = tmp_path / "up", tmp_path / "down"
    up.write_bytes(os.urandom(size))
    put = client.upload_file(Bucket=BUCKET, Key="file", LocalFilePath=str(up), PartSize=1, MAXThread=2, **sse)
    assert put.get(SSE) == sse.get("ServerSideEncryption")
    assert put["ETag"].endswith('-3"') is (size == LARGE)
    client.download_file(BUCKET, "file", str(down), PartSize=1, MAXThread=2, EnableCRC=True, **own(sse))
    assert down.read_bytes() == up.read_bytes()
    at_rest = store.stored_bytes(BUCKET, "file")
    assert (up.read_bytes() == at_rest) is not bool(sse)
    assert (
        client.head_object(Bucket=BUCKET, Key="file", **own(sse))["x-cos-hash-crc64ecma"] == put["x-cos-hash-crc64ecma"]
    )


def test_parts_bring_the_key_and_the_completion_does_not(store: Emulator, client: Untyped, tmp_path: Path) -> None:
    (tmp_path / "up").write_bytes(bytes(LARGE))
    client.upload_file(Bucket=BUCKET, Key="file", LocalFilePath=str(tmp_path / "up"), PartSize=1, **MINE)
    assert sent(store, f"{SSE}-customer-key") == {"POST uploads": 1, "PUT partNumber": 3}
    store.log.clear()
    client.upload_file(Bucket=BUCKET, Key="file", LocalFilePath=str(tmp_path / "up"), PartSize=1, **KMS)
    assert sent(store, SSE) == {"POST uploads": 1}


def test_a_file_does_not_come_down_with_another_key(client: Untyped, tmp_path: Path) -> None:
    client.put_object(Bucket=BUCKET, Key="file", Body=bytes(LARGE), **MINE)
    for sse in ({}, OTHERS):
        target = {"Key": "file", "DestFilePath": str(tmp_path / "down"), "PartSize": 1}
        assert refused(client.download_file, **target, **sse) == (400, "SsecDecryptHeaderInvalid")
    assert not (tmp_path / "down").exists()


def test_the_sdks_upload_from_a_buffer_forgets_the_key_of_its_parts(client: Untyped, tmp_path: Path) -> None:
    (tmp_path / "up").write_bytes(bytes(LARGE))
    with (tmp_path / "up").open("rb") as file, pytest.raises(CosClientError):
        client.upload_file_from_buffer(Bucket=BUCKET, Key="file", Body=file, PartSize=1, **MINE)
    assert not client.object_exists(BUCKET, "file")


@pytest.mark.parametrize("sse", [COS, KMS, OTHERS], ids=["cos", "kms", "customer"])
def test_a_copy_in_parts(store: Emulator, client: Untyped, sse: dict[str, str]) -> None:
    content = os.urandom(LARGE)
    client.put_object(Bucket=BUCKET, Key="source", Body=content, **MINE)
    client.get_conf().set_copy_part_threshold_size(1 << 20)
    # The SDK copies in parts only from another region, which it tells by the host.
    elsewhere = {"Bucket": BUCKET, "Key": "source", "Region": "region-1"}
    copied = client.copy(Bucket=BUCKET, Key="copy", CopySource=elsewhere, PartSize=1, **SOURCE, **sse)
    assert copied["ETag"].endswith('-3"')
    assert sent(store, "x-cos-copy-source-range") == {"PUT partNumber": 3}
    assert read(client, "copy", **own(sse)) == content
    assert store.stored_bytes(BUCKET, "copy") != content


def test_parts_that_leave_the_key_of_their_upload(client: Untyped) -> None:
    upload = client.create_multipart_upload(Bucket=BUCKET, Key="parts", **MINE)["UploadId"]
    part = {"Key": "parts", "Body": b"part", "PartNumber": 1, "UploadId": upload}
    for sse in ({}, OTHERS):
        assert refused(client.upload_part, **part, **sse) == (400, "SsecDecryptHeaderInvalid")
    plain = client.create_multipart_upload(Bucket=BUCKET, Key="parts", **KMS)["UploadId"]
    assert refused(client.upload_part, **{**part, "UploadId": plain}, **MINE) == (400, "SSEHeaderNotAllowed")
    assert "Part" not in client.list_parts(Bucket=BUCKET, Key="parts", UploadId=upload)
