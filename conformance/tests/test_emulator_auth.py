"""The emulator's verifier against what OBS's own SDK signed, and against that with one byte changed."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from conformance.emulator.auth.errors import AuthError, Reason
from conformance.emulator.auth.hmac_sha1 import sign
from conformance.emulator.auth.principal import Credentials, Principal
from conformance.emulator.auth.request import Addressing, SignedRequest
from conformance.emulator.auth.result import Anonymous, Verified
from conformance.emulator.auth.schemes import AWS_V2, AWS_V4, OBS, authenticate, authenticate_form
from conformance.tests.verifying import refusal

WIRE = Path(__file__).parent / "data" / "obs-wire.jsonl"
AK, SK = "OBSTESTAK00000000001", "obs-test-secret-key-0123456789abcdefghij"
TOKEN = "TOKEN+/=abc"
SCHEMES = (OBS, AWS_V2, AWS_V4)
NOW = datetime(2018, 6, 6, 9, 8, 21, tzinfo=UTC)
DATE = "Wed, 06 Jun 2018 09:08:21 GMT"

Record = dict[str, Any]
Fields = list[tuple[str, str]]
RECORDS: list[Record] = [json.loads(line) for line in WIRE.read_text(encoding="utf-8").splitlines()]
REQUESTS = [record for record in RECORDS if "method" in record]
FORMS = [record for record in RECORDS if "fields" in record]


def clock() -> datetime:
    return NOW


def credentials(token: str | None = None) -> Credentials:
    return {AK: Principal(name="owner", access_key=AK, secret_key=SK, token=token)}


def request_of(record: Record) -> SignedRequest:
    headers = tuple((name, value) for name, value in record["headers"])
    return SignedRequest(
        method=record["method"],
        target=record["target"],
        headers=headers,
        bucket="examplebucket",
        addressing=record["addressing"],
    )


def token_of(record: Record) -> str | None:
    return TOKEN if "security-token" in json.dumps(record) else None


def check(request: SignedRequest, token: str | None = None) -> Verified:
    result = authenticate(request, credentials(token), clock, SCHEMES)
    assert isinstance(result, Verified)
    return result


def check_form(fields: Fields) -> Verified:
    result = authenticate_form(fields, "examplebucket", credentials(), clock, SCHEMES)
    assert isinstance(result, Verified)
    return result


def changed(text: str) -> str:
    """The same text with its last letter or digit another one."""
    at = max(at for at, character in enumerate(text) if character.isascii() and character.isalnum())
    other = {"z": "a", "Z": "A", "9": "0"}.get(text[at]) or chr(ord(text[at]) + 1)
    return text[:at] + other + text[at + 1 :]


def spoiled(request: SignedRequest, signed: tuple[str, ...]) -> Iterator[tuple[str, SignedRequest]]:
    """The request with one byte of one signed part changed, once for each part."""
    for at, (name, value) in enumerate(request.headers):
        if name.lower() in {*signed, "authorization"} and value:
            date = name.lower().endswith("date")
            other = value.replace("09:08:21", "09:08:22") if date else changed(value)
            yield name, replace(request, headers=(*request.headers[:at], (name, other), *request.headers[at + 1 :]))
    path, mark, query = request.target.partition("?")
    yield "path", replace(request, target=(changed(path) if path.strip("/") else f"{path}x") + mark + query)
    parts = query.split("&") if query else []
    for at, part in enumerate(parts):
        if part.split("=")[0] not in {"unknown", "X-Amz-Signature"}:
            other = "&".join((*parts[:at], changed(part), *parts[at + 1 :]))
            yield part.split("=")[0], replace(request, target=f"{path}?{other}")
    yield "method", replace(request, method=changed(request.method))


SAYS_MORE = {
    *("Authorization", "AccessKeyId", "AWSAccessKeyId", "Expires", "x-obs-security-token"),
    *("X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date", "X-Amz-Expires"),
}
"""Parts whose change may be refused for what they say, before the signature is looked at."""


def test_the_capture_is_complete() -> None:
    assert (len(REQUESTS), len(FORMS)) == (403, 4)


@pytest.mark.parametrize("record", REQUESTS, ids=lambda record: f"{record['label']}-{record['mode']}")
def test_every_captured_request_is_accepted_and_refused_with_one_byte_changed(record: Record) -> None:
    request, token = request_of(record), token_of(record)
    result = check(request, token)
    assert result.unsigned_headers == ()
    assert result.principal.name == "owner"
    for part, other in spoiled(request, result.signed):
        reason = refusal(partial(check, other, token))
        assert reason is Reason.BAD_SIGNATURE or (reason and part in SAYS_MORE), part


@pytest.mark.parametrize("record", FORMS, ids=lambda record: record["label"])
def test_every_captured_form_is_accepted_and_refused_with_one_byte_changed(record: Record) -> None:
    fields = [(name, value) for name, value in record["fields"]]
    assert check_form(fields).how == "form"
    for at, (name, value) in enumerate(fields):
        other = [*fields[:at], (name, changed(value)), *fields[at + 1 :]]
        assert refusal(partial(check_form, other)), name


# The worked vectors of OBS facts 1.5 that are not in the capture: the documents' own StringToSign examples.
@pytest.mark.parametrize(
    ("method", "target", "headers", "addressing", "signature"),
    [
        ("GET", "/object.txt", {"Date": "Sat, 12 Oct 2015 08:12:38 GMT"}, "virtual", "LFkz0w29Q/UM3S4Wypkik1RSK58="),
        (
            "PUT",
            "/object.txt",
            {
                "Content-Type": "text/plain",
                "x-obs-date": "Tue, 15 Oct 2015 07:20:09 GMT",
                "x-obs-security-token": "YwkaRTbdY8g7q....",
            },
            "virtual",
            "czS0w+yhu71six1+S7O2OCCHL2w=",
        ),
        (
            "PUT",
            "/object.txt",
            {"Content-Type": "text/plain", "Date": "Mon, 14 Oct 2015 12:08:34 GMT", "x-obs-acl": "public-read"},
            "virtual",
            "0wqslkFfAXFecKA1+/miFN8M+9c=",
        ),
        (
            "GET",
            "/object.txt?acl",
            {"Date": "Sat, 12 Oct 2015 08:12:38 GMT"},
            "virtual",
            "hLFfPx9zPHX6LL9pCvlb+hN8eOY=",
        ),
        (
            "PUT",
            "/object.txt",
            {"Content-MD5": "I5pU0r4+sgO9Emgl1KMQUg==", "x-obs-date": "Tue, 15 Oct 2015 07:20:09 GMT"},
            "virtual",
            "l4HTKLvjz2VE9q5bh3Nz3e5pz4Q=",
        ),
        (
            "PUT",
            "/object.txt",
            {
                "Host": "OBS.ccc.com:443",
                "Content-MD5": "I5pU0r4+sgO9Emgl1KMQUg==",
                "x-obs-date": "Tue, 15 Oct 2015 07:20:09 GMT",
            },
            "cname",
            "xFkznD97Zy3QFeAbrRq+WhcPi5M=",
        ),
    ],
    ids=["T2", "T3", "T4", "T5", "T6", "T7"],
)
def test_documented_strings_to_sign(
    method: str, target: str, headers: dict[str, str], addressing: Addressing, signature: str
) -> None:
    date = headers.get("x-obs-date") or headers["Date"]
    day = datetime.strptime(date[5:-4], "%d %b %Y %H:%M:%S").replace(tzinfo=UTC)
    request = SignedRequest(
        method=method,
        target=target,
        headers=(*headers.items(), ("Authorization", f"OBS {AK}:{signature}")),
        bucket="bucket",
        addressing=addressing,
    )
    who = credentials(headers.get("x-obs-security-token"))
    assert isinstance(authenticate(request, who, lambda: day, SCHEMES), Verified)


# H1 to H22, U1 to U8, P1 and P2 of OBS facts 1.5: each is a captured request.
VECTORS = {
    "H1": "i8IANa9ZIMOxoV8X5S5EX29TuR4=",
    "H2": "vbm16evGBHGoFL+QLzbJXKUurPQ=",
    "H3": "/tb5ccJXLxYRkksTckJUAoCQpvg=",
    "H4": "5tFfsZogUp5h9r6vXVdD53nDk0Y=",
    "H5": "XUCLqFtKpEIa9Zo6dJ6a72bqMjs=",
    "H6": "HloqcQqp6M5zt/lMAY167U8MkOg=",
    "H7": "TEPriDh4ce5vsZaD5rRicU4FzJQ=",
    "H8": "uFWSgzI7IqaRSu2AYmC08X8J1iA=",
    "H9": "6v1cptB1FC1m7ARihyswvTLwGs8=",
    "H10": "rm0+Gt00D8BYGTDSUonCBknHukg=",
    "H11": "7UnVR1Q7SI1mowa7ogVf12E7zkM=",
    "H12": "VonynVEo1uDiQB50+Q+iLSPh1T8=",
    "H13": "DBO2DOuI6t57+o/SKfxjama+npo=",
    "H14": "93WcUlPsy4BRViKgNq+/8eK1R8s=",
    "H15": "89amSOCR6J1bQa7U1blGeMywzR0=",
    "H16": "8z9cO8YDft/mF5Rrx3IKAmj9+qM=",
    "H17": "bQy+dj0UKwxNk/aHHjfW07BAWFU=",
    "H18": "308u9zSkrQa4oBa030w2l0+QMQg=",
    "H19": "kQatL7yp7fiM7TbfyoWS/obn3y0=",
    "H20": "ciCNHx8eAi0IvAkFDPAG5Ws3udA=",
    "H21": "d15e2279c77f83a1699e365f432de6c997e246f7695d6dbd8a72087ffd825215",
    "H22": "1b8ddb4bcf2ab7df4ab2fdf46156bb1f43e9d1a8693f51a163ecc4c2a395e1b7",
    "U1": "KDs4u8GEnJhaElrhj5tZ+XudikQ=",
    "U2": "jOLfnIm5XiJ+7NAvhmoQy1Qkjqg=",
    "U3": "mzB/GMgS6fpd9eOA10vvvQtUmRQ=",
    "U4": "0F10u/AIDv4rWneoELTpaj5gK1A=",
    "U5": "gPd/Rv6OAs3rzkXI8QhSFLrww2M=",
    "U6": "0173w1diqsQDNkY9yfm5wjYU7Kg=",
    "U7": "/8BBaR3a7k/2uDh8sf2u7omvJl8=",
    "U8": "psxBbn+au+se9gnZRvDUl0AU4SM=",
    "P1": "EKMaQ0AA9reoNb2QHwhla3ztAeM=",
    "P2": "mvXwUymDLYS64bITCx71emZEKKU=",
}


def signatures() -> Iterator[str | None]:
    for record in REQUESTS:
        request = request_of(record)
        authorization = request.header("authorization") or ""
        yield request.parameter("Signature")
        yield authorization.rpartition("Signature=" if authorization.startswith("AWS4") else ":")[2]
    for record in FORMS:
        yield dict(record["fields"]).get("signature")


def test_the_capture_holds_every_worked_vector() -> None:
    assert set(VECTORS.values()) <= set(signatures())


def signed(method: str = "GET", target: str = "/object", *, text: str, **headers: str) -> SignedRequest:
    pairs = [(name.replace("_", "-"), value) for name, value in headers.items()]
    return SignedRequest(
        method=method,
        target=target,
        headers=(*pairs, ("Authorization", f"OBS {AK}:{sign(SK, text)}")),
        bucket="examplebucket",
        addressing="virtual",
    )


def test_repeated_headers_are_joined_and_blanks_removed() -> None:
    request = signed(text=f"GET\n\n\n{DATE}\nx-obs-meta-a:1,2\n/examplebucket/object", Date=DATE)
    request = replace(request, headers=(*request.headers, ("x-obs-meta-a", " 1"), ("X-OBS-Meta-A", "2 ")))
    assert check(request).signed == ("date", "x-obs-meta-a")


def test_headers_of_another_vendor_are_reported() -> None:
    request = signed(text=f"GET\n\n\n{DATE}\n/examplebucket/object", Date=DATE, x_amz_acl="private")
    assert check(request).unsigned_headers == ("x-amz-acl",)


@pytest.mark.parametrize("resource", ["?acl", "?acl="])
def test_an_empty_value_is_signed_either_way(resource: str) -> None:
    check(signed(target="/object?acl=", text=f"GET\n\n\n{DATE}\n/examplebucket/object{resource}", Date=DATE))


@pytest.mark.parametrize("resource", ["", "?x-obs-server-side-encryption=kms"])
def test_vendor_parameters_are_signed_either_way(resource: str) -> None:
    target = "/object?x-obs-server-side-encryption=kms"
    check(signed(target=target, text=f"GET\n\n\n{DATE}\n/examplebucket/object{resource}", Date=DATE))


def test_of_a_repeated_subresource_the_first_counts() -> None:
    text = f"GET\n\n\n{DATE}\n/examplebucket/object?versionId=1"
    check(signed(target="/object?versionId=1&versionId=2", text=text, Date=DATE))


PLAIN = f"GET\n\n\n{DATE}\n/examplebucket/object"
URL = f"/object?AccessKeyId={AK}&Expires={{}}&Signature=x"


@pytest.mark.parametrize(
    ("target", "headers", "token", "reason"),
    [
        ("/object", {"Authorization": "OBS other:x", "Date": DATE}, None, Reason.UNKNOWN_ACCESS_KEY),
        ("/object", {"Authorization": f"OBS {AK}:x", "Date": DATE}, None, Reason.BAD_SIGNATURE),
        ("/object", {"Authorization": f"OBS {AK}:x", "Date": DATE}, TOKEN, Reason.BAD_TOKEN),
        ("/object", {"Authorization": f"OBS {AK}:x", "x-obs-security-token": "t"}, None, Reason.BAD_TOKEN),
        ("/object", {"Authorization": f"OBS {AK}"}, None, Reason.MALFORMED),
        ("/object", {"Authorization": f"OBS {AK}:x"}, None, Reason.MISSING_DATE),
        ("/object", {"Authorization": f"OBS {AK}:x", "Date": "yesterday"}, None, Reason.BAD_DATE),
        ("/object", {"Authorization": f"OBS {AK}:x", "Date": DATE.replace("09:", "08:")}, None, Reason.SKEWED),
        ("/object", {"Authorization": "Basic eA=="}, None, Reason.UNSUPPORTED_SCHEME),
        (URL.format(1528276100), {}, None, Reason.EXPIRED),
        (URL.format("soon"), {}, None, Reason.MALFORMED),
        (URL.format(1528276101), {}, None, Reason.BAD_SIGNATURE),
        (f"/object?AccessKeyId={AK}", {}, None, Reason.MALFORMED),
        (URL.format(1528276101), {"Authorization": f"OBS {AK}:x"}, None, Reason.SEVERAL_MECHANISMS),
        (URL.format(1528276101), {"Authorization": f"AWS {AK}:x"}, None, Reason.SEVERAL_MECHANISMS),
    ],
)
def test_refusals(target: str, headers: dict[str, str], token: str | None, reason: Reason) -> None:
    request = SignedRequest(method="GET", target=target, headers=tuple(headers.items()))
    assert refusal(lambda: check(request, token)) is reason


@pytest.mark.parametrize(("minutes", "accepted"), [(15, True), (-15, True), (16, False), (-16, False)])
def test_skew(minutes: int, *, accepted: bool) -> None:
    request = signed(text=PLAIN, Date=DATE)
    if accepted:
        authenticate(request, credentials(), lambda: NOW + timedelta(minutes=minutes), SCHEMES)
    else:
        with pytest.raises(AuthError, match="too far"):
            authenticate(request, credentials(), lambda: NOW + timedelta(minutes=minutes), SCHEMES)


def test_nobody_signed() -> None:
    request = SignedRequest(method="GET", target="/object?acl", headers=(("Date", DATE),))
    assert isinstance(authenticate(request, credentials(), clock, SCHEMES), Anonymous)
