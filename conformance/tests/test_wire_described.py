"""Restoring, tags, listings and object metadata on the wire; a listing is read whatever a store sends."""

from typing import Literal

import pytest

from conformance.model.operation import Encryption, Listed, Operation
from conformance.model.values import BucketDefault
from conformance.model.words import Dialect as Name
from conformance.model.words import Mode
from conformance.wire.dialects import dialect_for
from conformance.wire.dialects.base import Draft
from conformance.wire.dialects.describing import read_attributes, read_listing
from conformance.wire.errors import NotExpressibleError
from conformance.wire.xml import parse

CUSTOMER = Encryption(mode=Mode.CUSTOMER, customer_key=bytes(32))


def spell(dialect: Name, do: str, key: str = "k", encryption: Encryption | None = None, **fields: str) -> Draft:
    operation = Operation(do=do, bucket="b", key=key, encryption=encryption, **fields)  # type: ignore[arg-type]
    return dialect_for(dialect, "r").draft(operation)


def query(draft: Draft) -> list[str]:
    return [name for name, _ in draft.query]


def test_a_restore_names_the_days_and_brings_the_key() -> None:
    draft = spell(Name.COS, "restore-object", encryption=CUSTOMER)
    assert (draft.method, query(draft)) == ("POST", ["restore"])
    assert draft.body == b"<RestoreRequest><Days>1</Days></RestoreRequest>"
    names = {field.name for field in draft.fields}
    assert names >= {"x-cos-server-side-encryption-customer-key", "Content-MD5", "Content-Type"}


def test_an_object_is_changed_to_a_named_kms_key_only() -> None:
    draft = spell(Name.S3, "update-object-encryption", encryption=Encryption(mode=Mode.KMS, kms_key_id="arn"))
    assert (draft.method, draft.key, query(draft)) == ("PUT", "k", ["encryption"])
    assert b"<SSE-KMS><KMSKeyArn>arn</KMSKeyArn></SSE-KMS>" in (draft.body or b"")
    for other in (CUSTOMER, Encryption(mode=Mode.KMS), None):
        with pytest.raises(NotExpressibleError):
            spell(Name.S3, "update-object-encryption", encryption=other)


@pytest.mark.parametrize(("blocks", "kind"), [("customer", b"SSE-C"), ("none", b"NONE")])
def test_a_default_says_whether_customer_keys_are_blocked(blocks: Literal["customer", "none"], kind: bytes) -> None:
    default = BucketDefault(mode=Mode.MANAGED, blocks=blocks)
    operation = Operation(do="put-bucket-encryption", bucket="b", default=default)
    body = dialect_for(Name.S3, "r").draft(operation).body or b""
    assert b"<EncryptionType>" + kind + b"</EncryptionType>" in body
    s3 = dialect_for(Name.S3, "r")
    assert s3.read_default(parse(body), s3.spelling).blocks == blocks
    with pytest.raises(NotExpressibleError):
        dialect_for(Name.OBS, "r").draft(operation)


@pytest.mark.parametrize(
    ("dialect", "header"),
    [
        (Name.OBS, ("x-obs-storage-class", "COLD")),
        (Name.COS, ("x-cos-storage-class", "ARCHIVE")),
        (Name.OSS, ("x-oss-storage-class", "Archive")),
        (Name.S3, ("x-amz-storage-class", "GLACIER")),
    ],
)
def test_each_dialect_names_its_archive(dialect: Name, header: tuple[str, str]) -> None:
    archived, plain = spell(dialect, "put-object", storage="archive"), spell(dialect, "put-object")
    assert [(field.name, field.value) for field in archived.fields] == [header]
    assert plain.fields == ()


def test_object_metadata_is_a_head_of_oss_alone() -> None:
    draft = spell(Name.OSS, "get-object-meta")
    assert (draft.method, query(draft)) == ("HEAD", ["objectMeta"])
    with pytest.raises(NotExpressibleError):
        spell(Name.S3, "get-object-meta")


def test_tags_and_listings_are_read() -> None:
    assert query(spell(Name.S3, "get-object-tagging")) == ["tagging"]
    assert query(spell(Name.S3, "list-objects", key="case/")) == ["prefix"]


@pytest.mark.parametrize(
    ("document", "wanted"),
    [
        ("<Contents><Key>a</Key><Size>5</Size></Contents>", (Listed(key="a", size=5),)),
        ("<Contents><Key>a</Key><Size>-5</Size></Contents><Contents/>", (Listed(key="a", size=-1),)),
        ("<Contents><Size>x</Size></Contents>", (Listed(key="", size=-1),)),
        ("", ()),
    ],
)
def test_a_listing_is_read_whatever_it_says(document: str, wanted: tuple[Listed, ...]) -> None:
    assert read_listing(parse(f"<ListBucketResult>{document}</ListBucketResult>".encode())) == wanted


@pytest.mark.parametrize(
    ("document", "wanted"),
    [
        ("<Attributes><ObjectSize>7</ObjectSize></Attributes>", (Listed(key="d", size=7),)),
        ("<Attributes><ObjectSize>x</ObjectSize></Attributes>", (Listed(key="d", size=-1),)),
        ("<Attributes/>", ()),
        ("the object itself", ()),
    ],
)
def test_attributes_are_read_and_an_object_is_not_taken_for_them(document: str, wanted: tuple[Listed, ...]) -> None:
    assert read_attributes(parse(document.encode()), "d") == wanted
