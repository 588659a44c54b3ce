"""Forms and permissions in COS's emulator."""

import base64
import hashlib
import hmac
import json
import time

import pytest

from conformance.emulator import KEY_IDS, MAIN, OTHER
from conformance.tests.cos_shop import BUCKET, SSE, CosShop, default

CONTENT = b"content" * 1000


@pytest.fixture
def shop() -> CosShop:
    return CosShop()


def form(fields: dict[str, str]) -> tuple[dict[str, str], bytes]:
    """A signed form that limits every field."""
    now = int(time.time())
    window = f"{now - 60};{now + 600}"
    limits = [{"q-sign-algorithm": "sha1"}, {"q-ak": MAIN.access_key}, {"q-sign-time": window}]
    conditions = [*limits, {"bucket": BUCKET}, *({name: value} for name, value in fields.items())]
    policy = json.dumps({"expiration": "2100-01-01T00:00:00.000Z", "conditions": conditions}).encode()
    key = hmac.digest(MAIN.secret_key.encode(), window.encode(), "sha1").hex()
    signature = hmac.digest(key.encode(), hashlib.sha1(policy).hexdigest().encode(), "sha1").hex()
    signed = {"q-sign-algorithm": "sha1", "q-ak": MAIN.access_key, "q-key-time": window, "q-signature": signature}
    lines = ""
    for name, value in {**fields, "policy": base64.b64encode(policy).decode(), **signed}.items():
        lines += f'--mark\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
    lines += '--mark\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\n'
    return {"Content-Type": "multipart/form-data; boundary=mark"}, lines.encode() + CONTENT + b"\r\n--mark--\r\n"


def test_forms_carry_encryption_in_their_fields(shop: CosShop) -> None:
    for sse in ({SSE: "AES256"}, {SSE: "cos/kms", f"{SSE}-cos-kms-key-id": KEY_IDS["main"]}, shop.customer()):
        reply = shop.send("POST", "/", *form({"key": "o", **sse}), by=None)
        assert (reply.status, reply.headers.get(SSE)) == (204, sse.get(SSE))
        assert shop.get("o", {} if SSE in sse else sse).body == CONTENT
        assert shop.stored("o") != CONTENT
    headers, body = form({"key": "o", SSE: "AES256"})
    broken = body.replace(b"\r\n\r\nAES256", b"\r\n\r\nSM4")
    assert shop.send("POST", "/", headers, broken, by=None).status == 403


@pytest.mark.parametrize("action", ["PutBucketEncryption", "GetBucketEncryption", "DeleteBucketEncryption"])
def test_another_account_needs_the_permission_by_its_name(shop: CosShop, action: str) -> None:
    shop.configure(default("AES256"))
    policy = {
        "version": "2.0",
        "Statement": [
            {
                "Effect": "allow",
                "Principal": {"qcs": ["qcs::cam::uin/444455556666:uin/444455556666"]},
                "Action": [f"name/cos:{action}"],
                "Resource": [f"qcs::cos:region-1:uid/1250000000:{BUCKET}"],
            }
        ],
    }
    assert shop.send("PUT", "/?policy", body=json.dumps(policy).encode()).status == 204
    document = f"<ServerSideEncryptionConfiguration><Rule>{default('SM4')}</Rule></ServerSideEncryptionConfiguration>"
    for verb, body in (("GET", b""), ("PUT", document.encode()), ("DELETE", b"")):
        status = shop.send(verb, "/?encryption", body=body, by=OTHER).status
        assert (status < 300) is (verb.capitalize() in action), verb
