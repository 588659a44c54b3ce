"""What cos-python-sdk-v5 shows its user: a dict of headers, or an exception with eight methods (Tencent 436/31549)."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from conformance.drivers.sdk.kit import Got, Shows, Untyped, shown
from conformance.model.operation import Reply, Told
from conformance.model.words import Role
from conformance.wire.dialects import cos
from conformance.wire.xml import parse

_NAMES = cos.dialect("").spelling.roles
_TRACE = "x-cos-trace-id"


def written(method: str, answer: Untyped) -> Got:
    """What a method gave its user that returns the headers of the answer."""
    version = answer.get(_NAMES[Role.VERSION_ID])
    return Got(method=method, etag=answer.get("ETag"), version_id=version, shows=of_a_result(answer))


def of_a_result(answer: Mapping[str, Untyped]) -> Shows:
    """The dict that a call returns holds each header of the answer under its documented name, in that letter case."""
    return partial(_result, answer)


def _result(answer: Mapping[str, Untyped], reply: Reply) -> tuple[Told, ...]:
    told = {_NAMES[role]: value for role, value in reply.roles.items() if role is not Role.CUSTOMER_KEY}
    if reply.etag is not None:
        told["ETag"] = reply.etag
    return tuple(shown(name, expected=value, observed=answer.get(name, "no such key")) for name, value in told.items())


def of_a_default(answer: Untyped) -> Shows:
    """The dict of a bucket's default: its one rule, as the document has it."""
    return partial(_default, answer)


def _default(answer: Untyped, reply: Reply) -> tuple[Told, ...]:
    if reply.default is None:
        return ()
    rule = answer["Rule"][0]["ApplyServerSideEncryptionByDefault"]
    told = {"SSEAlgorithm": reply.default.algorithm, "KMSMasterKeyID": reply.default.kms_key}
    return tuple(shown(name, expected=value, observed=rule.get(name)) for name, value in told.items())


def of_a_listing(answer: Untyped) -> Shows:
    """The dict of a listing: each object's key and size."""
    return partial(_listing, answer)


def _listing(answer: Untyped, reply: Reply) -> tuple[Told, ...]:
    seen = [(entry["Key"], int(entry["Size"])) for entry in answer.get("Contents", ())]
    return (shown("Contents", expected=[(entry.key, entry.size) for entry in reply.listed], observed=seen),)


def of_a_refusal(error: Untyped) -> Shows:
    """What an exception says beside status and code."""
    return partial(_refusal, error)


def _refusal(error: Untyped, reply: Reply) -> tuple[Told, ...]:
    document = parse(reply.body)["Error"]
    headers = {name.lower(): value for name, value in reply.headers}
    answered = {
        "request-id": (error.get_request_id, document["RequestId"].text or reply.roles.get(Role.REQUEST_ID)),
        "trace-id": (error.get_trace_id, document["TraceId"].text or headers.get(_TRACE)),
        "message": (error.get_error_msg, document["Message"].text),
        "resource": (error.get_resource_location, document["Resource"].text),
    }
    return tuple(_said(answered))


def _said(answered: Mapping[str, tuple[Callable[[], Untyped], str | None]]) -> Iterator[Told]:
    """Where the store said nothing, any word will do; only an error of the SDK's own is none."""
    for name, (method, expected) in answered.items():
        try:
            observed = str(method()).strip()
        except Exception as error:  # noqa: BLE001 - whatever an SDK throws at its user is a finding
            words = f"{type(error).__name__}: {error}"
            yield Told(fact=f"shown:{name}", met=False, expected=expected or "a word, if only Unknown", observed=words)
        else:
            yield shown(name, expected=observed if expected is None else expected, observed=observed)
