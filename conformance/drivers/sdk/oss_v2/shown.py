"""How alibabacloud-oss-v2 is set up, and what it shows its user of the store's answers."""

from collections.abc import Iterator
from functools import partial

import alibabacloud_oss_v2 as oss

from conformance.drivers.sdk.kit import Got, Refused, Untyped, Way, shown
from conformance.drivers.sdk.oss_common import failure_shown, headers_shown
from conformance.model.operation import Reply, Told
from conformance.model.words import Role

_ATTRIBUTES = {
    "server_side_encryption": Role.SSE,
    "server_side_data_encryption": Role.DATA_ENCRYPTION,
    "server_side_encryption_key_id": Role.KMS_KEY_ID,
}


class Clients:
    """Clients as the SDK's page makes them.

    All calls but one have one attempt: what is repeated is the suite's to decide. `get_object_to_file` needs two: it
    makes one less than it is allowed, and with one asks nothing and returns None.
    """

    def __init__(self, way: Way, *, nameless: bool = False) -> None:
        self.once = oss.Client(_configured(way, attempts=1, nameless=nameless))
        self.twice = oss.Client(_configured(way, attempts=2, nameless=nameless))


def _configured(way: Way, *, attempts: int, nameless: bool) -> oss.config.Config:
    config = oss.config.load_default()
    keys = (way.credentials.access_key, way.credentials.secret_key, way.credentials.token)
    known = oss.credentials.StaticCredentialsProvider(*keys)
    config.credentials_provider = oss.credentials.AnonymousCredentialsProvider() if nameless else known
    config.region = way.endpoint.region
    config.endpoint = way.url
    # A proxy given as a text is never used: the SDK hands it on under a name that requests does not know.
    config.proxy_host = {"http": way.proxy, "https": way.proxy}
    config.insecure_skip_verify = True  # as far as the hop on loopback, which verifies the store
    config.retry_max_attempts = attempts
    return config


def answered(method: str, result: Untyped, *, body: bytes | None = None, upload_id: str | None = None) -> Got:
    """What a method gave: every result has status, headers and request id."""
    return Got(
        method=method,
        body=body,
        etag=getattr(result, "etag", None),
        version_id=getattr(result, "version_id", None),
        upload_id=upload_id,
        shows=partial(answers, result),
    )


def answers(result: Untyped, reply: Reply) -> tuple[Told, ...]:
    """Status, request id and what tells of encryption, as headers and as attributes where a result has them."""
    return (
        shown("status_code", expected=reply.status, observed=result.status_code),
        shown("request_id", expected=reply.roles.get(Role.REQUEST_ID), observed=result.request_id),
        *headers_shown(result.headers, reply),
        *_attributes(result, reply),
    )


def _attributes(result: Untyped, reply: Reply) -> Iterator[Told]:
    for name, role in _ATTRIBUTES.items():
        if hasattr(result, name):
            yield shown(name, expected=reply.roles.get(role), observed=getattr(result, name))


def refusal(error: Exception) -> Refused | None:
    """The store's answer is the innermost error."""
    inner: Untyped = error
    while hasattr(inner, "unwrap"):
        inner = inner.unwrap()
    if not isinstance(inner, oss.exceptions.ServiceError):
        return None
    shows = partial(_failure, inner)
    return Refused(status=inner.status_code, code=inner.code, request_id=inner.request_id, shows=shows)


def _failure(error: Untyped, reply: Reply) -> tuple[Told, ...]:
    return tuple(failure_shown(error, reply))
