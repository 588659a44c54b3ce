"""Tencent's SDK walks the encryption flows of COS against the emulator, object by object."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from qcloud_cos import CosConfig, CosS3Client

from conformance.emulator import KEY_IDS, MAIN, OTHER, TEMP, Emulator
from conformance.tests.cos_client import (
    BUCKET,
    CONTEXT,
    COS,
    KMS,
    MINE,
    OTHERS,
    SOURCE,
    SSE,
    cos_client,
    read,
    refused,
    source,
)
from conformance.tests.vendors import KEY_MD5, Untyped

pytestmark = pytest.mark.witness

TEXT = b"hello cos" * 1000
MD5 = f'"{hashlib.md5(TEXT).hexdigest()}"'
ARCHIVE = {"Days": 1, "CASJobParameters": {"Tier": "Standard"}}


@pytest.fixture(scope="module")
def store() -> Iterator[Emulator]:
    with Emulator("cos") as store:
        yield store
    assert store.errors == ()


@pytest.fixture(scope="module")
def ca_file(store: Emulator, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return store.authority.write_ca(tmp_path_factory.mktemp("ca") / "ca.pem")


@pytest.fixture(scope="module")
def client(store: Emulator, ca_file: Path) -> Untyped:
    client = cos_client(store, ca_file)
    client.create_bucket(Bucket=BUCKET)
    return client


def put(client: Untyped, key: str, **sse: Untyped) -> Untyped:
    return client.put_object(Bucket=BUCKET, Key=key, Body=TEXT, **sse)


def test_the_dialect_is_really_spoken(store: Emulator, client: Untyped) -> None:
    put(client, "spoken", **MINE)
    entry = store.log.entries()[-1]
    assert (entry.dialect, entry.scheme, entry.addressing) == ("cos", "cos", "virtual")
    assert (entry.host, entry.secure, entry.target) == (f"{BUCKET}.{store.domain}", True, "/spoken")
    assert entry.header(f"{SSE}-customer-key-MD5") == KEY_MD5
    assert "q-sign" not in str(entry)


def test_sse_cos(store: Emulator, client: Untyped) -> None:
    written = put(client, "managed", **COS)
    found = client.head_object(Bucket=BUCKET, Key="managed")
    assert [answer[SSE] for answer in (written, found)] == ["AES256", "AES256"]
    assert written["ETag"] == found["ETag"] == MD5
    assert written["x-cos-hash-crc64ecma"] == found["x-cos-hash-crc64ecma"]
    assert read(client, "managed") == TEXT
    assert b"hello" not in store.stored_bytes(BUCKET, "managed")


def test_sse_cos_with_sm4(store: Emulator, client: Untyped) -> None:
    assert put(client, "sm4", ServerSideEncryption="SM4")[SSE] == "SM4"
    assert read(client, "sm4") == TEXT
    assert b"hello" not in store.stored_bytes(BUCKET, "sm4")


def test_sse_kms_with_a_key_and_a_context(store: Emulator, client: Untyped) -> None:
    written = put(client, "kms", **KMS)
    assert store.log.entries()[-1].header(f"{SSE}-context") == CONTEXT
    for answer in (written, client.head_object(Bucket=BUCKET, Key="kms")):
        assert (answer[SSE], answer[f"{SSE}-cos-kms-key-id"]) == ("cos/kms", KEY_IDS["main"])
        assert f"{SSE}-context" not in answer
        assert answer["ETag"] != MD5
    assert put(client, "kms", **KMS)["ETag"] != written["ETag"]
    assert read(client, "kms") == TEXT


def test_sse_kms_without_a_key_takes_the_default_key(client: Untyped) -> None:
    ids = {put(client, "kms", ServerSideEncryption="cos/kms")[f"{SSE}-cos-kms-key-id"] for _ in range(2)}
    assert len(ids) == 1
    assert ids.isdisjoint(KEY_IDS.values())


def test_sse_c(store: Emulator, client: Untyped) -> None:
    written = put(client, "customer", **MINE)
    found = client.head_object(Bucket=BUCKET, Key="customer", **MINE)
    for answer in (written, found):
        assert (answer[f"{SSE}-customer-algorithm"], answer[f"{SSE}-customer-key-MD5"]) == ("AES256", KEY_MD5)
        assert f"{SSE}-customer-key" not in answer
    assert written["ETag"] == put(client, "customer", **MINE)["ETag"] != MD5
    assert written["ETag"] != put(client, "others", **OTHERS)["ETag"]
    assert read(client, "customer", **MINE) == TEXT
    assert b"hello" not in store.stored_bytes(BUCKET, "customer")


def test_a_range_and_a_version_of_a_customers_object(client: Untyped) -> None:
    client.put_bucket_versioning(Bucket=BUCKET, Status="Enabled")
    first = put(client, "versions", **MINE)["x-cos-version-id"]
    put(client, "versions", **OTHERS)
    assert read(client, "versions", **MINE, Range="bytes=17-40", VersionId=first) == TEXT[17:41]
    assert refused(client.get_object, Key="versions", **MINE) == (400, "SsecDecryptHeaderInvalid")
    client.put_bucket_versioning(Bucket=BUCKET, Status="Suspended")


@pytest.mark.parametrize("sse", [{}, OTHERS], ids=["no key", "other key"])
def test_a_customers_object_is_not_shown_without_its_key(client: Untyped, sse: dict[str, str]) -> None:
    put(client, "locked", **MINE)
    assert refused(client.get_object, Key="locked", **sse) == (400, "SsecDecryptHeaderInvalid")
    assert refused(client.head_object, Key="locked", **sse) == (400, "SsecDecryptHeaderInvalid")


def test_what_is_not_in_order_is_refused_and_changes_nothing(client: Untyped) -> None:
    put(client, "kept", **MINE)
    for sse, code in (
        ({**MINE, "SSECustomerKeyMD5": OTHERS["SSECustomerKeyMD5"]}, "InvalidArgument"),
        ({"SSECustomerAlgorithm": "AES256"}, "InvalidArgument"),
        ({**MINE, **COS}, "InvalidArgument"),
        ({"ServerSideEncryption": "AES789"}, "SSEContentNotSupported"),
        ({**KMS, "SSEKMSKeyId": "unknown"}, "KmsKeyNotExist"),
        ({**KMS, "SSEKMSKeyId": KEY_IDS["disabled"]}, "KmsKeyDisabled"),
        ({**KMS, "SSEKMSContext": "no Base64"}, "InvalidArgument"),
    ):
        assert refused(client.put_object, Key="kept", Body=b"new", **sse) == (400, code)
    assert read(client, "kept", **MINE) == TEXT


def test_reads_take_no_encryption_header(client: Untyped) -> None:
    put(client, "managed", **COS)
    for call in (client.get_object, client.head_object):
        assert refused(call, Key="managed", **COS) == (400, "SSEHeaderNotAllowed")


def test_a_customers_key_does_not_travel_over_plain_http(store: Emulator, client: Untyped, ca_file: Path) -> None:
    plain = cos_client(store, ca_file, scheme="http")
    assert refused(plain.put_object, Key="plain", Body=TEXT, **MINE) == (400, "InvalidRequest")
    assert put(plain, "plain", **COS)[SSE] == "AES256"
    assert not store.log.entries()[-1].secure
    assert read(client, "plain") == TEXT


@pytest.mark.parametrize("sse", [{}, COS, KMS, OTHERS], ids=["none", "cos", "kms", "customer"])
def test_copies_settle_their_own_encryption(store: Emulator, client: Untyped, sse: dict[str, str]) -> None:
    put(client, "source", **MINE)
    for call in (client.copy_object, client.copy):
        copied = call(Bucket=BUCKET, Key="copy", CopySource=source("source", store), **SOURCE, **sse)
        assert copied["ETag"]
        assert copied.get(SSE) == sse.get("ServerSideEncryption")
        assert read(client, "copy", **(sse if sse is OTHERS else {})) == TEXT
    entry = store.log.entries()[-2]
    assert entry.header("x-cos-copy-source") == f"{BUCKET}.{store.domain}/source"
    assert entry.header("x-cos-metadata-directive") == "Copy"


def test_a_copy_without_the_sources_key_is_refused(store: Emulator, client: Untyped) -> None:
    put(client, "source", **MINE)
    stolen = {"Key": "stolen", "CopySource": source("source", store)}
    assert refused(client.copy_object, **stolen) == (400, "SsecDecryptHeaderInvalid")
    assert refused(client.copy, **stolen) == (400, "SsecDecryptHeaderInvalid")
    others = {f"CopySource{name}": value for name, value in OTHERS.items()}
    assert refused(client.copy_object, **stolen, **others) == (400, "SsecDecryptHeaderInvalid")
    assert not client.object_exists(BUCKET, "stolen")


def test_a_copy_onto_itself_is_replaced(store: Emulator, client: Untyped) -> None:
    put(client, "itself")
    same = {"Key": "itself", "CopySource": source("itself", store), **COS}
    assert refused(client.copy_object, **same) == (400, "InvalidArgument")
    assert client.copy_object(Bucket=BUCKET, CopyStatus="Replaced", **same)[SSE] == "AES256"


@pytest.mark.parametrize("sse", [COS, KMS, MINE], ids=["cos", "kms", "customer"])
def test_an_archived_object_is_restored(client: Untyped, sse: dict[str, str]) -> None:
    own = sse if sse is MINE else {}
    put(client, "cold", StorageClass="ARCHIVE", **sse)
    assert refused(client.get_object, Key="cold", **own) == (403, "InvalidObjectState")
    client.restore_object(Bucket=BUCKET, Key="cold", RestoreRequest=ARCHIVE, **own)
    assert read(client, "cold", **own) == TEXT


def test_an_object_that_is_not_archived_is_not_restored(client: Untyped) -> None:
    put(client, "warm", **MINE)
    asked = refused(client.restore_object, Key="warm", RestoreRequest=ARCHIVE, **MINE)
    assert asked == (405, "RestoreNonArchiveObject")


@pytest.mark.parametrize("element", ["ApplyServerSideEncryptionByDefault", "ApplySideEncryptionConfiguration"])
@pytest.mark.parametrize(("word", "shown"), [("AES256", "AES256"), ("SM4", "SM4"), ("KMS", "cos/kms")])
def test_a_buckets_default_encryption(client: Untyped, element: str, word: str, shown: str) -> None:
    client.put_bucket_encryption(
        Bucket=BUCKET, ServerSideEncryptionConfiguration={"Rule": [{element: {"SSEAlgorithm": word}}]}
    )
    applied = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": word}}
    assert client.get_bucket_encryption(Bucket=BUCKET) == {"Rule": [applied]}
    assert put(client, "inherits")[SSE] == shown
    assert SSE not in put(client, "own", **MINE)
    client.delete_bucket_encryption(Bucket=BUCKET)
    assert refused(client.get_bucket_encryption) == (404, "NoSuchEncryptionConfiguration")
    assert SSE not in put(client, "inherits")


def test_a_signed_url_takes_the_headers_it_was_signed_with(store: Emulator, client: Untyped, ca_file: Path) -> None:
    put(client, "by-url", **MINE)
    three = {
        f"{SSE}-customer-algorithm": "AES256",
        f"{SSE}-customer-key": MINE["SSECustomerKey"],
        f"{SSE}-customer-key-MD5": KEY_MD5,
    }
    url = client.get_presigned_url(BUCKET, "by-url", "GET", Headers=dict(three))
    proxies = {"https": f"http://127.0.0.1:{store.proxy_port}"}
    shown, bare = (requests.get(url, headers=h, proxies=proxies, verify=str(ca_file), timeout=9) for h in (three, {}))
    assert (shown.status_code, shown.content) == (200, TEXT)
    assert (bare.status_code, "<Code>SignatureDoesNotMatch</Code>" in bare.text) == (403, True)


def test_a_token_belongs_to_its_key(store: Emulator, client: Untyped, ca_file: Path) -> None:
    put(client, "mine", **KMS)
    assert read(cos_client(store, ca_file, TEMP), "mine") == TEXT
    assert refused(cos_client(store, ca_file, OTHER).get_object, Key="mine") == (403, "AccessDenied")
    assert [bucket["Name"] for bucket in client.list_buckets()["Buckets"]["Bucket"]] == [BUCKET]


def test_the_sdk_comes_without_a_proxy_where_it_is_given_an_address(store: Emulator, client: Untyped) -> None:
    config = CosConfig(
        Endpoint=store.domain,
        SecretId=MAIN.access_key,
        SecretKey=MAIN.secret_key,
        Scheme="http",
        IP="127.0.0.1",
        Port=store.http_port,
    )
    direct = CosS3Client(config, retry=0)
    assert put(direct, "direct", **COS)[SSE] == "AES256"
    assert read(client, "direct") == TEXT


def test_an_anonymous_client_sends_an_empty_authorization(store: Emulator, client: Untyped) -> None:
    put(client, "public", ACL="public-read")
    put(client, "private")
    config = CosConfig(Endpoint=store.domain, Anonymous=True, Scheme="http", IP="127.0.0.1", Port=store.http_port)
    anonymous = CosS3Client(config, retry=0)
    assert read(anonymous, "public") == TEXT
    assert refused(anonymous.get_object, Key="private") == (403, "AccessDenied")
    assert store.log.entries()[-1].scheme is None
