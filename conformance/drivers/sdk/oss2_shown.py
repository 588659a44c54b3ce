"""How oss2 is set up, and what it shows its user of the store's answers."""

from functools import partial

import oss2

from conformance.drivers.sdk.kit import Got, Refused, Untyped, Way, shown
from conformance.model.operation import Operation, Reply, Told
from conformance.model.words import Role
from conformance.wire.dialects.oss import dialect
from conformance.wire.xml import parse

_NAMES = dialect("").spelling.roles
_IN_HEADERS = (Role.SSE, Role.KMS_KEY_ID, Role.DATA_ENCRYPTION)
_CLASSES = {
    "NoSuchKey": oss2.exceptions.NoSuchKey,
    "NoSuchBucket": oss2.exceptions.NoSuchBucket,
    "NoSuchServerSideEncryptionRule": oss2.exceptions.NoSuchServerSideEncryptionRule,
    "AccessDenied": oss2.exceptions.AccessDenied,
}
"""What the reference says is raised, by the store's code."""


class Buckets:
    """Buckets as they are opened, one for each call; they share a session."""

    def __init__(self, way: Way) -> None:
        self._way = way
        self._session = oss2.Session()
        self._session.session.verify = str(way.ca_file)
        self._session.session.trust_env = False  # whatever this machine says of proxies and authorities

    def of(self, operation: Operation) -> oss2.Bucket:
        """The bucket of a call."""
        way = self._way
        keys = (way.credentials.access_key, way.credentials.secret_key)
        token = way.credentials.token
        auth = oss2.StsAuth(*keys, token, auth_version="v4") if token else oss2.AuthV4(*keys)
        return oss2.Bucket(
            auth,
            way.url,
            operation.bucket,
            session=self._session,
            proxies={"http": way.proxy, "https": way.proxy},
            region=way.endpoint.region,
        )

    def close(self) -> None:
        """Close the kept connections."""
        self._session.session.close()


def answered(method: str, result: Untyped, *, body: bytes | None = None, upload_id: str | None = None) -> Got:
    """What a method gave: every result has status, headers, request id and version."""
    etag = getattr(result, "etag", None)
    return Got(
        method=method,
        body=body,
        etag=None if etag is None else f'"{etag}"',
        version_id=result.versionid,
        upload_id=upload_id,
        shows=partial(answers, result),
    )


def answers(result: Untyped, reply: Reply) -> tuple[Told, ...]:
    """Status, request id and the headers that tell of encryption are shown as the store answered them."""
    headers = (
        shown(f"headers:{role}", expected=reply.roles.get(role), observed=result.headers.get(_NAMES[role]))
        for role in _IN_HEADERS
    )
    return (
        shown("status", expected=reply.status, observed=result.status),
        shown("request_id", expected=reply.roles.get(Role.REQUEST_ID), observed=result.request_id),
        *headers,
    )


def refusal(error: Exception) -> Refused | None:
    """`ServerError` and what comes of it hold the answer."""
    if not isinstance(error, oss2.exceptions.ServerError):
        return None
    shows = partial(_failure, error)
    return Refused(status=error.status, code=error.code or None, request_id=error.request_id, shows=shows)


def _failure(error: Untyped, reply: Reply) -> tuple[Told, ...]:
    """Request id and message, and the class that the reference names for the code."""
    told = parse(reply.body)["Error"]
    facts = [shown("request_id", expected=reply.roles.get(Role.REQUEST_ID), observed=error.request_id)]
    if told["Message"].text is not None:
        facts.append(shown("message", expected=told["Message"].text, observed=error.message))
    kind = _CLASSES.get(reply.code or "")
    if kind is not None:
        facts.append(shown("class", expected=kind.__name__, observed=type(error).__name__))
    return tuple(facts)
