"""Verbs that show what is known about objects, and none of their content."""

from dataclasses import replace

from conformance.model.operation import Listed, Operation
from conformance.wire.dialects.base import Draft, Spelling
from conformance.wire.dialects.buckets import APPLIED
from conformance.wire.dialects.encryption import for_reading
from conformance.wire.dialects.objects import head_object
from conformance.wire.request import parameter
from conformance.wire.xml import Xml

_DIGITS = 19
"""Of the largest signed 64-bit number; Python refuses to read very long ones."""


def get_object_meta(operation: Operation, spelling: Spelling) -> Draft:
    """HEAD that asks for less than HEAD (OSS facts 2)."""
    read = head_object(operation, spelling)
    return replace(read, query=(parameter("objectMeta"), *read.query))


def get_object_tagging(operation: Operation, spelling: Spelling) -> Draft:
    """GET of an object's tags."""
    fields = for_reading(operation.encryption, spelling)
    return Draft(method="GET", key=operation.key, query=(parameter("tagging"),), fields=fields)


def list_objects(operation: Operation, _spelling: Spelling) -> Draft:
    """GET of the bucket's first objects below a prefix."""
    return Draft(method="GET", query=(parameter("prefix", operation.key or ""),))


def get_bucket_info(_operation: Operation, _spelling: Spelling) -> Draft:
    """GET of what is known about a bucket."""
    return Draft(method="GET", query=(parameter("bucketInfo"),))


def default_in_info(body: Xml, spelling: Spelling) -> Xml:
    """The default in a bucket's information, as the document of its own has it: there one element more is around it."""
    rule = body["BucketInfo"]["Bucket"][spelling.default.root].value
    return Xml({spelling.default.root: {APPLIED: rule}})


def read_listing(body: Xml) -> tuple[Listed, ...]:
    """The entries of a listing; what is no key or no number is told as such."""
    entries = body["ListBucketResult"]["Contents"].each()
    return tuple(Listed(key=entry["Key"].text or "", size=_number(entry["Size"].text)) for entry in entries)


def read_attributes(body: Xml, key: str) -> tuple[Listed, ...]:
    """An object as its attributes describe it; nothing where the answer is no document of attributes."""
    size = body.root["ObjectSize"].text
    return (Listed(key=key, size=_number(size)),) if size is not None else ()


def _number(text: str | None) -> int:
    plain = text is not None and text.isascii() and text.isdigit() and len(text) <= _DIGITS
    return int(text or "") if plain else -1
