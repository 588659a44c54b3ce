"""Every row of the vendors' operation matrices, and every copy transition, has a case."""

import pytest

from conformance.catalogue.matrix import Cell, matrix
from conformance.catalogue.places import cases_root
from conformance.model.words import Dialect

ALL = ("managed", "kms", "customer")
OPEN = ("managed", "kms")

ROWS: dict[Dialect, dict[str, tuple[str, ...]]] = {
    # OBS facts 2.2
    Dialect.OBS: {
        "create-bucket": OPEN,
        "put-object": ALL,
        "post-object": ALL,
        "append-object": ("kms", "customer"),
        "get-object": ALL,
        "head-object": ALL,
        "initiate-multipart": ALL,
        "upload-part": ALL,
        "complete-multipart": ALL,
        "list-parts": ("customer",),
        "abort-multipart": ("customer",),
        "delete-object": ("customer",),
        "put-bucket-encryption": OPEN,
    },
    # S3 facts, appendix A
    Dialect.S3: {
        "put-object": ALL,
        "post-object": ALL,
        "get-object": ALL,
        "head-object": ALL,
        "get-object-attributes": ("customer",),
        "get-object-tagging": ("customer",),
        "initiate-multipart": ALL,
        "upload-part": ALL,
        "complete-multipart": ALL,
        "list-parts": ("customer",),
        "delete-object": ("customer",),
        "put-bucket-encryption": OPEN,
    },
    # COS facts 2.2. Not here: append (no encryption headers) and SELECT (no verb of the language).
    Dialect.COS: {
        "put-object": ALL,
        "post-object": ALL,
        "get-object": ALL,
        "head-object": ALL,
        "initiate-multipart": ALL,
        "upload-part": ALL,
        "complete-multipart": ALL,
        "list-parts": ("customer",),
        "restore-object": ALL,
        "put-bucket-encryption": OPEN,
    },
    # OSS facts 2. Not here: SELECT (no verb of the language).
    Dialect.OSS: {
        "create-bucket": OPEN,
        "put-object": OPEN,
        "post-object": OPEN,
        "append-object": OPEN,
        "get-object": OPEN,
        "head-object": OPEN,
        "get-object-meta": OPEN,
        "initiate-multipart": OPEN,
        "upload-part": OPEN,
        "complete-multipart": OPEN,
        "put-bucket-encryption": OPEN,
    },
}
SOURCES = dict.fromkeys(Dialect, ("none", *ALL)) | {Dialect.OSS: ("none", *OPEN)}
"""The modes between which a copy may lead; OSS documents no SSE-C."""
UNDOCUMENTED = {(Dialect.COS, "copy-part", "customer->none"), (Dialect.COS, "copy-part", "customer->managed")}
"""No document of COS offers the keys of a source on a part copy (COS facts 2.2); only the SDKs send them."""


@pytest.fixture(scope="module")
def cells() -> dict[Cell, list[str]]:
    return matrix(cases_root())


@pytest.mark.parametrize("dialect", list(Dialect))
def test_every_row_of_the_operation_matrix_has_a_case(dialect: Dialect, cells: dict[Cell, list[str]]) -> None:
    rows = [(dialect, verb, mode) for verb, modes in ROWS[dialect].items() for mode in modes]
    assert [row for row in rows if row not in cells] == []


@pytest.mark.parametrize("dialect", list(Dialect))
@pytest.mark.parametrize("verb", ["copy-object", "copy-part"])
def test_every_copy_transition_has_a_case(dialect: Dialect, verb: str, cells: dict[Cell, list[str]]) -> None:
    modes = SOURCES[dialect]
    transitions = [(dialect, verb, f"{source}->{target}") for source in modes for target in modes]
    assert [transition for transition in transitions if transition not in {*cells, *UNDOCUMENTED}] == []
