"""COS's emulator with one thing wrong: every rule can be switched off, and every built fault shows."""

import hashlib

import pytest

from conformance.emulator.dialects.cos import COS
from conformance.tests.cos_shop import BUCKET, DOMAIN, OTHER_SECRET, SSE, CosShop
from conformance.tests.emulated import b64

CONTENT = b"content"
RULES = [rule.name for rule in COS.points]


@pytest.mark.parametrize("rule", RULES)
def test_a_store_without_a_rule_still_keeps_objects(rule: str) -> None:
    shop = CosShop(faults=[rule])
    for headers in ({}, shop.customer(), shop.sse("AES256"), shop.sse("SM4"), shop.sse("cos/kms")):
        assert shop.put("o", CONTENT, headers).status == 200
        assert shop.get("o", {} if SSE in headers else headers).body == CONTENT


@pytest.mark.parametrize(
    ("rule", "headers"),
    [
        ("sse-value-known", {SSE: "AES789"}),
        ("kms-key-exists", {SSE: "cos/kms", f"{SSE}-cos-kms-key-id": "unknown"}),
        ("kms-context-form", {SSE: "cos/kms", f"{SSE}-context": "{}"}),
        ("kms-key-id-needs-kms", {f"{SSE}-cos-kms-key-id": "unknown"}),
    ],
)
def test_what_a_rule_refuses_passes_without_it(rule: str, headers: dict[str, str]) -> None:
    assert CosShop().put("o", CONTENT, headers).status == 400
    assert CosShop(faults=[rule]).put("o", CONTENT, headers).status == 200


def test_reads_without_their_rules() -> None:
    shop = CosShop(faults=["customer-key-must-open", "customer-object-needs-key", "sse-not-on-read"])
    shop.put("o", CONTENT, shop.customer())
    assert shop.get("o").body == shop.get("o", shop.customer(OTHER_SECRET)).body == CONTENT
    assert shop.get("o", {SSE: "AES256"}).body == CONTENT


def test_copies_and_restores_without_their_rules() -> None:
    shop = CosShop(faults=["self-copy-replaces-metadata", "only-archived-is-restored"])
    shop.put("o", CONTENT)
    assert shop.copy("o", {SSE: "AES256"}).headers[SSE] == "AES256"
    assert shop.send("POST", "/o?restore").status == 202


@pytest.mark.parametrize(
    ("fault", "same"), [("etag-is-plaintext-md5", True), ("stores-plaintext", False), ("echoes-customer-key", False)]
)
def test_built_faults(fault: str, same: bool) -> None:  # noqa: FBT001 - a parameter of the test
    shop = CosShop(faults=[fault])
    etag = shop.put("o", CONTENT, shop.customer()).headers["etag"]
    assert (etag == f'"{hashlib.md5(CONTENT).hexdigest()}"') is same
    assert (shop.stored("o") == CONTENT) is (fault == "stores-plaintext")
    assert (f"{SSE}-customer-key" in shop.get("o", shop.customer()).headers) is (fault == "echoes-customer-key")


def test_a_store_that_does_not_look_at_signatures() -> None:
    shop = CosShop(faults=["signature-covers-encryption"])
    assert shop.put("o", CONTENT).status == 200
    broken = {"Host": f"{BUCKET}.{DOMAIN}", "Authorization": "q-sign-algorithm=sha1&q-ak=x"}
    assert shop.send("GET", "/o", broken, by=None).status == 403


def test_a_context_that_is_ignored() -> None:
    shop = CosShop(faults=["context-ignored"])
    assert shop.put("o", CONTENT, {SSE: "cos/kms", f"{SSE}-context": b64(b"no JSON")}).status == 200
