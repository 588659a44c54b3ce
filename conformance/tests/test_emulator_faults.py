"""Rules and faults of the emulator: named, registered, each of them to be noticed."""

import hashlib
import re
from pathlib import Path

import pytest

import conformance.emulator
from conformance.emulator import FAULTS, KEY_IDS, MAIN, Emulator
from conformance.emulator.answers import silent_points
from conformance.emulator.auth.errors import Reason
from conformance.emulator.dialects.dialect import Dialect
from conformance.emulator.dialects.products import PRODUCTS
from conformance.emulator.errors import Condition
from conformance.emulator.rules.catalogue import ALL_RULES
from conformance.tests.emulated import KEY, OTHER_KEY, Changes, Shop, b64, sign

DIALECTS = [dialect for product in PRODUCTS.values() for dialect in product.dialects]
SOURCES = Path(conformance.emulator.__file__).parent
CONTEXT = b64(b'{"a": "b"}')


def test_names_are_unique_and_well_formed() -> None:
    names = [rule.name for rule in ALL_RULES]
    assert len(FAULTS) > len(names) == len(set(names))
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+|checksum", name) for name in FAULTS)


def test_every_rule_says_what_it_serves_and_applies_somewhere() -> None:
    applied = {rule for dialect in DIALECTS for rule in dialect.points}
    assert applied == set(ALL_RULES)
    for rule in ALL_RULES:
        assert rule.serves, rule.name
        assert all(re.fullmatch(r"(obs|s3|cos|oss):[A-Za-z0-9.+-]+", key) for key in rule.serves), rule.name
        assert rule.summary.endswith("."), rule.name


def test_every_rule_is_kept_by_code() -> None:
    sources = [path for path in SOURCES.rglob("*.py") if path.name != "points.py"]
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    constants = re.findall(r"^([A-Z0-9_]+) = Rule\(", text, re.MULTILINE)
    assert len(constants) == len(ALL_RULES)
    for constant in constants:
        assert len(re.findall(rf"\b{constant}\b", text)) > 2, f"{constant} is defined and listed, and nothing else"


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: f"{dialect.server}-{dialect.name}")
def test_every_dialect_answers_everything_that_can_be_asked_of_it(dialect: Dialect) -> None:
    appends = {Condition.NOT_APPENDABLE, Condition.POSITION}
    missing = set(Condition) - dialect.conditions.keys()
    assert missing <= appends
    assert not missing or dialect.lacks
    assert set(dialect.auth_problems) == set(Reason)


def test_silent_points_have_a_row() -> None:
    points = [point for product in PRODUCTS.values() for point in silent_points(product)]
    assert len(points) > 30
    assert all(point.row and point.answers for point in points)


def test_an_unknown_fault_is_named_with_what_may_have_been_meant() -> None:
    with pytest.raises(ValueError, match=r"customer-key-md5-must-mach.*customer-key-md5-must-match"):
        Emulator("s3", faults={"customer-key-md5-must-mach"})
    with pytest.raises(ValueError, match="no store speaks minio"):
        Emulator("minio")


def faulty(dialect: str, fault: str) -> Shop:
    return Shop(dialect, faults=[fault])


@pytest.mark.parametrize("dialect", ["s3", "obs"])
class TestBuiltFaults:
    def test_stores_plaintext(self, dialect: str) -> None:
        shop = faulty(dialect, "stores-plaintext")
        written = shop.put("o", b"content", shop.customer())
        assert f"{shop.prefix}server-side-encryption-customer-algorithm" in written.headers
        assert (shop.stored("o"), shop.get("o", shop.customer()).body) == (b"content", b"content")
        assert shop.get("o", shop.customer(OTHER_KEY)).status in {400, 403}

    def test_any_customer_key_opens(self, dialect: str) -> None:
        shop = faulty(dialect, "any-customer-key-opens")
        shop.put("o", b"content", shop.customer())
        assert shop.get("o", shop.customer(OTHER_KEY)).body == b"content"
        assert shop.get("o").status == 400
        copied = shop.put("copy", b"", {f"{shop.prefix}copy-source": "/bucket/o", **shop.source(OTHER_KEY)})
        assert copied.status == 200

    def test_skips_key_check_when_empty(self, dialect: str) -> None:
        shop = faulty(dialect, "skips-key-check-when-empty")
        shop.put("empty", b"", shop.customer())
        shop.put("o", b"content", shop.customer())
        assert [shop.get("empty", shop.customer(OTHER_KEY)).status, shop.head("empty").status] == [200, 200]
        assert shop.get("o", shop.customer(OTHER_KEY)).status in {400, 403}

    def test_etag_is_plaintext_md5(self, dialect: str) -> None:
        shop = faulty(dialect, "etag-is-plaintext-md5")
        etag = shop.put("o", b"content", shop.customer()).headers["etag"]
        assert etag == f'"{hashlib.md5(b"content").hexdigest()}"'

    def test_echoes_customer_key(self, dialect: str) -> None:
        shop = faulty(dialect, "echoes-customer-key")
        shop.put("o", b"content", shop.customer())
        shown = shop.get("o", shop.customer()).headers
        assert shown[f"{shop.prefix}server-side-encryption-customer-key"] == b64(KEY)

    @pytest.mark.parametrize("fault", ["default-not-inherited-by-copy", "default-not-inherited-by-multipart"])
    def test_default_not_inherited(self, dialect: str, fault: str) -> None:
        shop = faulty(dialect, fault)
        word = {"s3": "aws:kms", "obs": "kms"}[dialect]
        rule = f"<Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>{word}</SSEAlgorithm>"
        rule += "</ApplyServerSideEncryptionByDefault></Rule>"
        body = f"<ServerSideEncryptionConfiguration>{rule}</ServerSideEncryptionConfiguration>".encode()
        shop.send("PUT", "/bucket?encryption", body=body)
        name = f"{shop.prefix}server-side-encryption"
        assert shop.put("o", b"content").headers[name] == word
        copied = shop.put("copy", b"", {f"{shop.prefix}copy-source": "/bucket/o"}).headers.get(name)
        begun = shop.send("POST", "/bucket/o?uploads").headers.get(name)
        assert (copied == word, begun == word) == (fault.endswith("multipart"), fault.endswith("copy"))

    def test_unsigned_sse_headers_honoured(self, dialect: str) -> None:
        shop = faulty(dialect, "unsigned-sse-headers-honoured")
        signature = sign(dialect, "PUT", "/bucket/o", {"Host": "127.0.0.1"}, MAIN)
        written = shop.send("PUT", "/bucket/o", {**signature, **shop.sse("AES256")}, b"content", by=None)
        assert written.headers[f"{shop.prefix}server-side-encryption"] == "AES256"


def test_context_ignored() -> None:
    shop = faulty("s3", "context-ignored")
    sse = shop.sse("aws:kms", aws_kms_key_id=KEY_IDS["main"], context=CONTEXT)
    assert "x-amz-server-side-encryption-context" not in shop.put("o", b"", sse).headers
    assert shop.put("o", b"", shop.sse("aws:kms", context="broken")).status == 200


SWITCHED: dict[str, Changes] = {
    "customer-key-md5-must-match": {"key-MD5": b64(hashlib.md5(OTHER_KEY).digest())},
    "customer-algorithm-must-be-aes256": {"algorithm": "AES128"},
    "customer-headers-together": {"key-MD5": None},
    "customer-key-must-be-base64": {"key": "!" * 32, "key-MD5": b64(hashlib.md5(b"!" * 32).digest())},
    "customer-key-must-be-256-bits": {"key": b64(b"short"), "key-MD5": b64(hashlib.md5(b"short").digest())},
}


@pytest.mark.parametrize("rule", SWITCHED)
@pytest.mark.parametrize("dialect", ["s3", "obs"])
def test_a_rule_that_is_switched_off_is_not_kept(dialect: str, rule: str) -> None:
    key = Shop(dialect).customer(changes=SWITCHED[rule])
    assert Shop(dialect).put("o", b"content", key).status == 400
    shop = faulty(dialect, rule)
    assert shop.put("o", b"content", key).status == 200
    assert shop.get("o", key).body == b"content"


@pytest.mark.parametrize("rule", [rule.name for rule in ALL_RULES])
def test_a_store_without_a_rule_still_keeps_objects(rule: str) -> None:
    for dialect in ("s3", "obs"):
        shop = faulty(dialect, rule)
        for headers in ({}, shop.customer(), shop.sse("AES256"), shop.sse({"s3": "aws:kms", "obs": "kms"}[dialect])):
            assert shop.put("o", b"content", headers).status == 200
            key = headers if "AES256" in headers.values() and len(headers) == 3 else {}
            assert shop.get("o", key).body == b"content"
