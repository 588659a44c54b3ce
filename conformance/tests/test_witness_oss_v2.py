"""Alibaba's second SDK for Python walks its server-side encryption against the emulator."""

from collections.abc import Iterator
from datetime import timedelta

import alibabacloud_oss_v2 as oss
import pytest
import requests

from conformance.emulator import KEY_IDS, MAIN_ACCOUNT, OTHER, TEMP, Emulator
from conformance.tests.oss_clients import KEY_ID, SSE, assert_spoken, refused, second_generation
from conformance.tests.vendors import BUCKET, Untyped

pytestmark = pytest.mark.witness

TEXT = b"hello oss" * 1000
MAIN_KEY = KEY_IDS["main"]
PLAIN = (None, None, None)
KMS = {"server_side_encryption": "KMS", "server_side_encryption_key_id": MAIN_KEY}
SM4 = {"server_side_encryption": "KMS", "server_side_data_encryption": "SM4"}
MANAGED = {"server_side_encryption": "AES256"}


@pytest.fixture(scope="module", params=["v1", "v4"])
def version(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def store(version: str) -> Iterator[Emulator]:
    with Emulator("oss") as store:
        second_generation(store, version).put_bucket(oss.PutBucketRequest(bucket=BUCKET))
        yield store
        assert not store.errors


@pytest.fixture
def client(store: Emulator, version: str) -> Iterator[oss.Client]:
    client = second_generation(store, version)
    yield client
    client.delete_bucket_encryption(oss.DeleteBucketEncryptionRequest(bucket=BUCKET))


def put(client: oss.Client, key: str, body: Untyped = TEXT, **sse: str) -> Untyped:
    return client.put_object(oss.PutObjectRequest(bucket=BUCKET, key=key, body=body, **sse))


def get(client: oss.Client, key: str, **more: str) -> Untyped:
    return client.get_object(oss.GetObjectRequest(bucket=BUCKET, key=key, **more))


def head(client: oss.Client, key: str) -> Untyped:
    return client.head_object(oss.HeadObjectRequest(bucket=BUCKET, key=key))


def method(result: Untyped) -> tuple[str | None, ...]:
    fields = ("server_side_encryption", "server_side_data_encryption", "server_side_encryption_key_id")
    return tuple(getattr(result, name) for name in fields)


def content(result: Untyped) -> bytes:
    with result.body as body:
        return bytes(body.read())


def default_key(store: Emulator) -> str:
    return store.kms.default_key(MAIN_ACCOUNT.number).id


def configure(client: oss.Client, **fields: str) -> Untyped:
    default = oss.ApplyServerSideEncryptionByDefault(**fields)
    rule = oss.ServerSideEncryptionRule(apply_server_side_encryption_by_default=default)
    return client.put_bucket_encryption(oss.PutBucketEncryptionRequest(bucket=BUCKET, server_side_encryption_rule=rule))


def configured(client: oss.Client) -> Untyped:
    shown = client.get_bucket_encryption(oss.GetBucketEncryptionRequest(bucket=BUCKET))
    return shown.server_side_encryption_rule.apply_server_side_encryption_by_default


def test_the_sdk_speaks_the_vendors_own_dialect(store: Emulator, client: oss.Client, version: str) -> None:
    written = put(client, "dir/spoken", **KMS)
    assert_spoken(store, version, "PUT")
    entry = store.log.entries()[-1]
    assert (entry.header(SSE), entry.header(KEY_ID)) == ("KMS", MAIN_KEY)
    assert (written.status_code, written.headers[SSE], written.headers[KEY_ID]) == (200, "KMS", MAIN_KEY)
    assert store.stored_bytes(BUCKET, "dir/spoken") != TEXT


@pytest.mark.parametrize(
    ("sse", "expected"),
    [
        ({}, PLAIN),
        (MANAGED, ("AES256", None, None)),
        ({"server_side_encryption": "SM4"}, ("SM4", None, None)),
        (KMS, ("KMS", None, MAIN_KEY)),
        ({**KMS, **SM4}, ("KMS", "SM4", MAIN_KEY)),
        ({**MANAGED, "server_side_data_encryption": "SM4"}, ("AES256", None, None)),
    ],
)
def test_put_get_and_head(client: oss.Client, sse: dict[str, str], expected: tuple[str | None, ...]) -> None:
    put(client, "o", **sse)
    read = get(client, "o")
    assert (method(read), content(read)) == (expected, TEXT)
    assert method(head(client, "o")) == expected


def test_the_default_key_is_shown(store: Emulator, client: oss.Client) -> None:
    put(client, "default", **SM4)
    assert method(head(client, "default")) == ("KMS", "SM4", default_key(store))
    meta = client.get_object_meta(oss.GetObjectMetaRequest(bucket=BUCKET, key="default"))
    assert (meta.content_length, SSE in meta.headers) == (len(TEXT), False)


def test_copies_choose_for_themselves(client: oss.Client) -> None:
    def copied(key: str, **sse: str) -> Untyped:
        request = oss.CopyObjectRequest(bucket=BUCKET, key=key, source_bucket=BUCKET, source_key="a/source", **sse)
        return client.copy_object(request)

    put(client, "a/source", **SM4)
    assert method(copied("plain")) == PLAIN
    assert method(copied("again", **KMS)) == ("KMS", None, MAIN_KEY)
    assert method(copied("a/source", **MANAGED)) == ("AES256", None, None)
    assert content(get(client, "again")) == content(get(client, "a/source")) == TEXT


def test_appends_keep_the_first_method(store: Emulator, client: oss.Client) -> None:
    def append(position: int, crc: str, **sse: str) -> Untyped:
        request = oss.AppendObjectRequest(bucket=BUCKET, key="log", position=position, body=TEXT, **sse)
        request.init_hash_crc64 = crc
        return client.append_object(request)

    first = append(0, "0", **SM4)
    later = append(first.next_position, first.hash_crc64, **MANAGED)
    assert method(first) == method(later) == ("KMS", "SM4", default_key(store))
    assert content(get(client, "log")) == TEXT * 2


def test_multipart_uploads_carry_their_method(client: oss.Client) -> None:
    place = {"bucket": BUCKET, "key": "big"}
    begun = client.initiate_multipart_upload(oss.InitiateMultipartUploadRequest(**place, **KMS))
    put(client, "source", TEXT)
    body = bytes(range(256)) * 512
    place["upload_id"] = begun.upload_id
    first = client.upload_part(oss.UploadPartRequest(**place, part_number=1, body=body))
    second = client.upload_part_copy(
        oss.UploadPartCopyRequest(**place, part_number=2, source_bucket=BUCKET, source_key="source")
    )
    listed = client.list_parts(oss.ListPartsRequest(**place))
    assert [part.part_number for part in listed.parts] == [1, 2]
    parts = [oss.UploadPart(part_number=n, etag=part.etag) for n, part in enumerate((first, second), 1)]
    whole = oss.CompleteMultipartUpload(parts=parts)
    done = client.complete_multipart_upload(
        oss.CompleteMultipartUploadRequest(**place, complete_multipart_upload=whole)
    )
    for result in (begun, first, second, done, head(client, "big")):
        assert (result.headers[SSE], result.headers[KEY_ID]) == ("KMS", MAIN_KEY)
    assert content(get(client, "big")) == body + TEXT


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"sse_algorithm": "AES256"}, ("AES256", None, None)),
        ({"sse_algorithm": "SM4"}, ("SM4", None, None)),
        ({"sse_algorithm": "KMS"}, ("KMS", None, None)),
        ({"sse_algorithm": "KMS", "kms_master_key_id": "", "kms_data_encryption": ""}, ("KMS", None, None)),
        (
            {"sse_algorithm": "KMS", "kms_master_key_id": MAIN_KEY, "kms_data_encryption": "SM4"},
            ("KMS", "SM4", MAIN_KEY),
        ),
    ],
)
def test_default_encryption_is_put_read_used_and_deleted(
    store: Emulator, client: oss.Client, fields: dict[str, str], expected: tuple[str, str | None, str | None]
) -> None:
    assert configure(client, **fields).status_code == 200
    shown = configured(client)
    assert (shown.sse_algorithm, shown.kms_data_encryption, shown.kms_master_key_id) == expected
    put(client, "inherits")
    algorithm, cipher, key = expected
    used = (key or default_key(store)) if algorithm == "KMS" else None
    assert method(head(client, "inherits")) == (algorithm, cipher, used)
    info = client.get_bucket_info(oss.GetBucketInfoRequest(bucket=BUCKET)).bucket_info
    assert info.sse_rule.sse_algorithm == algorithm
    put(client, "own", **(MANAGED if algorithm == "KMS" else KMS))
    assert head(client, "own").server_side_encryption == ("AES256" if algorithm == "KMS" else "KMS")
    assert client.delete_bucket_encryption(oss.DeleteBucketEncryptionRequest(bucket=BUCKET)).status_code == 204
    with refused(404, "NoSuchServerSideEncryptionRule"):
        configured(client)
    put(client, "inherits")
    assert method(head(client, "inherits")) == PLAIN


def test_signed_urls_cover_the_method(store: Emulator, client: oss.Client) -> None:
    signed = client.presign(oss.PutObjectRequest(bucket=BUCKET, key="signed", **KMS), expires=timedelta(minutes=1))
    proxies = {"http": f"http://127.0.0.1:{store.proxy_port}"}
    assert {SSE, KEY_ID} <= {name.lower() for name in signed.signed_headers}
    sent = requests.put(signed.url, TEXT, headers=signed.signed_headers, proxies=proxies, timeout=30)
    assert (sent.status_code, sent.headers[SSE], sent.headers[KEY_ID]) == (200, "KMS", MAIN_KEY)
    for changed in ({**signed.signed_headers, SSE: "AES256"}, {"Content-Type": "application/octet-stream"}):
        answer = requests.put(signed.url, TEXT, headers=changed, proxies=proxies, timeout=30)
        assert (answer.status_code, "SignatureDoesNotMatch" in answer.text) == (403, True)
    read = client.presign(oss.GetObjectRequest(bucket=BUCKET, key="signed"))
    assert requests.get(read.url, proxies=proxies, timeout=30).content == TEXT


def test_what_must_fail_fails(client: oss.Client) -> None:
    put(client, "kept", **MANAGED)
    wrong = [
        ({"server_side_encryption": "AES512"}, 400, "InvalidEncryptionAlgorithmError"),
        ({**KMS, "server_side_encryption_key_id": "123"}, 400, "InvalidParameter"),
        ({**KMS, "server_side_encryption_key_id": MAIN_KEY[:-1] + "f"}, 404, "KeyNotFound"),
        ({**KMS, "server_side_encryption_key_id": KEY_IDS["disabled"]}, 409, "KeyDisabled"),
        ({**KMS, "server_side_encryption_key_id": KEY_IDS["pending"]}, 409, "KeyPendingDeletion"),
    ]
    for sse, status, code in wrong:
        with refused(status, code):
            put(client, "kept", b"new", **sse)
    with refused(400, "InvalidArgument"):
        configure(client, sse_algorithm="AES256", kms_master_key_id=MAIN_KEY)
    with refused(400, "InvalidEncryptionAlgorithmError"):
        configure(client, sse_algorithm="AES512")
    with refused(400, "InvalidArgument"):
        client.head_object(oss.HeadObjectRequest(bucket=BUCKET, key="kept", headers={SSE: "AES256"}))
    with refused(404, "NoSuchKey"):
        head(client, "none")
    assert content(get(client, "kept")) == TEXT


def test_who_may_read(store: Emulator, client: oss.Client, version: str) -> None:
    put(client, "mine", **KMS)
    with refused(403, "AccessDenied"):
        get(second_generation(store, version, OTHER), "mine")
    assert content(get(second_generation(store, version, TEMP), "mine")) == TEXT
    with refused(403, "AccessDenied"):
        configured(second_generation(store, version, OTHER))


def test_path_style_is_for_addresses_only(store: Emulator, client: oss.Client, version: str) -> None:
    put(client, "addressed", **KMS)
    near = second_generation(store, version, endpoint=f"http://127.0.0.1:{store.http_port}", proxy_host=None)
    assert content(get(near, "addressed")) == TEXT
    assert store.log.entries()[-1].addressing == "path"
    with refused(403, "SecondLevelDomainForbidden"):
        get(second_generation(store, version, use_path_style=True), "addressed")
