"""What a request of an SDK stands for, where its helper does one call by others."""

import pytest

from conformance.drivers.sdk.asked import is_ranged, verb_of
from conformance.model.operation import CopySource, Operation
from conformance.wire.dialects.base import Draft
from conformance.wire.request import Request, parameters

PUT, GET = Draft(method="PUT", key="doc"), Draft(method="GET", key="doc")
COPY = CopySource(bucket="b", key="source")


def _request(method: str, query: str = "", **headers: str) -> Request:
    return Request(
        method=method, scheme="https", host="h", path="/doc", query=parameters(query), headers=tuple(headers.items())
    )


def _operation(do: str, source: CopySource | None = None) -> Operation:
    return Operation(do=do, bucket="b", key="doc", source=source)


@pytest.mark.parametrize(
    ("do", "method", "query", "verb"),
    [
        ("put-object", "PUT", "", "put-object"),
        ("put-object", "POST", "uploads", "initiate-multipart"),
        ("put-object", "PUT", "partNumber=1&uploadId=u", "upload-part"),
        ("put-object", "POST", "uploadId=u", "complete-multipart"),
        ("put-object", "DELETE", "uploadId=u", "abort-multipart"),
        ("put-object", "HEAD", "", "head-object"),
        ("put-bucket-encryption", "GET", "", "put-bucket-encryption"),
    ],
)
def test_a_helpers_requests_are_told_apart(do: str, method: str, query: str, verb: str) -> None:
    assert verb_of(_request(method, query), _operation(do), PUT) == verb


def test_a_part_with_a_source_is_a_part_copy() -> None:
    assert verb_of(_request("PUT", "partNumber=1&uploadId=u"), _operation("copy-object", COPY), PUT) == "copy-part"


def test_a_download_in_pieces_asks_for_ranges_of_its_own_accord() -> None:
    whole = _operation("get-object")
    assert verb_of(_request("HEAD"), whole, GET) == "head-object"
    assert is_ranged(_request("GET", Range="bytes=0-1"), whole)
    assert not is_ranged(_request("GET"), whole)
