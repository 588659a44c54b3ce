"""Hostile requests: whatever stands where a number, a document or a word should be, the emulator goes on."""

from base64 import b64encode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conformance.emulator.auth.dates import parse_http_date
from conformance.emulator.auth.errors import AuthError, Reason
from conformance.emulator.auth.policy import parse_policy
from conformance.emulator.numbers import natural
from conformance.tests.cos_shop import CosShop
from conformance.tests.emulated import Reply, Shop

DIALECTS = ("obs", "cos", "oss", "s3")
LONG = "9" * 5000
"""More digits than Python reads."""
_PARAMETERS = (
    "partNumber",
    "max-keys",
    "part-number-marker",
    "versionId",
    "position",
    "Expires",
    "x-oss-expires",
    "X-Amz-Expires",
    "q-sign-time",
)
_HEADERS = (
    "Range", "Content-MD5", "If-Match", "If-None-Match", "Expect", "Content-Encoding", "X-Amz-Decoded-Content-Length",
    "{p}copy-source", "{p}copy-source-range", "{p}metadata-directive", "{p}server-side-encryption",
    "{p}server-side-encryption-customer-key", "{p}server-side-encryption-customer-algorithm",
    "{p}server-side-encryption-customer-key-MD5", "{p}server-side-encryption-context", "{p}tagging", "{p}acl",
)  # fmt: skip
WORDS = st.one_of(
    st.sampled_from(
        [LONG, f"bytes={LONG}-{LONG}", f"{LONG};{LONG}", "-1", "1e9", "0x10", "٣", "%00", "..", "", "{}", "AAAA"]
    ),
    st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=40),
)
_DOCUMENTS = ("PUT /?encryption", "PUT /?policy", "PUT /?versioning", "POST /o?uploadId=", "POST /o?restore")
XML = st.one_of(
    st.binary(max_size=60),
    st.sampled_from(
        [
            b"",
            b"<a>",
            b"<a/>" * 50,
            b"<a>" * 3000 + b"</a>" * 3000,
            b'<!DOCTYPE a [<!ENTITY x "y"><!ENTITY z "&x;&x;&x;&x;">]><a>&z;</a>',
            f"<CompleteMultipartUpload><Part><PartNumber>{LONG}</PartNumber><ETag>x</ETag></Part></CompleteMultipartUpload>".encode(),
            f"<RestoreRequest><Days>{LONG}</Days></RestoreRequest>".encode(),
        ]
    ),
)
QUICK = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def open_shop(dialect: str) -> Shop:
    return CosShop() if dialect == "cos" else Shop(dialect)


def root(shop: Shop) -> str:
    """What stands before a key: COS has its bucket in the host."""
    return "" if shop.dialect == "cos" else "/bucket"


def is_clean(reply: Reply) -> bool:
    """Any answer but an error of the store's own; 501 says that something is not offered."""
    return reply.status < 500 or reply.status == 501


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_parameter_may_be_anything(dialect: str) -> None:
    shop = open_shop(dialect)
    shop.put("o", b"content")

    @QUICK
    @given(st.sampled_from(_PARAMETERS), WORDS, st.sampled_from(["GET", "PUT", "POST"]))
    def holds(name: str, value: str, method: str) -> None:
        target = f"{root(shop)}/other?{name}={value}".replace("#", "%23")
        assert is_clean(shop.send(method, target))
        assert is_clean(shop.send(method, target, by=None))

    holds()
    assert shop.get("o").status == 200


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_header_may_be_anything(dialect: str) -> None:
    shop = open_shop(dialect)
    shop.put("o", b"content")

    @QUICK
    @given(st.sampled_from(_HEADERS), WORDS, st.sampled_from(["GET", "PUT", "HEAD"]))
    def holds(name: str, value: str, method: str) -> None:
        header = {name.format(p=shop.prefix): value.replace("٣", "3")}
        assert is_clean(shop.send(method, f"{root(shop)}/other", header))
        assert is_clean(shop.send(method, f"{root(shop)}/o?uploadId=x&partNumber=1", header))

    holds()


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_document_may_be_anything(dialect: str) -> None:
    shop = open_shop(dialect)
    shop.put("o", b"content")
    begun = shop.send("POST", f"{root(shop)}/o?uploads").text("UploadId")

    @QUICK
    @given(
        st.sampled_from(_DOCUMENTS),
        XML,
    )
    def holds(call: str, document: bytes) -> None:
        method, _, target = call.partition(" ")
        target += begun if target.endswith("=") else ""
        assert is_clean(shop.send(method, f"{root(shop)}{target}", body=document))

    holds()


@pytest.mark.parametrize(
    ("text", "number"),
    [("0", 0), ("007", 7), ("9" * 19, int("9" * 19)), ("9" * 20, None), ("-1", None), ("٣", None), ("", None)],
)
def test_numbers(text: str, number: int | None) -> None:
    assert natural(text) == number


@pytest.mark.parametrize("text", [f"Mon, 01 Jan {LONG[:20]} 00:00:00 GMT", f"Mon, 01 Jan 2024 00:00:00 +{LONG[:20]}"])
def test_a_date_may_be_anything(text: str) -> None:
    with pytest.raises(AuthError) as caught:
        parse_http_date(text)
    assert caught.value.reason is Reason.BAD_DATE


@pytest.mark.parametrize("conditions", ["[" * 100_000, '[["content-length-range", 0, Infinity]]', "[[]]", "7"])
def test_a_policy_may_be_anything(conditions: str) -> None:
    text = f'{{"expiration": "2030-01-01T00:00:00Z", "conditions": {conditions}}}'
    with pytest.raises(AuthError) as caught:
        parse_policy(b64encode(text.encode()).decode())
    assert caught.value.reason is Reason.POLICY_MALFORMED
