"""Vendors' SDKs, unmodified, pointed at an emulator."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import boto3
import obs
import pytest
from botocore.config import Config

from conformance.emulator import MAIN, Emulator
from conformance.emulator.auth.principal import Principal

OBS_WARNINGS = pytest.mark.filterwarnings("ignore:ssl.PROTOCOL_TLS is deprecated:DeprecationWarning")
"""What the OBS SDK does on every Python of today."""

Untyped = Any
"""What comes from SDKs, none of which has types."""

BUCKET = "examplebucket"
KEY = "0123456789abcdef0123456789ABCDEF"
KEY_MD5 = "V5euSAsQOO0sIBHETfEa4w=="
"""Base64 of the MD5 of KEY (OBS facts 1.5)."""
OTHER_KEY = "fedcba9876543210fedcba9876543210"


@contextmanager
def obs_client(store: Emulator, principal: Principal = MAIN, scheme: str = "https") -> Iterator[obs.ObsClient]:
    """The SDK as the user's page makes it, but for the proxy; it negotiates its signature by itself."""
    client = obs.ObsClient(
        access_key_id=principal.access_key,
        secret_access_key=principal.secret_key,
        security_token=principal.token,
        server=f"{scheme}://{store.domain}",
        proxy_host="127.0.0.1",
        proxy_port=store.proxy_port,
        max_retry_count=0,
    )
    try:
        yield client
    finally:
        client.close()


def s3_client(store: Emulator, ca_file: Path, principal: Principal = MAIN, scheme: str = "https") -> Untyped:
    port = store.https_port if scheme == "https" else store.http_port
    return boto3.client(
        "s3",
        endpoint_url=f"{scheme}://127.0.0.1:{port}",
        aws_access_key_id=principal.access_key,
        aws_secret_access_key=principal.secret_key,
        aws_session_token=principal.token,
        region_name="region-1",
        verify=str(ca_file),
        config=Config(s3={"addressing_style": "path"}, retries={"total_max_attempts": 1}),
    )


def trusting(store: Emulator) -> ssl.SSLContext:
    """A TLS context that trusts the emulator."""
    return ssl.create_default_context(cadata=store.ca_pem.decode())
