"""Tencent's SDK, unmodified, pointed at an emulator."""

import base64
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from qcloud_cos import CosConfig, CosS3Client
from qcloud_cos.cos_comm import get_md5
from qcloud_cos.cos_exception import CosServiceError

from conformance.emulator import KEY_IDS, MAIN, Emulator
from conformance.emulator.auth.principal import Principal
from conformance.tests.vendors import KEY, OTHER_KEY, Untyped

BUCKET = "examplebucket-1250000000"
SSE = "x-cos-server-side-encryption"
CONTEXT = base64.b64encode(b'{"test": "test"}').decode()
COS = {"ServerSideEncryption": "AES256"}
KMS = {"ServerSideEncryption": "cos/kms", "SSEKMSKeyId": KEY_IDS["main"], "SSEKMSContext": CONTEXT}


def customer(secret: str, prefix: str = "") -> dict[str, Untyped]:
    """The three arguments of a customer's key, as the vendor's page makes them."""
    return {
        f"{prefix}SSECustomerAlgorithm": "AES256",
        f"{prefix}SSECustomerKey": base64.b64encode(secret.encode()).decode(),
        f"{prefix}SSECustomerKeyMD5": get_md5(secret),
    }


MINE = customer(KEY)
OTHERS = customer(OTHER_KEY)
SOURCE = customer(KEY, "CopySource")


def cos_client(store: Emulator, ca_file: Path, principal: Principal = MAIN, scheme: str = "https") -> Untyped:
    """The SDK as the user's page makes it, but for endpoint, proxy and CA."""
    proxy = f"http://127.0.0.1:{store.proxy_port}"
    config = CosConfig(
        Endpoint=store.domain,
        SecretId=principal.access_key,
        SecretKey=principal.secret_key,
        Token=principal.token,
        Scheme=scheme,
        Proxies={"http": proxy, "https": proxy},
        VerifySSL=str(ca_file),
    )
    return CosS3Client(config, retry=0)


def source(key: str, store: Emulator) -> dict[str, str]:
    """A copy's source, by the host of its bucket."""
    return {"Bucket": BUCKET, "Key": key, "Endpoint": store.domain}


def read(client: Untyped, key: str, **sse: Untyped) -> bytes:
    return bytes(client.get_object(Bucket=BUCKET, Key=key, **sse)["Body"].get_raw_stream().read())


def refused(call: Callable[..., Any], **arguments: Untyped) -> tuple[int, str]:
    """Status and code of a call that is refused."""
    with pytest.raises(CosServiceError) as caught:
        call(Bucket=BUCKET, **arguments)
    assert caught.value.get_request_id()
    return caught.value.get_status_code(), caught.value.get_error_code()
