"""What COS spells in its own way."""

from typing import Any

import pytest

from conformance.drivers.prepare import Preparer
from conformance.model.operation import CopySource, Encryption, Operation
from conformance.model.values import BucketDefault
from conformance.model.words import Dialect as Name
from conformance.model.words import Mode
from conformance.tests.remembering import MAIN, NOW
from conformance.tests.test_wire_dialects import CUSTOMER, KMS, MANAGED, SOURCE, customer, lines, request_line, spell
from conformance.wire.dialects import dialect_for
from conformance.wire.dialects.base import Draft
from conformance.wire.endpoint import Endpoint, Origin
from conformance.wire.errors import NotExpressibleError
from conformance.wire.request import Request
from conformance.wire.signers import signer_for

SSE = "x-cos-server-side-encryption"
HOST = "from.cos.ap-guangzhou.myqcloud.com"


def cos(do: str, region: str = "ap-guangzhou", **fields: Any) -> Draft:  # noqa: ANN401 - any field
    return spell(Name.COS, do, region, **fields)


@pytest.mark.parametrize("do", ["put-object", "initiate-multipart", "copy-object", "append-object", "post-object"])
@pytest.mark.parametrize(
    ("encryption", "wanted"),
    [
        (CUSTOMER, customer("x-cos")),
        (KMS, [f"{SSE}: cos/kms", f"{SSE}-cos-kms-key-id: kid"]),
        (MANAGED, [f"{SSE}: AES256"]),
        (Encryption(mode=Mode.MANAGED, data_algorithm="SM4"), [f"{SSE}: SM4"]),
        (
            Encryption(mode=Mode.KMS, context={"a": "asdfa", "b": "123321"}),
            [f"{SSE}: cos/kms", f"{SSE}-context: eyJhIjoiYXNkZmEiLCJiIjoiMTIzMzIxIn0="],
        ),
    ],
)
def test_a_write_says_how_to_encrypt(do: str, encryption: Encryption, wanted: list[str]) -> None:
    draft = cos(do, key="k", encryption=encryption, source=CopySource(bucket="b", key="s"))
    assert [line for line in lines(draft) if line.startswith(SSE)] == wanted


@pytest.mark.parametrize(("word", "spelled"), [("copy", "Copy"), ("replace", "Replaced"), ("Other", "Other")])
def test_a_copy_names_its_source_by_the_host_of_its_bucket(word: str, spelled: str) -> None:
    draft = cos("copy-object", key="k", source=SOURCE, metadata_directive=word)
    assert lines(draft) == [
        f"x-cos-copy-source: {HOST}/a%20b/%C3%BC?versionId=v%2B%2F1",
        *customer("x-cos-copy-source"),
        f"x-cos-metadata-directive: {spelled}",
    ]


def test_a_copy_needs_the_region_of_its_source() -> None:
    with pytest.raises(NotExpressibleError, match="region"):
        cos("copy-object", region="", key="k", source=SOURCE)


def test_a_bucket_is_created_where_its_host_is() -> None:
    draft = cos("create-bucket")
    assert (request_line(draft), draft.fields, draft.body) == ("PUT ?", (), None)


def test_an_append_has_its_position() -> None:
    assert request_line(cos("append-object", key="k", position=5)) == "POST k?append&position=5"


@pytest.mark.parametrize(
    ("do", "fields"),
    [
        ("create-bucket", {"encryption": MANAGED}),
        ("get-object-attributes", {}),
        ("put-object", {"encryption": Encryption(mode=Mode.KMS, data_algorithm="SM4")}),
        ("put-object", {"encryption": Encryption(mode=Mode.KMS, bucket_key=True)}),
        ("put-bucket-encryption", {"default": BucketDefault(mode=Mode.CUSTOMER)}),
    ],
)
def test_what_cos_does_not_have_is_said_and_not_sent(do: str, fields: dict[str, Any]) -> None:
    with pytest.raises(NotExpressibleError):
        cos(do, key="k", **fields)


def rule(*children: str) -> bytes:
    applied = f"<ApplyServerSideEncryptionByDefault>{''.join(children)}</ApplyServerSideEncryptionByDefault>"
    return f"<ServerSideEncryptionConfiguration><Rule>{applied}</Rule></ServerSideEncryptionConfiguration>".encode()


KMS_RULE = "<SSEAlgorithm>KMS</SSEAlgorithm>"


@pytest.mark.parametrize(
    ("default", "body"),
    [
        (BucketDefault(mode=Mode.MANAGED), rule("<SSEAlgorithm>AES256</SSEAlgorithm>")),
        (BucketDefault(mode=Mode.MANAGED, data_algorithm="SM4"), rule("<SSEAlgorithm>SM4</SSEAlgorithm>")),
        (BucketDefault(mode=Mode.KMS), rule(KMS_RULE)),
        (
            BucketDefault(mode=Mode.KMS, kms_key="k", data_algorithm="SM4"),
            rule(KMS_RULE, "<KMSMasterKeyID>k</KMSMasterKeyID>", "<KMSAlgorithm>SM4</KMSAlgorithm>"),
        ),
        (
            BucketDefault(algorithm="AES256", data_algorithm="SM4"),
            rule("<SSEAlgorithm>AES256</SSEAlgorithm>", "<KMSAlgorithm>SM4</KMSAlgorithm>"),
        ),
    ],
)
def test_a_default_calls_kms_by_another_name_than_a_header(default: BucketDefault, body: bytes) -> None:
    draft = cos("put-bucket-encryption", default=default)
    assert (request_line(draft), draft.body) == ("PUT ?encryption", body)
    assert [field.name for field in draft.fields] == ["Content-Type", "Content-MD5"]


def prepare(addressing: str) -> Request:
    return Preparer(
        endpoint=Endpoint(origin=Origin.of_url("https://cos.example"), addressing=addressing),
        dialect=dialect_for(Name.COS, ""),
        signer=signer_for("cos", ""),
        credentials=MAIN,
        now=lambda: NOW,
    ).request(Operation(do="get-object", bucket="b", key="k"))


def test_a_bucket_is_a_part_of_the_host() -> None:
    assert prepare("virtual").url == "https://b.cos.example/k"
    assert prepare("cname").url == "https://cos.example/k"
    with pytest.raises(NotExpressibleError, match="no path addressing"):
        prepare("path")
