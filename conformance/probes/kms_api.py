"""A key service with the interface of AWS KMS: keys are made for a case, change their state, and are let go."""

import contextlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import botocore.session
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from conformance.engine.names import ProfileLacksError
from conformance.engine.sandbox import SandboxError
from conformance.model.target import KmsKey
from conformance.wire.credentials import Credentials
from conformance.wire.endpoint import Origin
from conformance.wire.proxies import Proxies

_DAYS = 7
"""The shortest wait for a key's end that the interface has."""
_GOING = {"PendingDeletion", "PendingReplicaDeletion"}
_MOST = 10_000
"""Keys of an account that are looked through."""
_ATTEMPTS = 4
_UNHEARD_OF = {"InvalidAction", "UnknownOperationException", "UnsupportedOperationException", "NotImplemented"}
"""Codes by which a key service, or an imitation, says that it does not have a call."""


@dataclass(frozen=True, kw_only=True)
class KmsApi:
    """Operates the keys of one account."""

    endpoint: str
    region: str
    credentials: Credentials
    proxies: Proxies = field(default_factory=Proxies)

    def create(self, description: str) -> KmsKey:
        """Make a key; asked once, as a second asking would make a second key."""
        with _said():
            made = self._asked_once.create_key(Description=description)["KeyMetadata"]
        return KmsKey(id=made["KeyId"], full=made["Arn"])

    def find(self, description: str) -> list[KmsKey]:
        """Look through all keys of the account, as the interface has no search."""
        return [KmsKey(id=key, full=full) for key, full, described in self._in_use() if described == description]

    def in_use(self) -> list[str]:
        """The ids of all keys of the account that are neither gone nor going."""
        return [key for key, _, _ in self._in_use()]

    def change(self, key: KmsKey, state: str) -> None:
        """Bring a key into a state, or rotate it; raise `ProfileLacksError` for what the interface does not have."""
        calls: dict[str, Callable[..., object]] = {
            "enabled": self._client.enable_key,
            "disabled": self._client.disable_key,
            "rotated": self._client.rotate_key_on_demand,
            "pending-deletion": self._end,
        }
        if state not in calls:
            raise ProfileLacksError(f"this key service brings no key into the state {state!r} at once")
        with _said():
            calls[state](KeyId=key.id)

    def remove(self, key: KmsKey) -> None:
        """Let a key go, if it is not going already."""
        with _said(), contextlib.suppress(self._client.exceptions.KMSInvalidStateException):
            self._end(KeyId=key.id)

    def serve(self, *, active: bool) -> None:
        """Raise `ProfileLacksError` where the service is to be turned off: it is always on."""
        if not active:
            raise ProfileLacksError("this key service cannot be turned off")

    def _in_use(self) -> list[tuple[str, str, str]]:
        with _said():
            pages = self._client.get_paginator("list_keys").paginate(PaginationConfig={"MaxItems": _MOST})
            ids = [key["KeyId"] for page in pages for key in page["Keys"]]
            keys = [self._client.describe_key(KeyId=each)["KeyMetadata"] for each in ids]
        return [(key["KeyId"], key["Arn"], key.get("Description", "")) for key in keys if key["KeyState"] not in _GOING]

    def _end(self, *, KeyId: str) -> None:  # noqa: N803 - as the interface spells it
        self._client.schedule_key_deletion(KeyId=KeyId, PendingWindowInDays=_DAYS)

    @cached_property
    def _client(self) -> Any:  # noqa: ANN401 - botocore makes its classes as it runs
        return self._make(attempts=_ATTEMPTS)

    @cached_property
    def _asked_once(self) -> Any:  # noqa: ANN401 - as above
        return self._make(attempts=1)

    def _make(self, *, attempts: int) -> Any:  # noqa: ANN401 - as above
        origin = Origin.of_url(self.endpoint)
        proxy = self.proxies.leading_to(origin.scheme, origin.name)
        return botocore.session.Session().create_client(
            "kms",
            region_name=self.region,
            endpoint_url=self.endpoint,
            aws_access_key_id=self.credentials.access_key,
            aws_secret_access_key=self.credentials.secret_key,
            aws_session_token=self.credentials.token,
            config=Config(
                connect_timeout=5,
                read_timeout=30,
                retries={"total_max_attempts": attempts},
                proxies={origin.scheme: proxy.url} if proxy is not None else {},  # and not as the environment says
            ),
        )


@contextmanager
def _said() -> Iterator[None]:
    """What the key service says or does not say is no judgement about the store: `SandboxError`.

    A call that it does not have is something that the profile lacks.
    """
    try:
        yield
    except ClientError as error:
        if error.response["Error"]["Code"] in _UNHEARD_OF:
            raise ProfileLacksError(f"the key service has no call {error.operation_name}") from None
        raise SandboxError(f"the key service: {error}") from None
    except BotoCoreError as error:
        raise SandboxError(f"the key service: {error}") from None
