"""How answers are read back into neutral terms, whatever a store sends."""

import base64
from typing import Any

import pytest

from conformance.model.operation import Operation
from conformance.model.values import BucketDefault
from conformance.model.words import Dialect as Name
from conformance.model.words import Mode, Role
from conformance.wire.answer import Answer
from conformance.wire.dialects import dialect_for
from conformance.wire.dialects.answers import read


def rule(*children: str) -> bytes:
    applied = f"<ApplyServerSideEncryptionByDefault>{''.join(children)}</ApplyServerSideEncryptionByDefault>"
    return f"<ServerSideEncryptionConfiguration><Rule>{applied}</Rule></ServerSideEncryptionConfiguration>".encode()


KMS_RULE = "<SSEAlgorithm>kms</SSEAlgorithm>"
MANAGED_RULE = "<SSEAlgorithm>AES256</SSEAlgorithm>"


def answer(status: int = 200, body: str = "", **headers: str) -> Answer:
    pairs = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Answer(status=status, reason="", headers=pairs, body=body.encode())


def reply(dialect: Name, do: str, got: Answer) -> Any:  # noqa: ANN401 - read by name
    return read(dialect_for(dialect, ""), Operation(do=do, bucket="b"), got)


ERROR = '<?xml version="1.0"?><Error xmlns="urn:x"><Code>NoSuchKey</Code><Message>m</Message></Error>'


def test_an_error_s_code_is_in_its_body() -> None:
    assert reply(Name.S3, "get-object", answer(404, ERROR)).code == "NoSuchKey"
    assert not reply(Name.S3, "get-object", answer(404, ERROR)).ok


def test_obs_says_the_code_of_a_head_in_a_header() -> None:
    got = answer(403, x_obs_error_code="AccessDenied")
    assert reply(Name.OBS, "head-object", got).code == "AccessDenied"
    assert reply(Name.S3, "head-object", got).code is None
    assert reply(Name.OBS, "head-object", answer(200, x_obs_error_code="x")).code is None


def test_cos_says_the_code_of_a_head_in_a_header() -> None:
    assert (
        reply(Name.COS, "head-object", answer(400, x_cos_error_code="SSEHeaderNotAllowed")).code
        == "SSEHeaderNotAllowed"
    )


@pytest.mark.parametrize(
    ("header", "code"),
    [
        (base64.b64encode(ERROR.encode()).decode(), "NoSuchKey"),
        ("not Base64!", None),
        (base64.b64encode(b"no XML").decode(), None),
        ("", None),
        ("ü", None),
    ],
)
def test_oss_says_the_whole_error_of_a_head_in_a_header(header: str, code: str | None) -> None:
    assert reply(Name.OSS, "head-object", answer(404, x_oss_err=header)).code == code
    assert reply(Name.OSS, "head-object", answer(200, x_oss_err=header)).code is None
    assert reply(Name.OSS, "head-object", answer(404)).code is None
    assert reply(Name.OSS, "get-object", answer(404, ERROR, x_oss_err="")).code == "NoSuchKey"


@pytest.mark.parametrize("do", ["copy-object", "copy-part", "complete-multipart"])
def test_a_success_whose_body_is_an_error_is_none(do: str) -> None:
    got = reply(Name.OBS, do, answer(200, ERROR))
    assert (got.code, got.ok) == ("NoSuchKey", False)


def test_an_object_that_looks_like_an_error_is_an_object() -> None:
    got = reply(Name.S3, "get-object", answer(200, ERROR, ETag='"e"'))
    assert (got.code, got.ok, got.etag) == (None, True, '"e"')


@pytest.mark.parametrize(
    "body", ["<Error", "<!DOCTYPE x [<!ENTITY e 'NoSuchKey'>]><Error><Code>&e;</Code></Error>", "no"]
)
def test_bad_xml_is_no_code(body: str) -> None:
    assert reply(Name.S3, "get-object", answer(400, body)).code is None


def test_deep_xml_is_survived() -> None:
    assert reply(Name.S3, "get-object", answer(400, "<a>" * 5000 + "</a>" * 5000)).code is None


@pytest.mark.parametrize(
    ("do", "root"),
    [
        ("copy-object", "CopyObjectResult"),
        ("copy-part", "CopyPartResult"),
        ("complete-multipart", "CompleteMultipartUploadResult"),
        ("get-object-attributes", "GetObjectAttributesResponse"),
    ],
)
def test_an_etag_may_be_in_the_body(do: str, root: str) -> None:
    body = f'<x:{root} xmlns:x="urn:x"><x:ETag>&quot;in&quot;</x:ETag></x:{root}>'
    assert reply(Name.S3, do, answer(200, body, etag='"out"')).etag == '"in"'
    assert reply(Name.S3, do, answer(200, "", etag='"out"')).etag == '"out"'


def test_an_upload_id_is_read() -> None:
    body = "<InitiateMultipartUploadResult><UploadId>u1</UploadId></InitiateMultipartUploadResult>"
    assert reply(Name.OBS, "initiate-multipart", answer(200, body)).upload_id == "u1"


def test_headers_of_an_answer_have_roles_whatever_their_case() -> None:
    headers = {
        "X-OBS-SERVER-SIDE-ENCRYPTION": "kms",
        "x-obs-server-side-encryption-customer-key-md5": "m",
        "x-obs-version-id": "v",
        "x-obs-request-id": "r",
    }
    got = read(
        dialect_for(Name.OBS, ""),
        Operation(do="put-object", bucket="b"),
        Answer(status=200, reason="", headers=(*headers.items(), ("x-obs-version-id", "second")), body=b""),
    )
    assert got.roles == {Role.SSE: "kms", Role.CUSTOMER_KEY_MD5: "m", Role.VERSION_ID: "v", Role.REQUEST_ID: "r"}
    assert got.version_id == "v"


@pytest.mark.parametrize(
    ("children", "mode", "key", "cipher"),
    [
        ([MANAGED_RULE], Mode.MANAGED, None, None),
        ([KMS_RULE], Mode.KMS, None, None),
        ([KMS_RULE, "<KMSMasterKeyID>k</KMSMasterKeyID>"], Mode.KMS, "k", None),
        ([KMS_RULE, "<KMSDataEncryption>SM4</KMSDataEncryption>"], Mode.KMS, None, "SM4"),
        (["<SSEAlgorithm>DES</SSEAlgorithm>"], Mode.NONE, None, None),
        ([], Mode.NONE, None, None),
    ],
)
def test_a_bucket_default_is_read_back(children: list[str], mode: Mode, key: str | None, cipher: str | None) -> None:
    default = reply(Name.OBS, "get-bucket-encryption", answer(200, rule(*children).decode())).default
    assert (default.mode, default.kms_key, default.data_algorithm) == (mode, key, cipher)


@pytest.mark.parametrize(
    ("children", "mode", "key", "cipher"),
    [
        (["<KMSAlgorithm>SM4</KMSAlgorithm>", "<SSEAlgorithm>KMS</SSEAlgorithm>"], Mode.KMS, None, "SM4"),
        (["<KMSMasterKeyID>k</KMSMasterKeyID>", "<SSEAlgorithm>KMS</SSEAlgorithm>"], Mode.KMS, "k", None),
        (["<SSEAlgorithm>SM4</SSEAlgorithm>"], Mode.MANAGED, None, "SM4"),
        (["<SSEAlgorithm>cos/kms</SSEAlgorithm>"], Mode.NONE, None, None),
    ],
)
def test_a_default_of_cos_is_read_back(children: list[str], mode: Mode, key: str | None, cipher: str | None) -> None:
    default = reply(Name.COS, "get-bucket-encryption", answer(200, rule(*children).decode())).default
    assert (default.mode, default.kms_key, default.data_algorithm) == (mode, key, cipher)


@pytest.mark.parametrize(
    ("children", "wanted"),
    [
        (
            "<KMSMasterKeyID>k</KMSMasterKeyID><KMSDataEncryption>SM4</KMSDataEncryption><SSEAlgorithm>KMS</SSEAlgorithm>",
            BucketDefault(mode=Mode.KMS, algorithm="KMS", kms_key="k", data_algorithm="SM4"),
        ),
        (
            "<SSEAlgorithm>AES256</SSEAlgorithm><KMSMasterKeyID/>",
            BucketDefault(mode=Mode.MANAGED, algorithm="AES256", empty_key_id=True),
        ),
        ("<SSEAlgorithm>SM4</SSEAlgorithm>", BucketDefault(mode=Mode.MANAGED, algorithm="SM4", data_algorithm="SM4")),
    ],
)
def test_a_default_of_oss_is_read_back_in_any_order(children: str, wanted: BucketDefault) -> None:
    applied = f"<ApplyServerSideEncryptionByDefault>{children}</ApplyServerSideEncryptionByDefault>"
    document = f"<ServerSideEncryptionRule>{applied}</ServerSideEncryptionRule>"
    assert reply(Name.OSS, "get-bucket-encryption", answer(200, document)).default == wanted


def test_the_checksum_of_an_answer_has_a_role() -> None:
    assert reply(Name.COS, "put-object", answer(200, x_cos_hash_crc64ecma="1")).roles == {Role.CRC64: "1"}
    assert reply(Name.OSS, "put-object", answer(200, x_oss_hash_crc64ecma="1")).roles == {Role.CRC64: "1"}


def test_no_bucket_default_is_none() -> None:
    assert reply(Name.OBS, "get-bucket-encryption", answer(404, ERROR)).default is None
    for dialect in Name:
        assert reply(dialect, "get-bucket-encryption", answer(200, "garbage")).default == BucketDefault(rules=0)


@pytest.mark.parametrize("dialect", list(Name))
def test_a_code_is_a_word_whatever_a_store_makes_of_it(dialect: Name) -> None:
    long = reply(dialect, "get-object", answer(400, f"<Error><Code>{'A' * 1_000_000}</Code></Error>"))
    assert len(long.code) == 100
    obeyed = reply(dialect, "get-object", answer(400, "<Error><Code>\x9b2J</Code></Error>"))
    assert obeyed.code == "\N{REPLACEMENT CHARACTER}2J"


@pytest.mark.parametrize(("dialect", "header"), [(Name.OBS, "x_obs_error_code"), (Name.COS, "x_cos_error_code")])
def test_a_code_in_a_header_is_a_word_too(dialect: Name, header: str) -> None:
    assert reply(dialect, "head-object", answer(400, **{header: "\x1b[2J"})).code == "\N{REPLACEMENT CHARACTER}[2J"
