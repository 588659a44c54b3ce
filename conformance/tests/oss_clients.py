"""Alibaba's two SDKs, unmodified, pointed at an emulator."""

from collections.abc import Iterator
from contextlib import contextmanager

import alibabacloud_oss_v2 as oss
import oss2
import pytest

from conformance.emulator import MAIN, Emulator
from conformance.emulator.auth.principal import Principal
from conformance.tests.vendors import BUCKET, Untyped

SSE = "x-oss-server-side-encryption"
KEY_ID = f"{SSE}-key-id"
CIPHER = "x-oss-server-side-data-encryption"

SCHEMES = {"v1": "oss-v1", "v4": "oss-v4"}
"""What the emulator's log calls a signature version."""

WORDS = {"v1": "OSS", "v4": "OSS4-HMAC-SHA256"}
"""First word of the Authorization header by signature version."""


def first_generation(store: Emulator, version: str, principal: Principal = MAIN, endpoint: str = "") -> Untyped:
    """oss2 as the user's page makes it, but for the proxy that leads its virtual hosts here."""
    names = {"v1": oss2.Auth, "v4": oss2.AuthV4}
    keys = (principal.access_key, principal.secret_key)
    auth = oss2.StsAuth(*keys, principal.token, auth_version=version) if principal.token else names[version](*keys)
    proxies = None
    if not endpoint.startswith("http://"):
        proxies = dict.fromkeys(("http", "https"), f"http://127.0.0.1:{store.proxy_port}")
    return oss2.Bucket(auth, endpoint or f"http://{store.domain}", BUCKET, region="region-1", proxies=proxies)


def second_generation(store: Emulator, version: str, principal: Principal = MAIN, **more: Untyped) -> oss.Client:
    """alibabacloud-oss-v2 with its virtual hosts behind the proxy; `endpoint` may point elsewhere."""
    keys = (principal.access_key, principal.secret_key, principal.token)
    settings = {
        "credentials_provider": oss.credentials.StaticCredentialsProvider(*keys),
        "region": "region-1",
        "endpoint": f"http://{store.domain}",
        # A proxy given as a text is never used: the SDK hands it on under a name that requests does not know.
        "proxy_host": {"http": f"http://127.0.0.1:{store.proxy_port}"},
        "signature_version": version,
        "retry_max_attempts": 1,
        **more,
    }
    config = oss.config.load_default()
    for name, value in settings.items():
        setattr(config, name, value)
    return oss.Client(config)


def assert_spoken(store: Emulator, version: str, method: str) -> None:
    """The last request was understood as what the SDK says it speaks, on the bucket's own host."""
    entry = store.log.entries()[-1]
    assert (entry.method, entry.dialect, entry.scheme) == (method, "oss", SCHEMES[version])
    assert (entry.host, entry.addressing) == (f"{BUCKET}.{store.domain}", "virtual")
    assert entry.header("authorization") == f"{WORDS[version]} <hidden>"


@contextmanager
def refused(status: int, code: str) -> Iterator[None]:
    """What either SDK raises for a refusal, with the vendor's request id."""
    with pytest.raises((oss2.exceptions.ServerError, oss.exceptions.OperationError)) as caught:
        yield
    error = caught.value.unwrap() if isinstance(caught.value, oss.exceptions.OperationError) else caught.value
    seen = error.status_code if isinstance(error, oss.exceptions.ServiceError) else error.status
    assert (seen, error.code) == (status, code)
    assert len(error.request_id) == len("5C3D9175B6FC201293AD4890")
