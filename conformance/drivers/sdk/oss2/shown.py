"""How oss2 is set up, and what it shows its user of the store's answers."""

from functools import partial

import oss2

from conformance.drivers.sdk.kit import Got, Refused, Untyped, Way, shown
from conformance.drivers.sdk.oss_common import failure_shown, headers_shown, no_customer_key
from conformance.model.operation import Operation, Reply, Told
from conformance.model.words import Role

_CLASSES = {
    "NoSuchKey": oss2.exceptions.NoSuchKey,
    "NoSuchBucket": oss2.exceptions.NoSuchBucket,
    "NoSuchServerSideEncryptionRule": oss2.exceptions.NoSuchServerSideEncryptionRule,
    "AccessDenied": oss2.exceptions.AccessDenied,
}
"""What the reference says is raised, by the store's code."""


class Buckets:
    """Buckets as they are opened, one for each call; they share a session."""

    def __init__(self, way: Way, *, nameless: bool = False) -> None:
        self._way = way
        self._nameless = nameless
        self._session = oss2.Session()
        self._session.session.verify = str(way.ca_file)
        self._session.session.trust_env = False  # whatever this machine says of proxies and authorities

    def of(self, operation: Operation) -> oss2.Bucket:
        """The bucket of a call; raise `NotExpressibleError` where it brings a customer key."""
        no_customer_key(operation.encryption)
        way = self._way
        if self._nameless:
            return self._open(oss2.AnonymousAuth(), operation.bucket)
        keys = (way.credentials.access_key, way.credentials.secret_key)
        token = way.credentials.token
        auth = oss2.StsAuth(*keys, token, auth_version="v4") if token else oss2.AuthV4(*keys)
        return self._open(auth, operation.bucket)

    def _open(self, auth: Untyped, name: str) -> oss2.Bucket:
        way = self._way
        return oss2.Bucket(
            auth,
            way.url,
            name,
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
    return (
        shown("status", expected=reply.status, observed=result.status),
        shown("request_id", expected=reply.roles.get(Role.REQUEST_ID), observed=result.request_id),
        *headers_shown(result.headers, reply),
    )


def refusal(error: Exception) -> Refused | None:
    """`ServerError` and what comes of it hold the answer."""
    if not isinstance(error, oss2.exceptions.ServerError):
        return None
    shows = partial(_failure, error)
    return Refused(status=error.status, code=error.code or None, request_id=error.request_id, shows=shows)


def _failure(error: Untyped, reply: Reply) -> tuple[Told, ...]:
    """Request id and message, and the class that the reference names for the code."""
    facts = list(failure_shown(error, reply))
    kind = _CLASSES.get(reply.code or "")
    if kind is not None:
        facts.append(shown("class", expected=kind.__name__, observed=type(error).__name__))
    return tuple(facts)
