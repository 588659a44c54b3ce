"""OSS in the emulator: what a rule forbids is refused, and passes where the rule is switched off."""

import json

import pytest

from conformance.emulator import KEY_IDS
from conformance.emulator.dialects.oss.points import POINTS
from conformance.tests.emulated import Headers, Reply, Shop

SSE = "x-oss-server-side-encryption"
KEY_ID = f"{SSE}-key-id"
CIPHER = "x-oss-server-side-data-encryption"
CONTEXT = f"{SSE}-context"
MAIN = KEY_IDS["main"]

WRITES: dict[str, Headers] = {
    "sse-value-known": {SSE: "AES512"},
    "kms-key-id-not-empty": {SSE: "KMS", KEY_ID: ""},
    "data-encryption-known": {SSE: "KMS", CIPHER: "DES"},
    "kms-context-form": {SSE: "KMS", KEY_ID: MAIN, CONTEXT: "{"},
    "kms-context-needs-kms": {SSE: "AES256", CONTEXT: json.dumps({})},
    "kms-context-needs-key-id": {SSE: "KMS", CONTEXT: json.dumps({})},
    "kms-key-exists": {SSE: "KMS", KEY_ID: "00000000-0000-4000-8000-000000000000"},
    "kms-key-enabled": {SSE: "KMS", KEY_ID: KEY_IDS["disabled"]},
    "kms-key-not-pending": {SSE: "KMS", KEY_ID: KEY_IDS["pending"]},
    "content-md5": {"Content-MD5": "AAAAAAAAAAAAAAAAAAAAAA=="},
    "content-md5-form": {"Content-MD5": "AAAA"},
}
"""Headers of a PUT that break a rule."""

PLACES = {
    "sse-not-on-read": ("GET", "/bucket/o"),
    "sse-not-elsewhere": ("GET", "/bucket?encryption="),
    "part-takes-no-sse-header": ("PUT", "/bucket/o?uploadId={upload}&partNumber=1"),
}
"""Where the encryption header breaks a rule."""

DEFAULTS = {
    "bucket-encryption-algorithm-known": "<SSEAlgorithm>AES512</SSEAlgorithm>",
    "bucket-encryption-key-needs-kms": f"<SSEAlgorithm>AES256</SSEAlgorithm><KMSMasterKeyID>{MAIN}</KMSMasterKeyID>",
    "bucket-encryption-cipher-known": "<SSEAlgorithm>KMS</SSEAlgorithm><KMSDataEncryption>DES</KMSDataEncryption>",
}
"""Defaults that break a rule."""


def both(fault: str) -> tuple[Shop, Shop]:
    return Shop("oss"), Shop("oss", faults=[fault])


@pytest.mark.parametrize("rule", WRITES)
def test_uploads(rule: str) -> None:
    right, faulty = both(rule)
    assert right.put("o", b"content", WRITES[rule]).status in {400, 404, 409}
    assert faulty.put("o", b"content", WRITES[rule]).status == 200


@pytest.mark.parametrize("rule", PLACES)
def test_where_the_header_stands(rule: str) -> None:
    def tried(shop: Shop) -> Reply:
        default(shop, "<SSEAlgorithm>AES256</SSEAlgorithm>")
        shop.put("o")
        upload = shop.send("POST", "/bucket/o?uploads=").text("UploadId")
        method, target = PLACES[rule]
        return shop.send(method, target.format(upload=upload), {SSE: "AES256"})

    right, faulty = both(rule)
    assert (tried(right).status, tried(faulty).status) == (400, 200)


def default(shop: Shop, elements: str) -> Reply:
    inner = f"<ApplyServerSideEncryptionByDefault>{elements}</ApplyServerSideEncryptionByDefault>"
    return shop.send(
        "PUT", "/bucket?encryption=", body=f"<ServerSideEncryptionRule>{inner}</ServerSideEncryptionRule>".encode()
    )


@pytest.mark.parametrize("rule", DEFAULTS)
def test_defaults(rule: str) -> None:
    right, faulty = both(rule)
    assert (default(right, DEFAULTS[rule]).status, default(faulty, DEFAULTS[rule]).status) == (400, 200)


def test_a_malformed_key_id_is_then_an_unknown_one() -> None:
    for fault, name in (("kms-key-id-form", "123"), ("kms-alias-exists", "alias/nobody")):
        right, faulty = both(fault)
        headers = {SSE: "KMS", KEY_ID: name}
        assert right.put("o", b"", headers).code in {"InvalidParameter", "AliasNotFound"}
        assert faulty.put("o", b"", headers).code == "KeyNotFound"


def test_ranges_outside() -> None:
    right, faulty = both("range-outside-ignored")
    for shop, status in ((right, 200), (faulty, 206)):
        shop.put("o", b"content")
        assert shop.get("o", {"Range": "bytes=2-99"}).status == status


@pytest.mark.parametrize("fault", ["default-not-inherited-by-copy", "default-not-inherited-by-multipart"])
def test_defaults_that_are_not_inherited(fault: str) -> None:
    _, shop = both(fault)
    shop.put("o")
    default(shop, "<SSEAlgorithm>KMS</SSEAlgorithm>")
    copied = shop.put("copy", b"", {"x-oss-copy-source": "/bucket/o"})
    begun = shop.send("POST", "/bucket/o?uploads=")
    assert (SSE in copied.headers, SSE in begun.headers) == (fault.endswith("multipart"), fault.endswith("copy"))


@pytest.mark.parametrize("rule", [rule.name for rule in POINTS])
def test_a_store_without_a_rule_still_keeps_objects(rule: str) -> None:
    _, shop = both(rule)
    for headers in ({}, {SSE: "AES256"}, {SSE: "SM4"}, {SSE: "KMS", KEY_ID: MAIN, CIPHER: "SM4"}):
        assert shop.put("o", b"content", headers).status == 200
        assert shop.get("o").body == b"content"
