"""Refusals: what a store says no with, apart from when."""

from dataclasses import dataclass
from enum import Enum


@dataclass(frozen=True, slots=True)
class Problem:
    """An error answer. Text in braces is filled in from the refusal's details."""

    status: int
    code: str
    message: str
    elements: tuple[tuple[str, str], ...] = ()
    """Further elements of the error's XML: name and text."""


class Refused(Exception):  # noqa: N818 - reads as what happened: the request was refused
    """The request is refused; the details fill in the problem's texts."""

    def __init__(self, problem: Problem, /, **details: str) -> None:
        super().__init__(problem.code)
        self.status = problem.status
        self.code = problem.code
        self.message = problem.message.format_map(details)
        self.elements = tuple((name, text.format_map(details)) for name, text in problem.elements)


class Condition(Enum):
    """What any store refuses, with no rule about encryption behind it; each dialect has its answer."""

    NO_SUCH_BUCKET = "the bucket does not exist"
    NO_SUCH_KEY = "the object does not exist"
    NO_SUCH_VERSION = "the version does not exist"
    NO_SUCH_UPLOAD = "the multipart upload does not exist"
    NO_SUCH_POLICY = "the bucket has no policy"
    BUCKET_EXISTS = "the bucket belongs to somebody else"
    BUCKET_OWNED = "the bucket exists and is the caller's own"
    BUCKET_NOT_EMPTY = "the bucket holds objects"
    BUCKET_NAME = "the bucket's name is not allowed"
    DELETE_MARKER = "the version is a delete marker"
    NOT_IMPLEMENTED = "the emulator does not do this"
    BAD_ARGUMENT = "a parameter cannot be read"
    MISSING_BODY = "a document that the operation needs is not there"
    MALFORMED_XML = "the body is not the XML it should be"
    MALFORMED_POLICY = "the policy cannot be read"
    MALFORMED_FORM = "the form cannot be read"
    NO_PERMISSION = "the caller may not do this"
    INVALID_PART = "a part does not exist"
    INVALID_PART_ORDER = "the parts are not in ascending order"
    PART_TOO_SMALL = "a part other than the last is smaller than allowed"
    PRECONDITION_FAILED = "a condition of the request does not hold"
    RANGE = "the range lies outside the object"
    TOO_LARGE = "the body is longer than allowed"
    TOO_SMALL = "the body is shorter than allowed"
    NOT_APPENDABLE = "the object was not made by appending"
    POSITION = "the position is not the object's length"
    ARCHIVED = "the object is archived and has not been restored"
