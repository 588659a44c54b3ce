"""How neutral calls are spelled in each dialect, and how answers are read back."""

import base64
import json
from typing import Any

import pytest

from conformance.model.operation import CopySource, Encryption, Operation
from conformance.model.values import BucketDefault
from conformance.model.words import Dialect as Name
from conformance.model.words import Mode, Role
from conformance.wire.dialects import dialect_for
from conformance.wire.dialects.base import Draft
from conformance.wire.errors import NotExpressibleError

KEY = b"0123456789abcdef0123456789ABCDEF"
KEY_TEXT, KEY_MD5 = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlBQkNERUY=", "V5euSAsQOO0sIBHETfEa4w=="
"""The pair of OBS facts 1.5, K1."""
CUSTOMER = Encryption(mode=Mode.CUSTOMER, customer_key=KEY)
KMS = Encryption(mode=Mode.KMS, kms_key_id="kid")
MANAGED = Encryption(mode=Mode.MANAGED)
SOURCE = CopySource(bucket="from", key="a b/ü", encryption=CUSTOMER, version_id="v+/1")
PREFIXES = {Name.S3: "x-amz", Name.OBS: "x-obs", Name.COS: "x-cos", Name.OSS: "x-oss"}
S3_SSE, OBS_SSE = "x-amz-server-side-encryption", "x-obs-server-side-encryption"


def spell(dialect: Name, do: str, region: str = "", **fields: Any) -> Draft:  # noqa: ANN401 - any field
    return dialect_for(dialect, region).draft(Operation(do=do, bucket="b", **fields))


def lines(draft: Draft) -> list[str]:
    return [f"{field.name}: {field.value}" for field in draft.fields]


def request_line(draft: Draft) -> str:
    query = "&".join(name if value is None else f"{name}={value}" for name, value in draft.query)
    return f"{draft.method} {draft.key or ''}?{query}"


def customer(prefix: str) -> list[str]:
    name = f"{prefix}-server-side-encryption-customer"
    return [f"{name}-algorithm: AES256", f"{name}-key: {KEY_TEXT}", f"{name}-key-MD5: {KEY_MD5}"]


# Encryption headers


@pytest.mark.parametrize("do", ["put-object", "initiate-multipart", "copy-object"])
@pytest.mark.parametrize(
    ("dialect", "encryption", "wanted"),
    [
        (Name.S3, None, []),
        (Name.S3, Encryption(mode=Mode.NONE), []),
        (Name.S3, CUSTOMER, customer("x-amz")),
        (Name.S3, KMS, [f"{S3_SSE}: aws:kms", f"{S3_SSE}-aws-kms-key-id: kid"]),
        (Name.S3, MANAGED, [f"{S3_SSE}: AES256"]),
        (
            Name.S3,
            Encryption(mode=Mode.KMS, context={"a": "ü"}, bucket_key=True),
            [f"{S3_SSE}: aws:kms", f"{S3_SSE}-context: eyJhIjoiXHUwMGZjIn0=", f"{S3_SSE}-bucket-key-enabled: true"],
        ),
        (Name.OBS, CUSTOMER, customer("x-obs")),
        (Name.OBS, KMS, [f"{OBS_SSE}: kms", f"{OBS_SSE}-kms-key-id: kid"]),
        (Name.OBS, MANAGED, [f"{OBS_SSE}: AES256"]),
        (
            Name.OBS,
            Encryption(mode=Mode.KMS, data_algorithm="SM4"),
            [f"{OBS_SSE}: kms", "x-obs-server-side-data-encryption: SM4"],
        ),
    ],
)
def test_a_write_says_how_to_encrypt(do: str, dialect: Name, encryption: Encryption | None, wanted: list[str]) -> None:
    draft = spell(dialect, do, key="k", encryption=encryption, source=CopySource(bucket="b", key="s"))
    assert [line for line in lines(draft) if "copy-source" not in line] == wanted


def test_a_context_is_base64_of_json() -> None:
    draft = spell(Name.S3, "put-object", key="k", encryption=Encryption(mode=Mode.KMS, context={"a": "ü", "b": "2"}))
    value = next(field.value for field in draft.fields if field.role is Role.CONTEXT)
    assert json.loads(base64.b64decode(value)) == {"a": "ü", "b": "2"}


READS = [
    "get-object",
    "head-object",
    "delete-object",
    "upload-part",
    "list-parts",
    "complete-multipart",
    "abort-multipart",
]


@pytest.mark.parametrize("do", READS)
@pytest.mark.parametrize(("dialect", "prefix"), PREFIXES.items())
def test_only_a_customer_key_goes_with_other_calls(do: str, dialect: Name, prefix: str) -> None:
    def sent(encryption: Encryption | None) -> list[str]:
        draft = spell(dialect, do, key="k", encryption=encryption, upload_id="u", part_number=1)
        return [line for line in lines(draft) if "encryption" in line]

    assert sent(CUSTOMER) == customer(prefix)
    assert sent(KMS) == sent(MANAGED) == sent(None) == []


@pytest.mark.parametrize(
    ("dialect", "do", "fields"),
    [
        (Name.S3, "append-object", {}),
        (Name.OBS, "get-object-attributes", {}),
        (Name.OBS, "unblock-customer-keys", {}),
        (Name.OBS, "no-such-verb", {}),
        (Name.S3, "create-bucket", {"encryption": MANAGED}),
        (Name.S3, "put-object", {"encryption": Encryption(mode=Mode.KMS, data_algorithm="SM4")}),
        (Name.S3, "put-bucket-encryption", {"default": BucketDefault(mode=Mode.KMS, data_algorithm="SM4")}),
        (Name.OBS, "put-object", {"encryption": Encryption(mode=Mode.KMS, context={"a": "b"})}),
        (Name.OBS, "put-object", {"encryption": Encryption(mode=Mode.KMS, bucket_key=True)}),
        (Name.OBS, "put-object", {"encryption": Encryption(mode=Mode.CUSTOMER)}),
        (Name.OBS, "put-bucket-encryption", {"default": BucketDefault(mode=Mode.CUSTOMER)}),
        (Name.OBS, "copy-object", {}),
        (Name.OBS, "raw", {}),
    ],
)
def test_what_a_dialect_does_not_have_is_said_and_not_sent(dialect: Name, do: str, fields: dict[str, Any]) -> None:
    with pytest.raises(NotExpressibleError):
        spell(dialect, do, key="k", **fields)


# Request lines, other headers and bodies


@pytest.mark.parametrize("dialect", Name)
@pytest.mark.parametrize(
    ("do", "fields", "wanted"),
    [
        ("put-object", {}, "PUT k?"),
        ("get-object", {"version_id": "v+1", "part_number": 2}, "GET k?partNumber=2&versionId=v%2B1"),
        ("head-object", {}, "HEAD k?"),
        ("delete-object", {"version_id": "v"}, "DELETE k?versionId=v"),
        ("initiate-multipart", {}, "POST k?uploads"),
        ("upload-part", {"upload_id": "u/", "part_number": 3}, "PUT k?partNumber=3&uploadId=u%2F"),
        ("complete-multipart", {"upload_id": "u"}, "POST k?uploadId=u"),
        ("abort-multipart", {"upload_id": "u"}, "DELETE k?uploadId=u"),
        ("list-parts", {"upload_id": "u"}, "GET k?uploadId=u"),
        ("raw", {"method": "PATCH", "query": "b&a=%2f"}, "PATCH k?b&a=%2f"),
    ],
)
def test_calls_about_an_object(dialect: Name, do: str, fields: dict[str, Any], wanted: str) -> None:
    assert request_line(spell(dialect, do, key="k", **fields)) == wanted


@pytest.mark.parametrize("dialect", Name)
@pytest.mark.parametrize(
    ("do", "wanted"),
    [
        ("create-bucket", "PUT ?"),
        ("head-bucket", "HEAD ?"),
        ("delete-bucket", "DELETE ?"),
        ("list-versions", "GET ?versions"),
        ("list-uploads", "GET ?uploads"),
        ("get-bucket-encryption", "GET ?encryption"),
        ("delete-bucket-encryption", "DELETE ?encryption"),
        ("put-bucket-versioning", "PUT ?versioning"),
        ("post-object", "POST ?"),
    ],
)
def test_calls_about_a_bucket(dialect: Name, do: str, wanted: str) -> None:
    assert request_line(spell(dialect, do)) == wanted


def test_a_read_says_its_range_and_conditions() -> None:
    draft = spell(Name.S3, "get-object", key="k", range="0-15", if_match='"a"', if_none_match='"b"')
    assert lines(draft) == ["Range: bytes=0-15", 'If-Match: "a"', 'If-None-Match: "b"']


@pytest.mark.parametrize(
    ("dialect", "prefix", "path"),
    [(Name.S3, "x-amz", "from/a%20b/%C3%BC"), (Name.OBS, "x-obs", "/from/a%20b/%C3%BC")],
)
def test_a_copy_names_its_source_and_the_key_that_opens_it(dialect: Name, prefix: str, path: str) -> None:
    draft = spell(dialect, "copy-object", key="k", source=SOURCE, encryption=KMS, metadata_directive="replace")
    sent = lines(draft)
    assert sent[0] == f"{prefix}-copy-source: {path}?versionId=v%2B%2F1"
    assert sent[1:4] == customer(f"{prefix}-copy-source")
    assert sent[4] == f"{prefix}-metadata-directive: REPLACE"
    assert draft.body is None


def test_a_part_copy_has_a_range_and_the_target_s_key() -> None:
    source = CopySource(bucket="b", key="s", range="0-4")
    draft = spell(Name.OBS, "copy-part", key="k", source=source, encryption=CUSTOMER, upload_id="u", part_number=1)
    assert lines(draft) == ["x-obs-copy-source: /b/s", "x-obs-copy-source-range: bytes=0-4", *customer("x-obs")]


def test_metadata_and_content_md5_are_headers() -> None:
    draft = spell(Name.OBS, "put-object", key="k", metadata={"a": "ü b"}, content_md5="md5")
    assert lines(draft) == ["x-obs-meta-a: %C3%BC%20b", "Content-MD5: md5"]


def test_an_append_has_its_position() -> None:
    draft = spell(Name.OBS, "append-object", key="k", position=5, encryption=CUSTOMER, body=b"x")
    assert request_line(draft) == "POST k?append&position=5"
    assert lines(draft) == customer("x-obs")


def test_a_completion_lists_the_parts_in_the_order_given() -> None:
    parts = ((2, '"b"'), (1, '"<a>"'))
    obs = spell(Name.OBS, "complete-multipart", key="k", upload_id="u", parts=parts).body
    assert obs == (
        b'<CompleteMultipartUpload><Part><PartNumber>2</PartNumber><ETag>"b"</ETag></Part>'
        b'<Part><PartNumber>1</PartNumber><ETag>"&lt;a&gt;"</ETag></Part></CompleteMultipartUpload>'
    )
    s3 = spell(Name.S3, "complete-multipart", key="k", upload_id="u", parts=parts).body or b""
    assert s3.startswith(b'<CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">')


def test_attributes_are_asked_for_by_name() -> None:
    draft = spell(Name.S3, "get-object-attributes", key="k", encryption=CUSTOMER, version_id="v")
    assert request_line(draft) == "GET k?attributes&versionId=v"
    assert lines(draft)[-1].startswith("x-amz-object-attributes: ETag,")


def test_a_form_has_key_and_encryption_as_fields() -> None:
    draft = spell(Name.OBS, "post-object", key="a/ü", encryption=MANAGED, body=b"x")
    assert (lines(draft), draft.form, draft.body) == (["key: a/ü", f"{OBS_SSE}: AES256"], True, b"x")


def test_headers_of_a_raw_call_have_their_roles() -> None:
    headers = (("X-OBS-Server-Side-Encryption", "kms"), ("x-other", "1"))
    draft = spell(Name.OBS, "raw", key="k", method="PUT", raw_headers=headers)
    assert [field.role for field in draft.fields] == [Role.SSE, None]


# Buckets


def test_a_bucket_is_created_in_its_region() -> None:
    assert spell(Name.S3, "create-bucket", region="us-east-1").body is None
    s3 = spell(Name.S3, "create-bucket", region="eu-west-1").body or b""
    assert b"<LocationConstraint>eu-west-1</LocationConstraint>" in s3
    assert spell(Name.OBS, "create-bucket").body is None
    obs = spell(Name.OBS, "create-bucket", region="region-1").body
    assert obs == b"<CreateBucketConfiguration><Location>region-1</Location></CreateBucketConfiguration>"


def test_only_at_creation_obs_calls_its_own_keys_obs() -> None:
    assert lines(spell(Name.OBS, "create-bucket", encryption=MANAGED)) == [f"{OBS_SSE}: obs"]
    assert lines(spell(Name.OBS, "create-bucket", encryption=KMS))[0] == f"{OBS_SSE}: kms"


def rule(*children: str) -> bytes:
    applied = f"<ApplyServerSideEncryptionByDefault>{''.join(children)}</ApplyServerSideEncryptionByDefault>"
    return f"<ServerSideEncryptionConfiguration><Rule>{applied}</Rule></ServerSideEncryptionConfiguration>".encode()


KMS_RULE = "<SSEAlgorithm>kms</SSEAlgorithm>"
MANAGED_RULE = "<SSEAlgorithm>AES256</SSEAlgorithm>"


@pytest.mark.parametrize(
    ("default", "body"),
    [
        (BucketDefault(mode=Mode.MANAGED), rule(MANAGED_RULE)),
        (BucketDefault(mode=Mode.KMS), rule(KMS_RULE)),
        (BucketDefault(mode=Mode.KMS, kms_key="k&"), rule(KMS_RULE, "<KMSMasterKeyID>k&amp;</KMSMasterKeyID>")),
        (BucketDefault(mode=Mode.KMS, empty_key_id=True), rule(KMS_RULE, "<KMSMasterKeyID></KMSMasterKeyID>")),
        (
            BucketDefault(mode=Mode.KMS, data_algorithm="SM4", kms_key="k"),
            rule(KMS_RULE, "<KMSDataEncryption>SM4</KMSDataEncryption>", "<KMSMasterKeyID>k</KMSMasterKeyID>"),
        ),
        (BucketDefault(mode=Mode.KMS, algorithm="DES"), rule("<SSEAlgorithm>DES</SSEAlgorithm>")),
        (
            BucketDefault(mode=Mode.MANAGED, rules=0),
            b"<ServerSideEncryptionConfiguration></ServerSideEncryptionConfiguration>",
        ),
        (BucketDefault(xml="<not"), b"<not"),
    ],
)
def test_a_bucket_default_is_a_document(default: BucketDefault, body: bytes) -> None:
    draft = spell(Name.OBS, "put-bucket-encryption", default=default)
    assert (request_line(draft), draft.body) == ("PUT ?encryption", body)
    assert lines(draft) == ["Content-Type: application/xml"]


def test_s3_settings_carry_their_md5() -> None:
    draft = spell(Name.S3, "put-bucket-encryption", default=BucketDefault(mode=Mode.KMS, rules=2))
    assert (draft.body or b"").count(b"<Rule>") == 2
    assert b"<SSEAlgorithm>aws:kms</SSEAlgorithm>" in (draft.body or b"")
    assert [field.name for field in draft.fields] == ["Content-Type", "Content-MD5"]


def test_customer_keys_are_let_in_by_blocking_nothing() -> None:
    body = spell(Name.S3, "unblock-customer-keys").body or b""
    assert b"<BlockedEncryptionTypes><EncryptionType>NONE</EncryptionType></BlockedEncryptionTypes>" in body
