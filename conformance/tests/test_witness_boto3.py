"""boto3 walks the encryption flows of S3 against the emulator."""

import base64
import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from botocore.exceptions import ClientError

from conformance.emulator import KEY_IDS, MAIN_ACCOUNT, OTHER, TEMP, Emulator
from conformance.tests.vendors import BUCKET, KEY, KEY_MD5, OTHER_KEY, Untyped, s3_client

pytestmark = pytest.mark.witness

TEXT = b"hello s3" * 1000
ARN = f"arn:aws:kms:region-1:{MAIN_ACCOUNT.number}:key/{KEY_IDS['main']}"
CUSTOMER = {"SSECustomerAlgorithm": "AES256", "SSECustomerKey": KEY}
OTHERS = {"SSECustomerAlgorithm": "AES256", "SSECustomerKey": OTHER_KEY}
SOURCE = {f"CopySource{name}": value for name, value in CUSTOMER.items()}
KMS = {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": KEY_IDS["main"]}
UNBLOCKED = {"Rules": [{"BlockedEncryptionTypes": {"EncryptionType": ["NONE"]}}]}


@pytest.fixture(scope="module")
def store() -> Iterator[Emulator]:
    with Emulator("s3") as store:
        yield store


@pytest.fixture(scope="module")
def ca_file(store: Emulator, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return store.authority.write_ca(tmp_path_factory.mktemp("ca") / "ca.pem")


@pytest.fixture(scope="module")
def client(store: Emulator, ca_file: Path) -> Untyped:
    client = s3_client(store, ca_file)
    client.create_bucket(Bucket=BUCKET)
    client.put_bucket_encryption(Bucket=BUCKET, ServerSideEncryptionConfiguration=UNBLOCKED)
    return client


def put(client: Untyped, key: str, **sse: object) -> Untyped:
    return client.put_object(Bucket=BUCKET, Key=key, Body=TEXT, **sse)


def read(client: Untyped, key: str, **sse: str) -> bytes:
    return bytes(client.get_object(Bucket=BUCKET, Key=key, **sse)["Body"].read())


def refused(call: Callable[..., Any], **arguments: Untyped) -> tuple[int, str]:
    """Status and code of a call that is refused."""
    with pytest.raises(ClientError) as caught:
        call(Bucket=BUCKET, **arguments)
    response: Untyped = caught.value.response
    assert response["ResponseMetadata"]["RequestId"]
    return response["ResponseMetadata"]["HTTPStatusCode"], response["Error"]["Code"]


def test_the_sdk_speaks_s3(store: Emulator, client: Untyped) -> None:
    put(client, "spoken", **CUSTOMER)
    entry = store.log.entries()[-1]
    assert (entry.method, entry.dialect, entry.scheme, entry.addressing) == ("PUT", "s3", "aws-v4", "path")
    assert entry.header("x-amz-server-side-encryption-customer-key-MD5") == KEY_MD5
    assert (entry.header("x-amz-trailer"), entry.secure) == ("x-amz-checksum-crc32", True)


def test_a_customer_key(store: Emulator, client: Untyped) -> None:
    written = put(client, "customer", **CUSTOMER)
    assert (written["SSECustomerAlgorithm"], written["SSECustomerKeyMD5"]) == ("AES256", KEY_MD5)
    assert "ServerSideEncryption" not in written
    assert read(client, "customer", **CUSTOMER) == TEXT
    head = client.head_object(Bucket=BUCKET, Key="customer", **CUSTOMER)
    assert (head["ContentLength"], head["SSECustomerAlgorithm"]) == (len(TEXT), "AES256")
    assert b"hello" not in store.stored_bytes(BUCKET, "customer")


def test_the_encryption_of_an_object_is_changed_in_place(store: Emulator, client: Untyped) -> None:
    put(client, "changed", ServerSideEncryption="AES256")
    before = store.stored_bytes(BUCKET, "changed")
    client.update_object_encryption(Bucket=BUCKET, Key="changed", ObjectEncryption={"SSEKMS": {"KMSKeyArn": ARN}})
    head = client.head_object(Bucket=BUCKET, Key="changed")
    assert (head["ServerSideEncryption"], head["SSEKMSKeyId"]) == ("aws:kms", ARN)
    assert read(client, "changed") == TEXT
    assert store.stored_bytes(BUCKET, "changed") != before


def test_a_multipart_object_keeps_its_parts_when_its_encryption_is_changed(client: Untyped) -> None:
    upload = {
        "Key": "changed-parts",
        "UploadId": client.create_multipart_upload(Bucket=BUCKET, Key="changed-parts")["UploadId"],
    }
    bodies = {1: b"a" * (5 << 20), 2: b"b" * 33}
    parts = [
        {
            "PartNumber": number,
            "ETag": client.upload_part(Bucket=BUCKET, **upload, PartNumber=number, Body=body)["ETag"],
        }
        for number, body in bodies.items()
    ]
    done = client.complete_multipart_upload(Bucket=BUCKET, **upload, MultipartUpload={"Parts": parts})
    wanted = {"SSEKMS": {"KMSKeyArn": ARN}}
    client.update_object_encryption(Bucket=BUCKET, Key="changed-parts", ObjectEncryption=wanted)
    second = client.get_object(Bucket=BUCKET, Key="changed-parts", PartNumber=2)
    assert (second["Body"].read(), second["ETag"]) == (bodies[2], done["ETag"])
    across = client.get_object(Bucket=BUCKET, Key="changed-parts", Range=f"bytes={(5 << 20) - 1}-{5 << 20}")
    assert across["Body"].read() == b"ab"


def test_the_encryption_of_a_customer_object_is_not_changed(client: Untyped) -> None:
    put(client, "unchanged", **CUSTOMER)
    wanted = {"SSEKMS": {"KMSKeyArn": ARN}}
    change = client.update_object_encryption
    assert refused(change, Key="unchanged", ObjectEncryption=wanted) == (400, "InvalidRequest")
    assert read(client, "unchanged", **CUSTOMER) == TEXT


def test_a_customer_object_needs_its_key(client: Untyped) -> None:
    put(client, "locked", **CUSTOMER)
    assert refused(client.get_object, Key="locked") == (400, "InvalidRequest")
    assert refused(client.get_object, Key="locked", **OTHERS) == (403, "AccessDenied")
    assert refused(client.head_object, Key="locked") == (400, "400")
    assert refused(client.head_object, Key="locked", **OTHERS) == (403, "403")


def test_the_attributes_of_a_customer_object_need_its_key(client: Untyped) -> None:
    """boto3 encodes no key for this operation."""
    put(client, "attributes", **CUSTOMER)
    asked = {"Key": "attributes", "ObjectAttributes": ["ETag", "ObjectSize"]}
    mine, other = (
        {
            "SSECustomerAlgorithm": "AES256",
            "SSECustomerKey": base64.b64encode(key.encode()).decode(),
            "SSECustomerKeyMD5": base64.b64encode(hashlib.md5(key.encode()).digest()).decode(),
        }
        for key in (KEY, OTHER_KEY)
    )
    assert client.get_object_attributes(Bucket=BUCKET, **asked, **mine)["ObjectSize"] == len(TEXT)
    assert refused(client.get_object_attributes, **asked) == (400, "InvalidRequest")
    assert refused(client.get_object_attributes, **asked, **other) == (403, "AccessDenied")


def test_a_malformed_customer_key_is_refused(client: Untyped) -> None:
    put(client, "kept", **CUSTOMER)
    wrong = {"Key": "kept", "Body": b"new"}
    assert refused(client.put_object, **wrong, **CUSTOMER, SSECustomerKeyMD5="AAAA") == (400, "InvalidArgument")
    assert refused(client.put_object, **wrong, **{**CUSTOMER, "SSECustomerKey": "short"}) == (400, "InvalidArgument")
    algorithm = {**CUSTOMER, "SSECustomerAlgorithm": "AES128"}
    assert refused(client.put_object, **wrong, **algorithm) == (400, "InvalidEncryptionAlgorithmError")
    both = {**CUSTOMER, "ServerSideEncryption": "AES256"}
    assert refused(client.put_object, **wrong, **both) == (400, "InvalidArgument")
    assert read(client, "kept", **CUSTOMER) == TEXT


@pytest.mark.parametrize(
    "name", [KEY_IDS["main"], ARN, "alias/main", ARN.replace(f"key/{KEY_IDS['main']}", "alias/main")]
)
def test_a_kms_key_in_every_form(client: Untyped, name: str) -> None:
    written = put(client, "kms", ServerSideEncryption="aws:kms", SSEKMSKeyId=name)
    assert (written["ServerSideEncryption"], written["SSEKMSKeyId"]) == ("aws:kms", ARN)
    assert read(client, "kms") == TEXT


def test_a_context_and_a_bucket_key(client: Untyped) -> None:
    written = put(client, "context", **KMS, SSEKMSEncryptionContext="eyJhIjoiYiJ9", BucketKeyEnabled=True)
    assert (written["SSEKMSEncryptionContext"], written["BucketKeyEnabled"]) == ("eyJhIjoiYiJ9", True)
    assert read(client, "context") == TEXT
    broken = {"Key": "context", "SSEKMSEncryptionContext": "not-base64"}
    assert refused(client.put_object, **broken, **KMS) == (400, "InvalidArgument")


@pytest.mark.parametrize(
    ("key", "code"),
    [
        ("fake-key-id", "KMS.NotFoundException"),
        (KEY_IDS["disabled"], "KMS.DisabledException"),
        (KEY_IDS["pending"], "KMS.KMSInvalidStateException"),
    ],
)
def test_a_kms_key_that_cannot_be_used(client: Untyped, key: str, code: str) -> None:
    asked = {"Key": "refused", "ServerSideEncryption": "aws:kms", "SSEKMSKeyId": key}
    assert refused(client.put_object, **asked) == (400, code)
    assert refused(client.get_object, Key="refused") == (404, "NoSuchKey")


def test_copies_between_methods(client: Untyped) -> None:
    put(client, "source", **CUSTOMER)
    source = {"CopySource": f"{BUCKET}/source"}
    copied = client.copy_object(Bucket=BUCKET, Key="copied", **source, **SOURCE, **KMS)
    assert copied["SSEKMSKeyId"] == ARN
    assert read(client, "copied") == TEXT
    assert refused(client.copy_object, Key="stolen", **source, **OTHERS) == (400, "InvalidRequest")
    wrong = {**SOURCE, "CopySourceSSECustomerKey": OTHER_KEY}
    assert refused(client.copy_object, Key="stolen", **source, **wrong) == (403, "AccessDenied")
    itself = {"Key": "copied", "CopySource": f"{BUCKET}/copied"}
    assert refused(client.copy_object, **itself) == (400, "InvalidRequest")


def test_a_multipart_upload_under_a_customer_key(client: Untyped) -> None:
    put(client, "part-source", **CUSTOMER)
    upload = {
        "Key": "parts",
        "UploadId": client.create_multipart_upload(Bucket=BUCKET, Key="parts", **CUSTOMER)["UploadId"],
    }
    first = {**upload, "PartNumber": 1, "Body": b"a" * (5 << 20)}
    assert refused(client.upload_part, **first) == (400, "InvalidRequest")
    assert refused(client.upload_part, **first, **OTHERS) == (400, "InvalidRequest")
    part = client.upload_part(Bucket=BUCKET, **first, **CUSTOMER)
    source = {"CopySource": f"{BUCKET}/part-source", "CopySourceRange": "bytes=0-99", **SOURCE}
    copied = client.upload_part_copy(Bucket=BUCKET, **upload, PartNumber=2, **source, **CUSTOMER)["CopyPartResult"]
    parts = [{"PartNumber": number, "ETag": made["ETag"]} for number, made in ((1, part), (2, copied))]
    done = client.complete_multipart_upload(Bucket=BUCKET, **upload, MultipartUpload={"Parts": parts}, **CUSTOMER)
    assert done["ETag"].endswith('-2"')
    assert read(client, "parts", **CUSTOMER)[-101:] == b"a" + TEXT[:100]
    second = client.get_object(Bucket=BUCKET, Key="parts", PartNumber=2, **CUSTOMER)
    assert second["Body"].read() == TEXT[:100]


def test_the_default_encryption_of_a_bucket(client: Untyped) -> None:
    bucket = {"Bucket": "with-default"}
    client.create_bucket(**bucket)
    assert client.put_object(**bucket, Key="before")["ServerSideEncryption"] == "AES256"
    apply = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": KEY_IDS["main"]}
    rule = {"ApplyServerSideEncryptionByDefault": apply, "BucketKeyEnabled": True}
    client.put_bucket_encryption(**bucket, ServerSideEncryptionConfiguration={"Rules": [rule]})
    assert client.put_object(**bucket, Key="after")["SSEKMSKeyId"] == ARN
    shown = client.get_bucket_encryption(**bucket)["ServerSideEncryptionConfiguration"]["Rules"][0]
    assert shown["ApplyServerSideEncryptionByDefault"] == apply
    assert shown["BlockedEncryptionTypes"] == {"EncryptionType": ["SSE-C"]}
    client.delete_bucket_encryption(**bucket)
    assert client.put_object(**bucket, Key="later")["ServerSideEncryption"] == "AES256"


def test_a_new_bucket_blocks_customer_keys(client: Untyped) -> None:
    client.create_bucket(Bucket="fresh")
    with pytest.raises(ClientError, match=r"AccessDenied.*blocked"):
        client.put_object(Bucket="fresh", Key="blocked", Body=TEXT, **CUSTOMER)


def test_a_presigned_url_needs_the_headers_it_was_signed_for(client: Untyped, ca_file: Path) -> None:
    put(client, "presigned", **CUSTOMER)
    url = client.generate_presigned_url("get_object", {"Bucket": BUCKET, "Key": "presigned", **CUSTOMER})
    headers = {
        "x-amz-server-side-encryption-customer-algorithm": "AES256",
        "x-amz-server-side-encryption-customer-key": "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlBQkNERUY=",
        "x-amz-server-side-encryption-customer-key-MD5": KEY_MD5,
    }
    assert requests.get(url, headers=headers, verify=str(ca_file), timeout=10).content == TEXT
    refused = requests.get(url, verify=str(ca_file), timeout=10)
    assert (refused.status_code, "SignatureDoesNotMatch" in refused.text) == (403, True)
    plain = client.generate_presigned_url("get_object", {"Bucket": BUCKET, "Key": "presigned"})
    unsigned = requests.get(plain, headers=headers, verify=str(ca_file), timeout=10)
    assert (unsigned.status_code, "HeadersNotSigned" in unsigned.text) == (403, True)


def test_a_form_with_encryption_in_its_fields(client: Untyped, ca_file: Path) -> None:
    field = {"x-amz-server-side-encryption": "AES256"}
    form = client.generate_presigned_post(
        BUCKET, "posted/${filename}", field, [field, ["starts-with", "$key", "posted/"]]
    )
    files = {"file": ("a.txt", TEXT)}
    posted = requests.post(form["url"], data=form["fields"], files=files, verify=str(ca_file), timeout=10)
    assert (posted.status_code, posted.headers["x-amz-server-side-encryption"]) == (204, "AES256")
    assert read(client, "posted/a.txt") == TEXT
    fields = {**form["fields"], "x-amz-server-side-encryption": "aws:kms"}
    refused = requests.post(form["url"], data=fields, files=files, verify=str(ca_file), timeout=10)
    assert (refused.status_code, "AccessDenied" in refused.text) == (403, True)


def test_who_may_read(store: Emulator, ca_file: Path, client: Untyped) -> None:
    put(client, "mine")
    assert refused(s3_client(store, ca_file, OTHER).get_object, Key="mine") == (403, "AccessDenied")
    assert read(s3_client(store, ca_file, TEMP), "mine") == TEXT


def test_encryption_over_plain_http_is_refused(store: Emulator, ca_file: Path, client: Untyped) -> None:
    plain = s3_client(store, ca_file, scheme="http")
    asked = {"Key": "plain", "Body": TEXT}
    assert refused(plain.put_object, **asked, **KMS) == (400, "InvalidArgument")
    put(client, "plain", **KMS)
    assert refused(plain.get_object, Key="plain") == (400, "InvalidArgument")
