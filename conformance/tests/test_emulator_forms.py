"""Upload forms in the emulator: read at any chunk border, signed by their policy, with encryption in their fields."""

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.emulator import MAIN
from conformance.emulator.forms import Form, FormError, read_form
from conformance.tests.emulated import OTHER_KEY, Reply, Shop, b64

TYPE = "multipart/form-data; boundary=frontier"


def encoded(fields: Mapping[str, str], file: bytes | None = b"content") -> bytes:
    parts = [
        f'--frontier\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n'.encode() for n, v in fields.items()
    ]
    if file is not None:
        head = b'--frontier\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n'
        parts.append(head + b"Content-Type: text/plain\r\n\r\n" + file + b"\r\n")
    return b"".join(parts) + b"--frontier--\r\n"


def parsed(data: bytes, size: int) -> tuple[Form, bytes]:
    async def chunks() -> AsyncIterator[bytes]:
        for at in range(0, len(data), size):
            yield data[at : at + size]

    async def read() -> tuple[Form, bytes]:
        form = await read_form(TYPE, chunks())
        return form, await form.file.read(1 << 20)

    return asyncio.run(read())


@given(
    file=st.binary(max_size=60) | st.sampled_from([b"\r\n--frontie", b"\r\n", b"--frontier"]), size=st.integers(1, 300)
)
def test_a_form_is_read_at_any_chunk_border(file: bytes, size: int) -> None:
    form, content = parsed(encoded({"key": "dir/${filename}", "empty": ""}, file), size)
    assert form.fields == (("key", "dir/a.txt"), ("empty", ""))
    assert content == file


@pytest.mark.parametrize(
    "data",
    [b"", b"--frontier--\r\n", encoded({"key": "o"}, None), encoded({"key": "o"})[:-30], b"x" + encoded({"key": "o"})],
)
def test_a_form_that_is_none(data: bytes) -> None:
    with pytest.raises(FormError):
        parsed(data, 7)


def post(shop: Shop, fields: Mapping[str, str], *, covered: bool = True, more: tuple[object, ...] = ()) -> Reply:
    """Post a form that is signed in OBS's scheme."""
    listed = fields if covered else {"key": fields["key"]}
    conditions = [{"bucket": "bucket"}, *({name: value} for name, value in listed.items()), *more]
    expiration = (datetime.now(UTC) + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    policy = b64(json.dumps({"expiration": expiration, "conditions": conditions}).encode())
    signature = b64(hmac.digest(MAIN.secret_key.encode(), policy.encode(), "sha1"))
    signed = {**fields, "AccessKeyId": MAIN.access_key, "policy": policy, "signature": signature}
    return shop.send("POST", "/bucket", {"Content-Type": TYPE}, encoded(signed), by=None)


def test_a_form_brings_a_customer_key_in_its_fields() -> None:
    shop = Shop("obs")
    posted = post(shop, {"key": "o", **shop.customer()})
    assert (posted.status, posted.headers["x-obs-server-side-encryption-customer-algorithm"]) == (204, "AES256")
    assert shop.get("o", shop.customer()).body == b"content"
    entry = next(entry for entry in reversed(shop.log.entries()) if entry.method == "POST")
    assert (entry.dialect, entry.scheme) == ("obs", "obs")


@pytest.mark.parametrize("word", ["kms", "AES256"])
def test_a_form_names_a_method(word: str) -> None:
    shop = Shop("obs")
    fields = {"key": "o", **shop.sse(word), "Content-Type": "text/plain", "x-obs-meta-colour": "red"}
    assert post(shop, fields).headers["x-obs-server-side-encryption"] == word
    read = shop.get("o")
    assert (read.body, read.headers["content-type"], read.headers["x-obs-meta-colour"]) == (
        b"content",
        "text/plain",
        "red",
    )


def test_a_refused_form_leaves_what_was_there() -> None:
    shop = Shop("obs")
    shop.put("o", b"earlier")
    wrong = shop.customer(changes={"key-MD5": b64(hashlib.md5(OTHER_KEY).digest())})
    assert post(shop, {"key": "o", **wrong}).code == "InvalidArgument"
    assert post(shop, {"key": "o", **shop.customer()}, covered=False).code == "InvalidPolicyDocument"
    assert post(shop, {"key": "o"}, more=(["content-length-range", 0, 3],)).code == "EntityTooLarge"
    assert post(shop, {"key": "o"}, more=(["content-length-range", 8, 9],)).code == "EntityTooSmall"
    assert shop.send("POST", "/bucket", {"Content-Type": TYPE}, encoded({"key": "o"}), by=None).status == 403
    assert shop.send("POST", "/bucket", {"Content-Type": TYPE}, b"no form", by=None).code == "MalformedPOSTRequest"
    assert shop.get("o").body == b"earlier"


def test_what_a_form_is_answered_with() -> None:
    shop = Shop("obs")
    assert post(shop, {"key": "o", "success_action_status": "200"}).status == 200
    made = post(shop, {"key": "o", "success_action_status": "201"})
    assert (made.status, made.text("Key"), bool(made.text("ETag"))) == (201, "o", True)
    sent_on = post(shop, {"key": "o", "success_action_redirect": "http://example.com/"})
    assert (sent_on.status, sent_on.headers["location"]) == (303, "http://example.com/")


def test_a_form_of_the_s3_side_of_obs() -> None:
    shop = Shop("obs")
    expiration = (datetime.now(UTC) + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    sse = {"x-amz-server-side-encryption": "aws:kms"}
    document = {"expiration": expiration, "conditions": [{"bucket": "bucket"}, {"key": "o"}, sse]}
    policy = base64.b64encode(json.dumps(document).encode()).decode()
    signature = b64(hmac.digest(MAIN.secret_key.encode(), policy.encode(), "sha1"))
    fields = {"key": "o", **sse, "AWSAccessKeyId": MAIN.access_key, "policy": policy, "signature": signature}
    posted = shop.send("POST", "/bucket", {"Content-Type": TYPE}, encoded(fields), by=None)
    assert posted.headers["x-amz-server-side-encryption"] == "aws:kms"
    assert shop.log.entries()[-1].dialect == "s3"
