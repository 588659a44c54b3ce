"""SSE-KMS in the emulator: keys by every name, in every state, and what is bound to them."""

import json
import uuid

import pytest
from cryptography.exceptions import InvalidTag

from conformance.emulator import KEY_IDS, MAIN_ACCOUNT, OTHER
from conformance.emulator.kms import KeyState, Kms
from conformance.tests.emulated import Shop, b64

MAIN_ID = KEY_IDS["main"]
ARN = f"arn:aws:kms:region-1:{MAIN_ACCOUNT.number}"
LONG = f"region-1:{MAIN_ACCOUNT.domain}:key/{MAIN_ID}"
UNKNOWN = str(uuid.UUID(int=1))
KMS_WORD = {"s3": "aws:kms", "obs": "kms"}
KEY_HEADER = {"s3": "aws_kms_key_id", "obs": "kms_key_id"}
CONTEXT = b64(json.dumps({"department": "sales"}).encode())


def kms(shop: Shop, key: str = "", **more: str) -> dict[str, str]:
    named = {KEY_HEADER[shop.dialect]: key} if key else {}
    return dict(shop.sse(KMS_WORD[shop.dialect], **named, **more))


@pytest.mark.parametrize(
    ("dialect", "name"),
    [
        ("s3", MAIN_ID),
        ("s3", f"{ARN}:key/{MAIN_ID}"),
        ("s3", "alias/main"),
        ("s3", f"{ARN}:alias/main"),
        ("obs", MAIN_ID),
        ("obs", LONG),
    ],
)
def test_a_key_is_named_in_every_form_and_shown_in_the_long_one(dialect: str, name: str) -> None:
    shop = Shop(dialect)
    written = shop.put("o", b"content", kms(shop, name))
    header = f"{shop.prefix}server-side-encryption-{KEY_HEADER[dialect].replace('_', '-')}"
    assert written.headers[header] == (f"{ARN}:key/{MAIN_ID}" if dialect == "s3" else LONG)
    assert shop.get("o").body == b"content"
    assert b"content" not in shop.stored("o")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("fake-key-id", "Invalid keyId 'fake-key-id'"),
        (UNKNOWN, f"Key '{ARN}:key/{UNKNOWN}' does not exist"),
        (f"{ARN}:key/{UNKNOWN}", f"Key '{ARN}:key/{UNKNOWN}' does not exist"),
        (f"arn:aws:kms:region-2:1:key/{UNKNOWN}", "Invalid arn region-2"),
    ],
)
def test_s3_says_which_key_it_does_not_know(name: str, message: str) -> None:
    shop = Shop("s3")
    refused = shop.put("o", b"content", kms(shop, name))
    assert (refused.status, refused.code, refused.text("Message")) == (400, "KMS.NotFoundException", message)
    assert not refused.body_was_asked


@pytest.mark.parametrize("dialect", ["s3", "obs"])
@pytest.mark.parametrize("alias", ["disabled", "pending"])
def test_a_key_that_cannot_be_used_neither_writes_nor_reads(dialect: str, alias: str) -> None:
    shop = Shop(dialect)
    code = {"disabled": "KMS.DisabledException", "pending": "KMS.KMSInvalidStateException"}[alias]
    state = {"disabled": KeyState.DISABLED, "pending": KeyState.PENDING_DELETION}[alias]
    assert shop.put("o", b"content", kms(shop, KEY_IDS[alias])).code == code
    shop.put("o", b"content", kms(shop, MAIN_ID))
    shop.world.kms.set_state("main", state)
    refused = shop.get("o")
    assert (refused.status, refused.code) == (400, code)
    assert shop.head("o").status == 200
    shop.world.kms.set_state("main", KeyState.ENABLED)
    assert shop.get("o").body == b"content"


def test_what_was_written_before_a_rotation_is_read_after_it() -> None:
    shop = Shop("s3")
    shop.put("before", b"content", kms(shop, MAIN_ID))
    shop.world.kms.rotate("main")
    shop.put("after", b"content", kms(shop, MAIN_ID))
    assert shop.get("before").body == shop.get("after").body == b"content"


def test_the_default_key_is_made_when_it_is_first_used() -> None:
    shop = Shop("s3")
    assert len(shop.world.kms.keys()) == len(KEY_IDS)
    shown = [shop.put("o", b"", kms(shop)).headers["x-amz-server-side-encryption-aws-kms-key-id"] for _ in range(2)]
    default = shop.world.kms.default_key(MAIN_ACCOUNT.number)
    assert shown == [f"{ARN}:key/{default.id}"] * 2
    assert (default.alias, default.custom) == ("aws/s3", False)


@pytest.mark.parametrize(
    "headers",
    [
        {"x-amz-server-side-encryption-aws-kms-key-id": MAIN_ID},
        {"x-amz-server-side-encryption": "AES256", "x-amz-server-side-encryption-aws-kms-key-id": MAIN_ID},
        {"x-amz-server-side-encryption": "aes256"},
        {"x-amz-server-side-encryption": ""},
        {"x-amz-server-side-encryption": "AES256", "x-amz-server-side-encryption-context": CONTEXT},
    ],
)
def test_s3_refuses_what_does_not_go_together(headers: dict[str, str]) -> None:
    refused = Shop("s3").put("o", b"content", headers)
    assert (refused.status, refused.code, refused.body_was_asked) == (400, "InvalidArgument", False)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_s3_reads_name_no_method(method: str) -> None:
    shop = Shop("s3")
    shop.put("o")
    assert shop.send(method, "/bucket/o", shop.sse("AES256")).status == 400


def test_a_context_is_shown_by_writes_and_bound_to_the_data_key() -> None:
    shop = Shop("s3")
    written = shop.put("o", b"content", kms(shop, MAIN_ID, context=CONTEXT))
    assert written.headers["x-amz-server-side-encryption-context"] == CONTEXT
    assert "x-amz-server-side-encryption-context" not in shop.get("o").headers
    for broken in ("???", b64(b"[1]"), b64(b'{"a": 1}')):
        assert shop.put("o", b"new", kms(shop, MAIN_ID, context=broken)).status == 400
    assert shop.get("o").body == b"content"


def test_a_data_key_opens_under_its_own_context_only() -> None:
    service = Kms("aws/s3")
    key = service.add("main", MAIN_ACCOUNT.number)
    wrapped = service.wrap(key, b"secret", {"a": "b"})
    assert service.unwrap(wrapped, {"a": "b"}) == b"secret"
    with pytest.raises(InvalidTag):
        service.unwrap(wrapped, {"a": "c"})


def test_a_bucket_key_is_shown_where_it_is_used() -> None:
    shop = Shop("s3")
    name = "x-amz-server-side-encryption-bucket-key-enabled"
    assert shop.put("o", b"", kms(shop, bucket_key_enabled="true")).headers[name] == "true"
    assert name not in shop.put("o", b"", kms(shop, bucket_key_enabled="false")).headers


def test_sm4_of_obs() -> None:
    shop = Shop("obs")
    sm4 = {"x-obs-server-side-data-encryption": "SM4"}
    assert shop.put("o", b"content", {**kms(shop, MAIN_ID), **sm4}).status == 200
    read = shop.get("o")
    assert (read.body, read.headers["x-obs-server-side-data-encryption"]) == (b"content", "SM4")
    assert shop.put("o", b"new", {**shop.sse("AES256"), **sm4}).status == 400


def test_kms_objects_of_obs_stay_with_the_keys_owner() -> None:
    shop = Shop("obs")
    shop.put("o", b"content", {**kms(shop, MAIN_ID), "x-obs-acl": "public-read"})
    shop.put("managed", b"content", {**shop.sse("AES256"), "x-obs-acl": "public-read"})
    for principal in (OTHER, None):
        assert shop.send("GET", "/bucket/o", by=principal).status == 403
        assert shop.send("GET", "/bucket/managed", by=principal).body == b"content"


def test_the_project_of_a_custom_key_is_shown_by_obs_writes() -> None:
    shop = Shop("obs")
    name = "x-obs-sse-kms-key-project-id"
    assert shop.put("o", b"", kms(shop, MAIN_ID)).headers[name] == MAIN_ACCOUNT.project
    assert name not in shop.put("o", b"", kms(shop)).headers
    assert name not in shop.get("o").headers


@pytest.mark.parametrize("dialect", ["s3", "obs"])
def test_kms_over_plain_http(dialect: str) -> None:
    shop = Shop(dialect)
    shop.put("o", b"content", kms(shop, MAIN_ID))
    assert shop.send("PUT", "/bucket/o", kms(shop, MAIN_ID), b"new", secure=False).status == 400
    assert shop.send("GET", "/bucket/o", secure=False).status == 400
    assert shop.send("HEAD", "/bucket/o", secure=False).status == 200
    assert shop.get("o").body == b"content"
