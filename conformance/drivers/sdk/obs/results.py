"""What ObsClient's user is shown: a GetResult with ten fields, of which the page says when they are blank."""

from collections.abc import Callable
from dataclasses import replace

from conformance.drivers.sdk.kit import Got, Untyped, shown
from conformance.model.operation import Operation, Reply, Told
from conformance.model.words import Mode, Role
from conformance.wire.xml import Xml, parse

_REFUSED = 300
"""From here on the page has the fields of errors filled and `body` blank."""
_OF_ERRORS = {"errorMessage": "Message", "hostId": "HostId", "resource": "Resource"}
"""Field to the element of the store's document; code and status every driver shows."""
_OF_ENCRYPTION = {
    "sseKms": Role.SSE,
    "sseKmsKey": Role.KMS_KEY_ID,
    "sseC": Role.CUSTOMER_ALGORITHM,
    "sseCKeyMd5": Role.CUSTOMER_KEY_MD5,
}
_PAIR = 2
_PREFIX = "x-obs-"
_SSE = "x-obs-server-side-encryption"
_METHODS = {Mode.KMS: "kms", Mode.MANAGED: "AES256"}


class RefusedError(Exception):
    """This SDK returns refusals instead of raising them."""

    def __init__(self, method: str, result: Untyped) -> None:
        super().__init__(f"{result.status} {result.errorCode}")
        self.method = method
        self.result = result


def checked(method: str, result: Untyped) -> Untyped:
    """The result; raise `RefusedError` where it tells of a refusal."""
    if result.status >= _REFUSED:
        raise RefusedError(method, result)
    return result


def got(
    method: str,
    result: Untyped,
    body: bytes | None = None,
    *,
    blank: bool = False,
    more: Callable[[Reply], tuple[Told, ...]] = lambda _reply: (),
) -> Got:
    """What a method gave; raise `RefusedError`. `blank`: no page says that the method gives a body."""
    answer = checked(method, result).body or {}
    return Got(
        method=method,
        body=body,
        etag=answer.get("etag"),
        version_id=answer.get("versionId"),
        upload_id=answer.get("uploadId"),
        shows=lambda reply: (*shows(result, reply, blank=blank), *more(reply)),
    )


def with_method_named(operation: Operation, got: Got) -> Got:
    """A sample of the page names the method on a read too: then it is to go out."""
    encryption = operation.encryption
    if encryption is None or encryption.mode not in _METHODS:
        return got
    expected = _METHODS[encryption.mode]

    def told(reply: Reply) -> tuple[Told, ...]:
        headers = {name.lower(): value for name, value in reply.exchanges[-1].request.headers}
        observed = headers.get(_SSE, "not sent")
        fact = Told(fact=f"sent:{Role.SSE}", met=observed == expected, expected=expected, observed=observed)
        return (*got.shows(reply), fact)

    return replace(got, shows=told)


def shows(result: Untyped, reply: Reply, *, blank: bool = False) -> tuple[Told, ...]:
    """Each field of the result against the store's answer: its type, its value, and whether it is blank when due."""
    refused = reply.status >= _REFUSED
    facts = (
        *(_of_refusal(result, reply) if refused else _of_success(result, reply)),
        _filled(result, blank=refused or blank),
        shown("requestId", expected=_request_id(reply), observed=result.requestId),
        _text("reason", result.reason),
        _text("indicator", result.indicator, may_be_blank=True),
        _header(result, reply),
    )
    return tuple(replace(fact, detail=True) for fact in facts)


def _of_success(result: Untyped, reply: Reply) -> tuple[Told, ...]:
    blank = ("errorCode", *_OF_ERRORS)
    return (
        shown("status", expected=reply.status, observed=result.status),
        *(shown(name, expected="blank", observed=result.get(name) or "blank") for name in blank),
        *_body(result, reply),
    )


def _body(result: Untyped, reply: Reply) -> tuple[Told, ...]:
    """What the typed body repeats of the headers."""
    body = result.body
    names = getattr(body, "allowedAttr", {})
    answered = {name: reply.roles.get(role) for name, role in _OF_ENCRYPTION.items()} | {"etag": reply.etag}
    return tuple(
        shown(name, expected=value, observed=body.get(name)) for name, value in answered.items() if name in names
    )


def _of_refusal(result: Untyped, reply: Reply) -> tuple[Told, ...]:
    document = parse(reply.body)["Error"]
    told = ((name, document[element].text) for name, element in _OF_ERRORS.items())
    by_header = () if reply.body else (("errorCode", reply.code),)  # as to HEAD; of a body every driver shows it
    fields = (*told, *by_header)
    return tuple(shown(name, expected=value, observed=result.get(name)) for name, value in fields if value is not None)


def _filled(result: Untyped, *, blank: bool) -> Told:
    """Whether there is a body where one is due."""
    observed = "blank" if result.body is None else type(result.body).__name__
    met = (observed == "blank") is blank
    return Told(fact="shown:body", met=met, expected="blank" if blank else "what the method gives", observed=observed)


def _request_id(reply: Reply) -> str | None:
    document: Xml = parse(reply.body)["Error"] if reply.status >= _REFUSED else Xml()
    return document["RequestId"].text or reply.roles.get(Role.REQUEST_ID)


def _text(name: str, value: object, *, may_be_blank: bool = False) -> Told:
    met = isinstance(value, str) or (may_be_blank and value is None)
    return Told(fact=f"shown:{name}", met=met, expected="text", observed="text" if met else repr(value))


def _header(result: Untyped, reply: Reply) -> Told:
    """A list of pairs, in which the store's encryption headers stand, with or without the vendor's prefix."""
    header = result.header
    pairs = isinstance(header, list) and all(isinstance(each, tuple) and len(each) == _PAIR for each in header)
    values = {name.lower().removeprefix(_PREFIX): value for name, value in header} if pairs else {}
    due = {name.lower().removeprefix(_PREFIX): value for name, value in reply.headers if "encryption" in name.lower()}
    lost = ", ".join(name for name, value in due.items() if values.get(name) != value)
    observed = "something else" if not pairs else f"pairs without {lost}" if lost else "pairs with them"
    return Told(
        fact="shown:header",
        met=pairs and not lost,
        expected="pairs with them" if due else "pairs",
        observed=observed if due or not pairs else "pairs",
    )
