"""What clean-up says it left: all that it did not see gone."""

from collections.abc import Mapping

import pytest

from conformance.engine.clean import remove
from conformance.engine.journal import Place
from conformance.model.operation import Operation, Reply
from conformance.tests.scripted import reply

LENT = Place(bucket="lent", prefix="enc-conf-1/")
EMPTY = {
    "list-uploads": reply(body=b"<ListMultipartUploadsResult/>"),
    "list-versions": reply(body=b"<ListVersionsResult/>"),
}
UPLOAD = (
    b"<ListMultipartUploadsResult><Upload><Key>%s</Key><UploadId>7</UploadId></Upload></ListMultipartUploadsResult>"
)


class Store:
    """Answers each verb always alike, and keeps what it was asked."""

    name = "store"

    def __init__(self, answers: Mapping[str, Reply]) -> None:
        self._answers = answers
        self.asked: list[tuple[str, str | None]] = []

    def perform(self, operation: Operation) -> Reply:
        self.asked.append((operation.do, operation.key))
        return self._answers.get(operation.do, reply(403, code="AccessDenied"))

    def close(self) -> None:
        """Nothing to close."""


def test_nothing_is_left_where_both_lists_are_empty() -> None:
    assert remove(Store(EMPTY), LENT) == []


@pytest.mark.parametrize(
    ("verb", "answer", "said"),
    [
        ("list-versions", reply(403, code="AccessDenied"), "403 AccessDenied"),
        ("list-uploads", reply(501, code="NotImplemented"), "501 NotImplemented"),
        ("list-versions", reply(body=b"<ListBucketResult><Contents/></ListBucketResult>"), "200"),
        ("list-versions", reply(body=b"<html>welcome</html>"), "200"),
    ],
)
def test_what_no_list_shows_is_not_said_to_be_gone(verb: str, answer: Reply, said: str) -> None:
    (left,) = remove(Store({**EMPTY, verb: answer}), LENT)
    assert left.startswith("perhaps ")
    assert "below enc-conf-1/ in the bucket lent" in left
    assert said in left


def test_an_upload_that_cannot_be_aborted_is_left() -> None:
    store = Store({**EMPTY, "list-uploads": reply(body=UPLOAD % b"enc-conf-1/doc")})
    assert remove(store, LENT) == ["1 or more uploads below enc-conf-1/ in the bucket lent"]
    assert ("abort-multipart", "enc-conf-1/doc") in store.asked


def test_what_others_have_in_a_lent_bucket_is_neither_touched_nor_told() -> None:
    store = Store({**EMPTY, "list-uploads": reply(body=UPLOAD % b"theirs"), "abort-multipart": reply(204)})
    assert remove(store, LENT) == []
    assert {verb for verb, _ in store.asked} == {"list-uploads", "list-versions"}


def test_a_lent_bucket_that_is_gone_holds_nothing() -> None:
    gone = reply(404, code="NoSuchBucket")
    assert remove(Store({"list-uploads": gone, "list-versions": gone}), LENT) == []
