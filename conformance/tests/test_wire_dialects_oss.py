"""What OSS spells in its own way."""

from typing import Any

import pytest

from conformance.model.operation import CopySource, Encryption
from conformance.model.values import BucketDefault
from conformance.model.words import Dialect as Name
from conformance.model.words import Mode
from conformance.tests.test_wire_dialects import CUSTOMER, KMS, MANAGED, SOURCE, customer, lines, request_line, spell
from conformance.wire.dialects.base import Draft
from conformance.wire.errors import NotExpressibleError

SSE, CIPHER = "x-oss-server-side-encryption", "x-oss-server-side-data-encryption"


def oss(do: str, **fields: Any) -> Draft:  # noqa: ANN401 - any field
    return spell(Name.OSS, do, **fields)


@pytest.mark.parametrize("do", ["put-object", "initiate-multipart", "copy-object", "append-object", "post-object"])
@pytest.mark.parametrize(
    ("encryption", "wanted"),
    [
        (CUSTOMER, customer("x-oss")),
        (KMS, [f"{SSE}: KMS", f"{SSE}-key-id: kid"]),
        (MANAGED, [f"{SSE}: AES256"]),
        (Encryption(mode=Mode.MANAGED, data_algorithm="SM4"), [f"{SSE}: SM4"]),
        (Encryption(mode=Mode.KMS, data_algorithm="SM4"), [f"{SSE}: KMS", f"{CIPHER}: SM4"]),
        (
            Encryption(mode=Mode.KMS, kms_key_id="kid", context={"a": "ü", "b": "2"}),
            [f"{SSE}: KMS", f"{SSE}-key-id: kid", f'{SSE}-context: {{"a":"\\u00fc","b":"2"}}'],
        ),
    ],
)
def test_a_write_says_how_to_encrypt(do: str, encryption: Encryption, wanted: list[str]) -> None:
    draft = oss(do, key="k", encryption=encryption, source=CopySource(bucket="b", key="s"))
    assert [line for line in lines(draft) if line.startswith((SSE, CIPHER))] == wanted


@pytest.mark.parametrize("word", ["copy", "replace"])
def test_a_copy_names_its_source(word: str) -> None:
    source = CopySource(bucket="from", key="a b/ü", version_id="v+/1")
    draft = oss("copy-object", key="k", source=source, metadata_directive=word)
    assert lines(draft) == [
        "x-oss-copy-source: /from/a%20b/%C3%BC?versionId=v%2B%2F1",
        f"x-oss-metadata-directive: {word.upper()}",
    ]


def test_a_part_copy_has_a_range() -> None:
    draft = oss("copy-part", key="k", source=CopySource(bucket="b", key="s", range="0-4"), upload_id="u", part_number=1)
    assert lines(draft) == ["x-oss-copy-source: /b/s", "x-oss-copy-source-range: bytes=0-4"]


def test_an_append_has_its_position() -> None:
    assert request_line(oss("append-object", key="k", position=5)) == "POST k?append&position=5"


@pytest.mark.parametrize(
    ("encryption", "wanted"),
    [(None, []), (MANAGED, [f"{SSE}: AES256"]), (KMS, [f"{SSE}: KMS", f"{SSE}-key-id: kid"])],
)
def test_a_bucket_may_be_created_with_a_default(encryption: Encryption | None, wanted: list[str]) -> None:
    draft = oss("create-bucket", encryption=encryption)
    assert (request_line(draft), lines(draft), draft.body) == ("PUT ?", wanted, None)


@pytest.mark.parametrize(
    ("do", "fields"),
    [
        ("copy-object", {"source": SOURCE}),
        ("copy-part", {"source": SOURCE}),
        ("get-object-attributes", {}),
        ("put-object", {"encryption": Encryption(mode=Mode.KMS, bucket_key=True)}),
    ],
)
def test_what_oss_does_not_have_is_said_and_not_sent(do: str, fields: dict[str, Any]) -> None:
    with pytest.raises(NotExpressibleError):
        oss(do, key="k", **fields)


def applied(*children: str) -> str:
    return f"<ApplyServerSideEncryptionByDefault>{''.join(children)}</ApplyServerSideEncryptionByDefault>"


KMS_RULE, CIPHER_RULE = "<SSEAlgorithm>KMS</SSEAlgorithm>", "<KMSDataEncryption>SM4</KMSDataEncryption>"
MANAGED_RULE, NO_KEY = "<SSEAlgorithm>AES256</SSEAlgorithm>", "<KMSMasterKeyID></KMSMasterKeyID>"


@pytest.mark.parametrize(
    ("default", "rules"),
    [
        (BucketDefault(mode=Mode.MANAGED), applied(MANAGED_RULE)),
        (BucketDefault(mode=Mode.MANAGED, empty_key_id=True), applied(MANAGED_RULE, NO_KEY)),
        (BucketDefault(mode=Mode.MANAGED, data_algorithm="SM4"), applied("<SSEAlgorithm>SM4</SSEAlgorithm>")),
        (BucketDefault(algorithm="AES256", data_algorithm="SM4"), applied(MANAGED_RULE, CIPHER_RULE)),
        (BucketDefault(mode=Mode.KMS, kms_key="k"), applied(KMS_RULE, "<KMSMasterKeyID>k</KMSMasterKeyID>")),
        (
            BucketDefault(mode=Mode.KMS, data_algorithm="SM4", empty_key_id=True),
            applied(KMS_RULE, CIPHER_RULE, NO_KEY),
        ),
        (BucketDefault(mode=Mode.KMS, rules=2), applied(KMS_RULE) * 2),
        (BucketDefault(mode=Mode.KMS, rules=0), ""),
    ],
)
def test_a_default_is_a_single_rule(default: BucketDefault, rules: str) -> None:
    draft = oss("put-bucket-encryption", default=default)
    assert draft.body == f"<ServerSideEncryptionRule>{rules}</ServerSideEncryptionRule>".encode()
    assert (request_line(draft), lines(draft)) == ("PUT ?encryption", ["Content-Type: application/xml"])
