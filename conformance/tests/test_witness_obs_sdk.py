"""Huawei's SDK for Python walks the flows of its server-side encryption page against the emulator."""

from collections.abc import Iterator
from pathlib import Path

import obs
import pytest

from conformance.emulator import KEY_IDS, MAIN, MAIN_ACCOUNT, OTHER, TEMP, Emulator
from conformance.tests.vendors import BUCKET, KEY, KEY_MD5, OBS_WARNINGS, OTHER_KEY, Untyped, obs_client

pytestmark = [pytest.mark.witness, OBS_WARNINGS]

TEXT = "hello obs" * 1000
FULL_ID = f"region-1:{MAIN_ACCOUNT.domain}:key/{KEY_IDS['main']}"
CUSTOMER = obs.SseCHeader.getInstance(key=KEY)
OTHER_CUSTOMER = obs.SseCHeader.getInstance(key=OTHER_KEY)
KMS = obs.SseKmsHeader.getInstance(key=KEY_IDS["main"])
DEFAULT_KMS = obs.SseKmsHeader.getInstance()


@pytest.fixture(scope="module")
def store() -> Iterator[Emulator]:
    with Emulator("obs") as store, obs_client(store) as client:
        assert client.createBucket(BUCKET).status == 200
        yield store


@pytest.fixture(scope="module")
def client(store: Emulator) -> Iterator[obs.ObsClient]:
    with obs_client(store) as client:
        yield client


def put(client: obs.ObsClient, name: str, sse: Untyped) -> Untyped:
    return client.putContent(BUCKET, name, TEXT, headers=obs.PutObjectHeader(sseHeader=sse))


def get(client: obs.ObsClient, name: str, sse: Untyped = None) -> Untyped:
    headers = obs.GetObjectHeader(sseHeader=sse)
    return client.getObject(BUCKET, name, loadStreamInMemory=True, headers=headers)


def assert_customer(result: Untyped) -> None:
    assert (result.status, result.body.sseC, result.body.sseCKeyMd5) == (200, "AES256", KEY_MD5)
    assert not result.body.sseKms


def assert_kms(result: Untyped, key: str = FULL_ID) -> None:
    assert (result.status, result.body.sseKms, result.body.sseKmsKey) == (200, "kms", key)
    assert not result.body.sseC


def assert_refused(result: Untyped, code: str, status: int = 400) -> None:
    """Every field that the page documents of a refusal is filled in; `body`, which it calls blank, holds the XML."""
    assert (result.status, result.errorCode) == (status, code)
    assert result.reason
    assert result.errorMessage
    assert result.requestId
    assert result.hostId
    assert result.resource.startswith(f"/{BUCKET}")


def test_the_sdk_speaks_the_vendors_own_dialect(store: Emulator, client: obs.ObsClient) -> None:
    put(client, "spoken", CUSTOMER)
    entry = store.log.entries()[-1]
    assert (entry.method, entry.dialect, entry.scheme, entry.addressing) == ("PUT", "obs", "obs", "virtual")
    assert (entry.host, entry.secure) == (f"{BUCKET}.{store.domain}", True)
    assert entry.header("x-obs-server-side-encryption-customer-key-MD5") == KEY_MD5
    assert not any(name.lower().startswith("x-amz-") for name, _ in entry.headers)
    assert entry.header("Authorization") == "OBS <hidden>"


def test_what_the_sdk_reports_of_a_success(client: obs.ObsClient) -> None:
    result = put(client, "reported", CUSTOMER)
    assert (result.status, result.reason, result.errorCode, result.errorMessage) == (200, "OK", None, None)
    assert result.requestId
    assert dict(result.header)["server-side-encryption-customer-algorithm"] == "AES256"
    assert "server-side-encryption-customer-key" not in dict(result.header)


def test_put_and_get_with_a_customer_key(store: Emulator, client: obs.ObsClient) -> None:
    assert_customer(put(client, "customer", CUSTOMER))
    read = get(client, "customer", CUSTOMER)
    assert_customer(read)
    assert read.body.buffer == TEXT.encode()
    assert b"hello" not in store.stored_bytes(BUCKET, "customer")


def test_put_and_get_with_a_kms_key(store: Emulator, client: obs.ObsClient) -> None:
    assert_kms(put(client, "kms", KMS))
    read = get(client, "kms")
    assert_kms(read)
    assert read.body.buffer == TEXT.encode()
    assert b"hello" not in store.stored_bytes(BUCKET, "kms")


def test_put_with_the_default_kms_key(store: Emulator, client: obs.ObsClient) -> None:
    result = put(client, "kms-default", DEFAULT_KMS)
    default = store.kms.default_key(MAIN_ACCOUNT.number)
    assert_kms(result, f"region-1:{MAIN_ACCOUNT.domain}:key/{default.id}")


@pytest.mark.parametrize("sse", [CUSTOMER, KMS], ids=["customer", "kms"])
def test_put_file(client: obs.ObsClient, tmp_path: Path, sse: Untyped) -> None:
    (tmp_path / "file.txt").write_text(TEXT)
    result = client.putFile(BUCKET, "file", str(tmp_path / "file.txt"), headers=obs.PutObjectHeader(sseHeader=sse))
    assert result.status == 200
    assert get(client, "file", CUSTOMER if sse is CUSTOMER else None).body.buffer == TEXT.encode()


def test_metadata_of_a_customer_object(client: obs.ObsClient) -> None:
    put(client, "head", CUSTOMER)
    result = client.getObjectMetadata(BUCKET, "head", sseHeader=CUSTOMER)
    assert_customer(result)
    assert result.body.contentLength == len(TEXT)


def test_copy_from_a_customer_key_to_kms(client: obs.ObsClient) -> None:
    put(client, "source", CUSTOMER)
    headers = obs.CopyObjectHeader(sourceSseHeader=CUSTOMER, destSseHeader=KMS)
    assert_kms(client.copyObject(BUCKET, "source", BUCKET, "copied", headers=headers))
    assert get(client, "copied").body.buffer == TEXT.encode()


def test_copy_to_another_customer_key(client: obs.ObsClient) -> None:
    put(client, "source", CUSTOMER)
    headers = obs.CopyObjectHeader(sourceSseHeader=CUSTOMER, destSseHeader=OTHER_CUSTOMER)
    assert client.copyObject(BUCKET, "source", BUCKET, "rekeyed", headers=headers).status == 200
    assert get(client, "rekeyed", OTHER_CUSTOMER).body.buffer == TEXT.encode()
    assert_refused(get(client, "rekeyed", CUSTOMER), "InvalidEncryptionAlgorithmError")


@pytest.mark.parametrize("sse", [CUSTOMER, KMS], ids=["customer", "kms"])
def test_multipart_with_a_copied_part(client: obs.ObsClient, sse: Untyped) -> None:
    put(client, "part-source", CUSTOMER)
    key = CUSTOMER if sse is CUSTOMER else None
    begun = client.initiateMultipartUpload(BUCKET, "parts", sseHeader=sse)
    assert begun.body.sseC == "AES256" if key else begun.body.sseKmsKey == FULL_ID
    upload = begun.body.uploadId
    first = client.uploadPart(BUCKET, "parts", 1, upload, content="a" * (100 << 10), sseHeader=sse)
    second = client.copyPart(
        BUCKET, "parts", 2, upload, f"{BUCKET}/part-source", "0-99", destSseHeader=sse, sourceSseHeader=CUSTOMER
    )
    for part in (first, second):
        assert_customer(part) if key else assert_kms(part)
    parts = [obs.CompletePart(1, first.body.etag), obs.CompletePart(2, second.body.etag)]
    done = client.completeMultipartUpload(BUCKET, "parts", upload, obs.CompleteMultipartUploadRequest(parts))
    assert done.status == 200
    assert done.body.etag.endswith('-2"')
    assert get(client, "parts", key).body.buffer == b"a" * (100 << 10) + TEXT.encode()[:100]


def test_default_encryption_of_a_bucket(client: obs.ObsClient) -> None:
    assert_refused(client.getBucketEncryption(BUCKET), "NoSuchEncryptionConfiguration", 404)
    assert client.setBucketEncryption(BUCKET, "kms", key=KEY_IDS["main"]).status == 200
    shown = client.getBucketEncryption(BUCKET).body
    assert (shown.encryption, shown.key) == ("kms", KEY_IDS["main"])
    assert_kms(put(client, "inherits", None))
    assert_customer(put(client, "own", CUSTOMER))
    assert client.deleteBucketEncryption(BUCKET).status == 204
    assert not put(client, "inherits", None).body.sseKms


def test_append_with_a_customer_key(client: obs.ObsClient) -> None:
    def append(position: int, sse: Untyped) -> Untyped:
        content = obs.AppendObjectContent(content=TEXT, position=position)
        return client.appendObject(BUCKET, "log", content, headers=obs.AppendObjectHeader(sseHeader=sse))

    assert append(0, CUSTOMER).body.nextPosition == len(TEXT)
    assert append(len(TEXT), CUSTOMER).status == 200
    assert_refused(append(2 * len(TEXT), None), "InvalidRequest")
    assert get(client, "log", CUSTOMER).body.buffer == TEXT.encode() * 2


def test_a_customer_object_needs_its_key(client: obs.ObsClient) -> None:
    put(client, "locked", CUSTOMER)
    assert_refused(get(client, "locked"), "InvalidRequest")
    assert_refused(get(client, "locked", OTHER_CUSTOMER), "InvalidEncryptionAlgorithmError")
    for key in (None, OTHER_CUSTOMER):
        head = client.getObjectMetadata(BUCKET, "locked", sseHeader=key)
        assert head.status == 400
        assert dict(head.header)["error-code"]
    unsourced = obs.CopyObjectHeader(destSseHeader=KMS)
    assert_refused(client.copyObject(BUCKET, "locked", BUCKET, "stolen", headers=unsourced), "InvalidRequest")
    assert_refused(get(client, "stolen"), "NoSuchKey", 404)


def test_a_wrong_key_md5_is_refused(client: obs.ObsClient) -> None:
    put(client, "kept", CUSTOMER)
    wrong = {"x-obs-server-side-encryption-customer-key-MD5": "HHZSrfZMtS69FCj/xN8ppg=="}
    headers = obs.PutObjectHeader(sseHeader=CUSTOMER)
    result = client.putContent(BUCKET, "kept", "new", headers=headers, extensionHeaders=wrong)
    assert_refused(result, "InvalidArgument")
    assert get(client, "kept", CUSTOMER).body.buffer == TEXT.encode()


@pytest.mark.parametrize(
    ("key", "code"),
    [
        ("00000000-0000-4000-8000-000000000000", "KMS.NotFoundException"),
        (KEY_IDS["disabled"], "KMS.DisabledException"),
        (KEY_IDS["pending"], "KMS.KMSInvalidStateException"),
    ],
)
def test_a_kms_key_that_cannot_be_used_is_refused(client: obs.ObsClient, key: str, code: str) -> None:
    assert_refused(put(client, "refused", obs.SseKmsHeader.getInstance(key=key)), code)
    assert_refused(get(client, "refused"), "NoSuchKey", 404)


def test_who_may_read(store: Emulator, client: obs.ObsClient) -> None:
    put(client, "mine", KMS)
    with obs_client(store, OTHER) as stranger, obs_client(store, TEMP) as visitor:
        assert_refused(get(stranger, "mine"), "AccessDenied", 403)
        assert get(visitor, "mine").body.buffer == TEXT.encode()


def test_encryption_over_plain_http_is_refused(store: Emulator) -> None:
    with obs_client(store, scheme="http") as client:
        assert_refused(put(client, "plain", CUSTOMER), "InvalidRequest")
        assert_refused(put(client, "plain", KMS), "InvalidRequest")
        assert put(client, "plain", None).status == 200


def test_on_an_ip_address_the_sdk_falls_back_to_s3(store: Emulator) -> None:
    server = f"https://127.0.0.1:{store.https_port}"
    client = obs.ObsClient(MAIN.access_key, MAIN.secret_key, server=server, max_retry_count=0)
    assert client.putContent(BUCKET, "fallen", TEXT, headers=obs.PutObjectHeader(sseHeader=KMS)).status == 200
    entry = store.log.entries()[-1]
    assert (entry.dialect, entry.scheme, entry.addressing) == ("s3", "aws-v2", "path")
    assert entry.header("x-amz-server-side-encryption") == "aws:kms"
    client.close()
