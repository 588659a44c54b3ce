"""COS's rules that no captured request shows: what is covered, when, and by whom it may be signed."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from conformance.emulator.auth.cos_key import sign, sign_key
from conformance.emulator.auth.errors import Reason
from conformance.emulator.auth.request import SignedRequest
from conformance.emulator.auth.result import Anonymous, Verified
from conformance.emulator.auth.schemes import AWS_V4, COS, OSS_V1, OSS_V4, authenticate
from conformance.tests.verifying import AK, CREDENTIALS, GUEST, SK, TOKEN, refusal, with_header

START, END = 1700000000, 1700003600
TIME = f"{START};{END}"
HOST = ("Host", "bucket-1250000000.cos.example.com:8080")


def check(request: SignedRequest, at: int = START) -> Verified:
    clock = datetime.fromtimestamp(at, UTC)
    result = authenticate(request, CREDENTIALS, lambda: clock, [COS, OSS_V1, OSS_V4, AWS_V4])
    assert isinstance(result, Verified)
    return result


def items(text: str, *, headers: str, parameters: str, who: str) -> dict[str, str]:
    """The seven items of a signature over the given HttpString."""
    signature = sign(sign_key(SK, TIME), f"sha1\n{TIME}\n{hashlib.sha1(text.encode()).hexdigest()}\n")
    return {
        "q-sign-algorithm": "sha1",
        "q-ak": who,
        "q-sign-time": TIME,
        "q-key-time": TIME,
        "q-header-list": headers,
        "q-url-param-list": parameters,
        "q-signature": signature,
    }


def signed(
    text: str,
    *sent: tuple[str, str],
    target: str = "/k",
    headers: str = "",
    parameters: str = "",
    who: str = AK,
) -> SignedRequest:
    found = items(text, headers=headers, parameters=parameters, who=who)
    authorization = "&".join(f"{name}={value}" for name, value in found.items())
    return SignedRequest(method="GET", target=target, headers=(*sent, ("Authorization", authorization)))


PLAIN = "get\n/k\n\n\n"


@pytest.mark.parametrize("host", ["bucket-1250000000.cos.example.com", "bucket-1250000000.cos.example.com%3A8080"])
def test_the_host_is_signed_with_its_port_or_without(host: str) -> None:
    request = signed(f"get\n/k\n\nhost={host}\n", HOST, headers="host")
    assert check(request).unsigned_headers == ()


def test_headers_that_are_not_listed_are_reported() -> None:
    sse = ("x-cos-server-side-encryption", "AES256")
    request = signed(f"{PLAIN[:-1]}x-cos-acl=private\n", HOST, sse, ("x-cos-acl", "private"), headers="x-cos-acl")
    result = check(request)
    assert (result.signed, result.unsigned_headers) == (("x-cos-acl",), ("host", "x-cos-server-side-encryption"))
    assert check(with_header(request, "x-cos-server-side-encryption", "cos/kms")) == result


def test_parameters_that_are_not_listed_may_change() -> None:
    request = signed("get\n/k\nacl=\n\n", target="/k?acl&versionId=1", parameters="acl")
    check(request)
    check(replace(request, target="/k?acl=&versionId=2"))
    assert refusal(lambda: check(replace(request, target="/k?acl=1&versionId=1"))) is Reason.BAD_SIGNATURE


def test_a_listed_parameter_cannot_be_repeated() -> None:
    request = signed("get\n/k\nversionid=1\n\n", target="/k?versionId=1", parameters="versionid")
    check(request)
    twice = replace(request, target="/k?versionId=1&versionId=2")
    assert refusal(lambda: check(twice)) is Reason.BAD_SIGNATURE


@pytest.mark.parametrize("names", [{"headers": "x-cos-meta-a"}, {"parameters": "acl"}])
def test_what_is_listed_must_be_sent(names: dict[str, str]) -> None:
    headers, parameters = ("" if not names.get(name) else f"{names[name]}=" for name in ("headers", "parameters"))
    request = signed(f"get\n/k\n{parameters}\n{headers}\n", **names)
    assert refusal(lambda: check(request)) is Reason.BAD_SIGNATURE


@pytest.mark.parametrize("target", ["/%E7%9B%AE/a%20b+c%2Bd%28~*", "/目/a b+c+d(~*", "/%e7%9b%ae/a%20b%2bc+d(%7e%2A"])
def test_the_path_is_signed_decoded(target: str) -> None:
    check(signed("get\n/目/a b+c+d(~*\n\n\n", target=target))


def test_names_and_values_are_signed_encoded() -> None:
    text = "get\n/k\n%e7%9b%ae=a%20b%2F%2A&prefix=~x\nx-cos-meta-a=v%201%2F2\n"
    target = "/k?prefix=%7Ex&%E7%9B%AE=a+b/*"
    meta = ("X-Cos-Meta-A", "v 1/2")
    check(signed(text, meta, target=target, headers="x-cos-meta-a", parameters="%e7%9b%ae;prefix"))


@pytest.mark.parametrize(
    ("at", "reason"),
    [
        (START - 900, None),
        (START - 901, Reason.SKEWED),
        (END, None),
        (END + 1, Reason.EXPIRED),
    ],
)
def test_the_time_is_a_window(at: int, reason: Reason | None) -> None:
    assert refusal(lambda: check(signed(PLAIN), at)) is reason


@pytest.mark.parametrize("name", ["q-sign-time", "q-key-time"])
@pytest.mark.parametrize(
    ("time", "reason"),
    [
        (f"{START};{START - 1}", Reason.EXPIRED),
        (f"{END};{END}", Reason.SKEWED),
        (f"{START}", Reason.MALFORMED),
        ("now;then", Reason.MALFORMED),
        (f"{START};{'9' * 5000}", Reason.MALFORMED),
        ("", Reason.MALFORMED),
    ],
)
def test_both_times_are_checked(name: str, time: str, reason: Reason) -> None:
    request = signed(PLAIN)
    authorization = (request.header("authorization") or "").replace(f"{name}={TIME}", f"{name}={time}")
    assert refusal(lambda: check(with_header(request, "authorization", authorization))) is reason


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("q-sign-algorithm=sha1", "q-sign-algorithm=sha256", Reason.UNSUPPORTED_SCHEME),
        (AK, "unknown", Reason.UNKNOWN_ACCESS_KEY),
        ("q-header-list=&", "", Reason.MALFORMED),
        ("q-header-list=&", "q-header-list=&q-header-list=&", Reason.MALFORMED),
        (f"q-ak={AK}", "q-ak=", Reason.MALFORMED),
        ("q-url-param-list=", "q-url-param-list=acl", Reason.BAD_SIGNATURE),
        ("q-sign-algorithm=sha1&", "", Reason.MALFORMED),
        ("q-sign-algorithm=", "sign-algorithm=", Reason.UNSUPPORTED_SCHEME),
    ],
)
def test_tampered_authorization(old: str, new: str, reason: Reason) -> None:
    request = signed(PLAIN)
    authorization = (request.header("authorization") or "").replace(old, new)
    assert refusal(lambda: check(with_header(request, "authorization", authorization))) is reason


TOKEN_HEADER = ("x-cos-security-token", TOKEN)


def test_the_token_goes_where_the_signature_is() -> None:
    assert check(signed(PLAIN, TOKEN_HEADER, who="GUEST")).principal is GUEST
    assert refusal(lambda: check(signed(PLAIN, who="GUEST"))) is Reason.BAD_TOKEN
    assert refusal(lambda: check(signed(PLAIN, TOKEN_HEADER))) is Reason.BAD_TOKEN
    query = "&".join(
        f"{name}={value.replace(';', '%3B')}"
        for name, value in items(PLAIN, headers="", parameters="", who="GUEST").items()
    )
    url = SignedRequest(method="GET", target=f"/k?{query}&x-cos-security-token=session/token%2B%3D", headers=())
    assert check(url).principal is GUEST
    assert refusal(lambda: check(replace(url, target=f"/k?{query}", headers=(TOKEN_HEADER,)))) is Reason.BAD_TOKEN


@pytest.mark.parametrize("query", ["q-ak=a", "q-signature=a", "OSSAccessKeyId=a", "X-Amz-Algorithm=a"])
def test_one_signature_is_enough(query: str) -> None:
    assert refusal(lambda: check(signed(PLAIN, target=f"/k?{query}"))) is Reason.SEVERAL_MECHANISMS


def test_nobody_signed() -> None:
    request = SignedRequest(method="GET", target="/k?acl", headers=(HOST,))
    assert isinstance(authenticate(request, {}, lambda: datetime.fromtimestamp(START, UTC), [COS]), Anonymous)
