"""OSS's rules that no captured request shows, in both of its signature versions."""

import base64
import hashlib
import hmac
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from conformance.emulator.auth.errors import Reason
from conformance.emulator.auth.request import Addressing, SignedRequest
from conformance.emulator.auth.result import Anonymous, Verified
from conformance.emulator.auth.schemes import AWS_V4, COS, OSS_V1, OSS_V4, authenticate
from conformance.tests.verifying import AK, CREDENTIALS, GUEST, SK, TOKEN, refusal, with_header

NOW = datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC)
DATE = "Tue, 02 Jan 2024 03:04:05 GMT"
BASIC = "20240102T030405Z"
Pair = tuple[str, str]


def check(request: SignedRequest, at: datetime = NOW) -> Verified:
    result = authenticate(request, CREDENTIALS, lambda: at, [COS, OSS_V1, OSS_V4, AWS_V4])
    assert isinstance(result, Verified)
    return result


def v1(text: str, *sent: Pair, target: str = "/k", addressing: Addressing = "virtual", who: str = AK) -> SignedRequest:
    signature = base64.b64encode(hmac.digest(SK.encode(), text.encode(), hashlib.sha1)).decode()
    headers = (*sent, ("Authorization", f"OSS {who}:{signature}"))
    return SignedRequest(method="GET", target=target, headers=headers, bucket="bucket", addressing=addressing)


V1 = f"GET\n\n\n{DATE}\n/bucket/k"
DATED = ("Date", DATE)


@pytest.mark.parametrize(
    ("target", "resource"),
    [
        ("/k?acl", "/bucket/k?acl"),
        ("/k?acl=", "/bucket/k?acl"),
        ("/?encryption=&prefix=a", "/bucket/?encryption"),
        ("/k?uploadId=a%2Bb&partNumber=1", "/bucket/k?partNumber=1&uploadId=a+b"),
        ("/k?response-content-type=a+b%20c", "/bucket/k?response-content-type=a b c"),
        ("/k?callback-var=b&callback=a", "/bucket/k?callback=a&callback-var=b"),
        ("/k?versionid=1", "/bucket/k"),
        ("/%E7%9B%AE+%2B", "/bucket/目++"),
    ],
)
def test_v1_signs_subresources_decoded(target: str, resource: str) -> None:
    check(v1(f"GET\n\n\n{DATE}\n{resource}", DATED, target=target))


@pytest.mark.parametrize(
    ("target", "addressing", "resource"),
    [
        ("/", "path", "/"),
        ("/bucket", "path", "/bucket/"),
        ("/bucket/", "path", "/bucket/"),
        ("/bucket%2Fk", "path", "/bucket/k"),
        ("/", "virtual", "/bucket/"),
        ("/", "cname", "/bucket/"),
    ],
)
def test_the_resource_begins_with_the_bucket(target: str, addressing: Addressing, resource: str) -> None:
    check(v1(f"GET\n\n\n{DATE}\n{resource}", DATED, target=target, addressing=addressing))


def test_v1_repeats_a_repeated_subresource() -> None:
    request = v1(f"GET\n\n\n{DATE}\n/bucket/k?versionId=1", DATED, target="/k?versionId=1")
    check(request)
    assert refusal(lambda: check(replace(request, target="/k?versionId=1&versionId=2"))) is Reason.BAD_SIGNATURE


def test_v1_prefers_the_vendors_date() -> None:
    request = v1(f"GET\n\n\n{DATE}\nx-oss-date:{DATE}\n/bucket/k", ("Date", "whenever"), ("x-oss-date", DATE))
    assert check(request).signed == ("date", "x-oss-date")


def test_headers_of_another_vendor_are_reported() -> None:
    assert check(v1(V1, DATED, ("x-amz-acl", "private"))).unsigned_headers == ("x-amz-acl",)
    assert check(v4("", DATED, ("x-amz-acl", "private"))).unsigned_headers == ("x-amz-acl",)


@pytest.mark.parametrize("name", ["security-token", "x-oss-security-token"])
def test_v1_takes_the_token_in_either_spelling(name: str) -> None:
    line = f"{name}:{TOKEN}\n" if name.startswith("x-oss-") else ""
    text = V1.replace("/bucket", f"{line}/bucket")
    assert check(v1(text, DATED, (name, TOKEN), who="GUEST")).principal is GUEST
    assert refusal(lambda: check(v1(text, DATED, (name, "other"), who="GUEST"))) is Reason.BAD_TOKEN
    assert refusal(lambda: check(v1(text, DATED, who="GUEST"))) is Reason.BAD_TOKEN


def v4(canonical: str, *sent: Pair, additional: str | None = None, region: str = "r") -> SignedRequest:
    """A request signed over the given canonical headers and additional headers, `header:value...LF`, `a;b`."""
    always = (("x-oss-content-sha256", "UNSIGNED-PAYLOAD"), ("x-oss-date", BASIC))
    lines = "".join(f"{name}:{value}\n" for name, value in always)
    names = ";".join(sorted(additional.split(";"))) if additional else ""
    text = f"GET\n/bucket/k\n\n{canonical}{lines}\n{names}\nUNSIGNED-PAYLOAD"
    key = f"aliyun_v4{SK}".encode()
    for step in ("20240102", region, "oss", "aliyun_v4_request"):
        key = hmac.digest(key, step.encode(), hashlib.sha256)
    scope = f"20240102/{region}/oss/aliyun_v4_request"
    to_sign = f"OSS4-HMAC-SHA256\n{BASIC}\n{scope}\n{hashlib.sha256(text.encode()).hexdigest()}"
    items = [f"Credential={AK}/{scope}", f"Signature={hmac.digest(key, to_sign.encode(), hashlib.sha256).hex()}"]
    items += [] if additional is None else [f"AdditionalHeaders={additional}"]
    headers = (*sent, *always, ("Authorization", f"OSS4-HMAC-SHA256 {', '.join(items)}"))
    return SignedRequest(method="GET", target="/k", headers=headers, bucket="bucket", addressing="virtual")


HOST, RANGE = ("Host", "bucket.example.com"), ("Range", "bytes=0-9")
BOTH = "host:bucket.example.com\nrange:bytes=0-9\n"


@pytest.mark.parametrize("names", ["host;range", "range;host"])
def test_v4_signs_additional_headers(names: str) -> None:
    request = v4(BOTH, HOST, RANGE, additional=names)
    assert check(request).unsigned_headers == ()
    assert refusal(lambda: check(with_header(request, "range", None))) is Reason.BAD_SIGNATURE
    assert refusal(lambda: check(with_header(request, "host", "other"))) is Reason.BAD_SIGNATURE


def test_v4_reports_an_unsigned_host() -> None:
    assert check(v4("", HOST)).unsigned_headers == ("host",)


def test_v4_refuses_an_additional_header_that_is_not_sent() -> None:
    assert refusal(lambda: check(v4("range:\n", additional="range"))) is Reason.BAD_SIGNATURE


@pytest.mark.parametrize("names", ["", ";", "host;"])
def test_v4_refuses_empty_additional_headers(names: str) -> None:
    assert refusal(lambda: check(v4("", HOST, additional=names))) is Reason.MALFORMED


@pytest.mark.parametrize(("region", "reason"), [("cn-hangzhou", None), ("", Reason.MALFORMED)])
def test_v4_needs_a_region(region: str, reason: Reason | None) -> None:
    assert refusal(lambda: check(v4("", region=region))) is reason


Change = Callable[[SignedRequest], SignedRequest]


def in_authorization(old: str, new: str) -> Change:
    return lambda request: with_header(
        request, "authorization", (request.header("authorization") or "").replace(old, new)
    )


def header(name: str, value: str | None) -> Change:
    return lambda request: with_header(request, name, value)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (in_authorization(AK, "unknown"), Reason.UNKNOWN_ACCESS_KEY),
        (in_authorization("/r/", "/s/"), Reason.BAD_SIGNATURE),
        (in_authorization("/oss/", "/s3/"), Reason.MALFORMED),
        (in_authorization("/20240102/", "/20240103/"), Reason.MALFORMED),
        (in_authorization("Signature=", "Sign="), Reason.MALFORMED),
        (in_authorization("Signature=", "Signature=a, Signature="), Reason.MALFORMED),
        (in_authorization("OSS4-HMAC-SHA256", "OSS2"), Reason.UNSUPPORTED_SCHEME),
        (header("x-oss-date", None), Reason.MISSING_DATE),
        (header("x-oss-date", DATE), Reason.BAD_DATE),
        (header("x-oss-content-sha256", None), Reason.MISSING_PAYLOAD_HASH),
        (header("x-oss-content-sha256", hashlib.sha256(b"").hexdigest()), Reason.MALFORMED),
        (header("x-oss-security-token", TOKEN), Reason.BAD_TOKEN),
        (header("x-oss-server-side-encryption", "KMS"), Reason.BAD_SIGNATURE),
        (header("content-type", "text/plain"), Reason.BAD_SIGNATURE),
    ],
)
def test_tampered_v4(change: Change, reason: Reason) -> None:
    check(v4(""))
    assert refusal(lambda: check(change(v4("")))) is reason


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (in_authorization(AK, "unknown"), Reason.UNKNOWN_ACCESS_KEY),
        (in_authorization(":", ""), Reason.MALFORMED),
        (in_authorization(":", "::"), Reason.MALFORMED),
        (header("date", None), Reason.MISSING_DATE),
        (header("date", "yesterday"), Reason.BAD_DATE),
        (header("security-token", TOKEN), Reason.BAD_TOKEN),
        (header("x-oss-server-side-encryption", "KMS"), Reason.BAD_SIGNATURE),
        (header("content-type", "text/plain"), Reason.BAD_SIGNATURE),
        (header("content-md5", "x"), Reason.BAD_SIGNATURE),
    ],
)
def test_tampered_v1(change: Change, reason: Reason) -> None:
    check(v1(V1, DATED))
    assert refusal(lambda: check(change(v1(V1, DATED)))) is reason


@pytest.mark.parametrize("minutes", [15, -15, 16, -16])
@pytest.mark.parametrize("request_", [v1(V1, DATED), v4("")], ids=["v1", "v4"])
def test_skew(request_: SignedRequest, minutes: int) -> None:
    reason = refusal(lambda: check(request_, NOW + timedelta(minutes=minutes)))
    assert reason is (Reason.SKEWED if abs(minutes) > 15 else None)


V1_URL = f"/k?OSSAccessKeyId={AK}&Expires=1704164645&Signature=a"
V4_URL = (
    f"/k?x-oss-signature-version=OSS4-HMAC-SHA256&x-oss-credential={AK}/20240102/r/oss/aliyun_v4_request"
    f"&x-oss-date={BASIC}&x-oss-expires=60&x-oss-signature=a"
)


@pytest.mark.parametrize("url", ["/k?OSSAccessKeyId=a", "/k?Signature=a", "/k?x-oss-credential=a", V1_URL, V4_URL])
@pytest.mark.parametrize("signed", [v1(V1, DATED), v4("")], ids=["v1", "v4"])
def test_one_signature_is_enough(signed: SignedRequest, url: str) -> None:
    assert refusal(lambda: check(replace(signed, target=url))) is Reason.SEVERAL_MECHANISMS


@pytest.mark.parametrize(
    ("url", "old", "new", "reason"),
    [
        (V1_URL, "=1704164645", "=1704164644", Reason.EXPIRED),
        (V1_URL, "=1704164645", "=soon", Reason.MALFORMED),
        (V1_URL, f"OSSAccessKeyId={AK}&", "", Reason.MALFORMED),
        (V1_URL, "", "", Reason.BAD_SIGNATURE),
        (V4_URL, BASIC, "20240102T030304Z", Reason.EXPIRED),
        (V4_URL, BASIC, "20240102T032005Z", Reason.SKEWED),
        (V4_URL, "=60", "=604800", Reason.BAD_SIGNATURE),
        (V4_URL, "=60", "=604801", Reason.MALFORMED),
        (V4_URL, "=60", f"={'9' * 5000}", Reason.MALFORMED),
        (V4_URL, "=60", "=0", Reason.MALFORMED),
        (V4_URL, "x-oss-signature-version=OSS4-HMAC-SHA256&", "", Reason.MALFORMED),
        (V4_URL, "=OSS4-HMAC-SHA256", "=OSS2", Reason.UNSUPPORTED_SCHEME),
        (V4_URL, "&x-oss-signature=a", "", Reason.MALFORMED),
        (V4_URL, "=60", "=60&x-oss-additional-headers=", Reason.MALFORMED),
    ],
)
def test_url_refusals(url: str, old: str, new: str, reason: Reason) -> None:
    request = SignedRequest(
        method="GET", target=url.replace(old, new) if old else url, headers=(), bucket="bucket", addressing="virtual"
    )
    assert refusal(lambda: check(request)) is reason


def test_nobody_signed() -> None:
    request = SignedRequest(method="GET", target="/k?acl", headers=(DATED,))
    assert isinstance(authenticate(request, {}, lambda: NOW, [OSS_V1, OSS_V4]), Anonymous)
