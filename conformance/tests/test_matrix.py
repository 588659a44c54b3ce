"""Every row of the vendors' operation matrices, and every copy transition, has a case or the documents' own reason."""

import pytest

from conformance.catalogue.matrix import Cell, matrix
from conformance.catalogue.places import cases_root
from conformance.model.words import Dialect

ALL = ("managed", "kms", "customer")
OPEN = ("managed", "kms")
BUCKET_ONLY = ("none",)

Row = tuple[str, tuple[str, ...]]
"""The verb that tries a row, and the modes in which it is tried."""

ROWS: dict[Dialect, dict[str, Row]] = {
    # OBS facts 2.2; its rows of copies are tried transition by transition
    Dialect.OBS: {
        "CreateBucket": ("create-bucket", OPEN),
        "PutObject": ("put-object", ALL),
        "PostObject": ("post-object", ALL),
        "AppendObject": ("append-object", ("kms", "customer")),
        "GetObject": ("get-object", ALL),
        "HeadObject": ("head-object", ALL),
        "InitiateMultipartUpload": ("initiate-multipart", ALL),
        "UploadPart": ("upload-part", ALL),
        "CompleteMultipartUpload": ("complete-multipart", ALL),
        "ListParts": ("list-parts", ("kms", "customer")),
        "AbortMultipartUpload": ("abort-multipart", ("kms", "customer")),
        "DeleteObject": ("delete-object", ALL),
        "Put bucket encryption": ("put-bucket-encryption", OPEN),
        "Delete bucket encryption": ("delete-bucket-encryption", BUCKET_ONLY),
    },
    # COS facts 2.2
    Dialect.COS: {
        "PUT Object": ("put-object", ALL),
        "POST Object": ("post-object", ALL),
        "Append Object": ("append-object", ("none", *OPEN)),
        "GET Object": ("get-object", ALL),
        "HEAD Object": ("head-object", ALL),
        "Initiate Multipart Upload": ("initiate-multipart", ALL),
        "Upload Part": ("upload-part", ALL),
        "Complete Multipart Upload": ("complete-multipart", ALL),
        "List Parts": ("list-parts", ALL),
        "Abort Multipart Upload": ("abort-multipart", ALL),
        "DELETE Object": ("delete-object", ALL),
        "POST Object restore": ("restore-object", ALL),
        "PUT Bucket encryption": ("put-bucket-encryption", OPEN),
        "DELETE Bucket encryption": ("delete-bucket-encryption", BUCKET_ONLY),
    },
    # OSS facts 2
    Dialect.OSS: {
        "PutBucket": ("create-bucket", OPEN),
        "PutObject": ("put-object", OPEN),
        "PostObject": ("post-object", OPEN),
        "AppendObject": ("append-object", OPEN),
        "InitiateMultipartUpload": ("initiate-multipart", OPEN),
        "UploadPart": ("upload-part", OPEN),
        "CompleteMultipartUpload": ("complete-multipart", OPEN),
        "ListParts": ("list-parts", OPEN),
        "AbortMultipartUpload": ("abort-multipart", OPEN),
        "DeleteObject": ("delete-object", OPEN),
        "GetObject": ("get-object", OPEN),
        "HeadObject": ("head-object", OPEN),
        "GetObjectMeta": ("get-object-meta", OPEN),
        "SetMeta, a copy onto itself": ("copy-object", ("none->managed", "managed->kms")),
        "PutBucketEncryption": ("put-bucket-encryption", OPEN),
        "DeleteBucketEncryption": ("delete-bucket-encryption", BUCKET_ONLY),
    },
    # S3 facts, appendix A
    Dialect.S3: {
        "PutObject": ("put-object", ALL),
        "POST form": ("post-object", ALL),
        "GetObject": ("get-object", ALL),
        "HeadObject": ("head-object", ALL),
        "GetObjectAttributes": ("get-object-attributes", ("customer",)),
        "GetObjectTagging": ("get-object-tagging", ("customer",)),
        "ListObjects": ("list-objects", BUCKET_ONLY),
        "CreateMultipartUpload": ("initiate-multipart", (*ALL, "dsse")),
        "UploadPart": ("upload-part", (*ALL, "dsse")),
        "CompleteMultipartUpload": ("complete-multipart", (*ALL, "dsse")),
        "ListParts": ("list-parts", ("customer",)),
        "DeleteObject": ("delete-object", ("customer",)),
        "UpdateObjectEncryption": ("update-object-encryption", ("kms",)),
        "PutBucketEncryption": ("put-bucket-encryption", OPEN),
        "DeleteBucketEncryption": ("delete-bucket-encryption", BUCKET_ONLY),
    },
}
NO_CASE: dict[Dialect, dict[str, str]] = {
    Dialect.OBS: {
        "ListMultipartUploads": "its row lists nothing of encryption, asked or answered",
        "RestoreObject": "its row lists no header, and no page of the facts gives its status",
        "SetObjectMetadata, ACL, tagging": "their row lists no header, and no page of the facts gives their answers",
        "ModifyObject, Rename, Truncate": "for parallel file systems only, which take no encrypted object (N12)",
        "GET and HEAD bucket": "their row lists nothing of encryption, asked or answered",
    },
    Dialect.COS: {
        "List Multipart Uploads": "its row lists nothing of encryption, asked or answered",
        "SELECT Object Content": "a query language of its own; no document of encryption gives its request (N25)",
    },
    Dialect.OSS: {"SelectObject": "a query language of its own; no document of encryption gives its request"},
    Dialect.S3: {},
}
"""Rows of the matrices without a case, each with the facts' own reason."""
SOURCES = dict.fromkeys(Dialect, ("none", *ALL)) | {Dialect.OSS: ("none", *OPEN)}
"""The modes between which a copy may lead; OSS documents no SSE-C."""
UNDOCUMENTED = {(Dialect.COS, "copy-part", "customer->none"), (Dialect.COS, "copy-part", "customer->managed")}
"""No document of COS offers the keys of a source on a part copy (COS facts 2.2); only the SDKs send them."""


@pytest.fixture(scope="module")
def cells() -> dict[Cell, list[str]]:
    return matrix(cases_root())


@pytest.mark.parametrize("dialect", list(Dialect))
def test_every_row_of_the_operation_matrix_has_a_case(dialect: Dialect, cells: dict[Cell, list[str]]) -> None:
    missing = [
        (row, mode)
        for row, (verb, modes) in ROWS[dialect].items()
        for mode in modes
        if (dialect, verb, mode) not in cells
    ]
    assert missing == []


@pytest.mark.parametrize("dialect", list(Dialect))
def test_no_row_has_both_a_case_and_a_reason(dialect: Dialect) -> None:
    assert ROWS[dialect].keys() & NO_CASE[dialect].keys() == set()


@pytest.mark.parametrize("dialect", list(Dialect))
@pytest.mark.parametrize("verb", ["copy-object", "copy-part"])
def test_every_copy_transition_has_a_case(dialect: Dialect, verb: str, cells: dict[Cell, list[str]]) -> None:
    modes = SOURCES[dialect]
    transitions = [(dialect, verb, f"{source}->{target}") for source in modes for target in modes]
    assert [transition for transition in transitions if transition not in {*cells, *UNDOCUMENTED}] == []
