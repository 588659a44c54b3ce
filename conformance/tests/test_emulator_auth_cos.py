"""The emulator's verifier against what COS's own SDK signed, the printed examples, and those with one byte changed."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from conformance.emulator.auth.cos import without_empty_authorization
from conformance.emulator.auth.cos_key import sign_key
from conformance.emulator.auth.errors import Reason
from conformance.emulator.auth.principal import Credentials, Principal
from conformance.emulator.auth.request import SignedRequest
from conformance.emulator.auth.result import Anonymous, Verified
from conformance.emulator.auth.schemes import COS, authenticate
from conformance.tests.test_emulator_auth import changed
from conformance.tests.verifying import refusal, with_header

DATA = Path(__file__).parent / "data"
AK, SK, TOKEN = "AKIDEXAMPLEEXAMPLEEXAMPLEEXAMPLE1234", "SKEXAMPLEexampleEXAMPLEexample12", "TOKENVALUE"
SIGNED_AT = 1700000060
HOST = "examplebucket-1250000000.cos.ap-guangzhou.myqcloud.com"

Record = dict[str, Any]
RECORDS: list[Record] = [
    json.loads(line) for line in (DATA / "cos-wire.jsonl").read_text(encoding="utf-8").splitlines()
]
VECTORS: list[Record] = json.loads((DATA / "cos-vectors.json").read_text(encoding="utf-8"))["signature"]

SENT_ELSEWHERE = {"presign_put_sse_cos", "presign_put_sse_c", "presign_get_sse_c", "presign_get_sse_c_as_params"}
"""Signed for the host 127.0.0.1, because the SDK was given an IP and a port, but sent to the bucket's host."""
NOT_SIGNED = {"anonymous"}
"""Sent by a client of the SDK that was told to sign nothing."""
SIGNED = [record for record in RECORDS if record["case"] not in SENT_ELSEWHERE | NOT_SIGNED]


def credentials(access_key: str = AK, secret_key: str = SK, token: str | None = None) -> Credentials:
    return {access_key: Principal(name="owner", access_key=access_key, secret_key=secret_key, token=token)}


def request_of(record: Record) -> SignedRequest:
    headers = tuple((name, value) for name, value in record["headers"])
    return SignedRequest(method=record["method"], target=record["target"], headers=headers, addressing="virtual")


def check(request: SignedRequest, *, token: str | None = None, at: int = SIGNED_AT) -> Verified:
    result = authenticate(request, credentials(token=token), lambda: datetime.fromtimestamp(at, UTC), [COS])
    assert isinstance(result, Verified)
    return result


def other(value: str) -> str:
    return changed(value) if any(character.isalnum() for character in value) else f"{value}x"


def spoiled_items(text: str) -> Iterator[tuple[str, str]]:
    """Items joined by ampersands with the value of one changed, and without that one, once for each item."""
    items = text.split("&") if text else []
    for at, item in enumerate(items):
        name, _, value = item.partition("=")
        yield name, "&".join((*items[:at], f"{name}={other(value)}", *items[at + 1 :]))
        yield name, "&".join((*items[:at], *items[at + 1 :]))


def spoiled(request: SignedRequest, signed: tuple[str, ...], parameters: str) -> Iterator[tuple[str, SignedRequest]]:
    """The request with one byte of one signed part changed, or that part taken away, once for each part."""
    for name in signed:
        value = request.header(name) or ""
        head, colon, port = value.partition(":") if name == "host" else (value, "", "")
        yield name, with_header(request, name, other(head) + colon + port)
        yield name, with_header(request, name, None)
    for name, text in spoiled_items(request.header("authorization") or ""):
        yield name, with_header(request, "authorization", text)
    path, mark, query = request.target.partition("?")
    yield "path", replace(request, target=(changed(path) if path != "/" else "/x") + mark + query)
    for name, text in spoiled_items(query):
        if name.startswith("q-") or name.lower() in parameters.split(";"):
            yield name, replace(request, target=f"{path}?{text}")
    yield "method", replace(request, method=changed(request.method))


def check_spoiled(request: SignedRequest, token: str | None = None) -> None:
    signed = check(request, token=token).signed
    query = dict(item.split("=", 1) for item in (request.header("authorization") or "").split("&") if item)
    parameters = query.get("q-url-param-list") or request.parameter("q-url-param-list") or ""
    for part, attempt in spoiled(request, signed, parameters):
        reason = refusal(partial(check, attempt, token=token))
        says_more = part.startswith("q-") or part == "x-cos-security-token"
        assert reason is Reason.BAD_SIGNATURE or (reason and says_more), part


def test_the_capture_is_complete() -> None:
    assert (len(RECORDS), len(SIGNED)) == (158, 153)


@pytest.mark.parametrize("record", SIGNED, ids=lambda record: record["case"])
def test_every_captured_request_is_accepted_and_refused_with_one_byte_changed(record: Record) -> None:
    request = request_of(record)
    token = request.header("x-cos-security-token")
    result = check(request, token=token)
    assert (result.principal.name, result.unsigned_headers) == ("owner", ())
    check_spoiled(request, token)


@pytest.mark.parametrize("case", sorted(SENT_ELSEWHERE))
def test_a_url_signed_for_another_host_is_refused_here_and_accepted_there(case: str) -> None:
    request = next(request_of(record) for record in RECORDS if record["case"] == case)
    assert refusal(lambda: check(request)) is Reason.BAD_SIGNATURE
    there = with_header(request, "host", "127.0.0.1")
    assert check(there).how == "url"
    check_spoiled(there)


def test_an_empty_authorization_is_none() -> None:
    request = next(request_of(record) for record in RECORDS if record["case"] in NOT_SIGNED)
    assert request.header("authorization") == ""
    plain = without_empty_authorization(request)
    assert isinstance(authenticate(plain, {}, lambda: datetime.fromtimestamp(0, UTC), [COS]), Anonymous)
    signed = request_of(SIGNED[0])
    assert without_empty_authorization(signed) is signed


def names_of(pairs: list[list[str]]) -> str:
    return ";".join(sorted(name.lower() for name, _ in pairs))


def vector_request(vector: Record) -> SignedRequest:
    items = {
        "q-sign-algorithm": "sha1",
        "q-ak": vector["secret_id"],
        "q-sign-time": vector["key_time"],
        "q-key-time": vector["key_time"],
        "q-header-list": names_of(vector["headers"]),
        "q-url-param-list": names_of(vector["params"]),
        "q-signature": vector["signature"],
    }
    authorization = "&".join(f"{name}={value}" for name, value in items.items())
    query = urlencode([(name, value) for name, value in vector["params"]], quote_via=quote)
    headers = [*((name, value) for name, value in vector["headers"]), ("Authorization", authorization)]
    target = quote(vector["path"]) + (f"?{query}" if query else "")
    return SignedRequest(method=vector["method"], target=target, headers=tuple(headers), addressing="virtual")


def check_vector(vector: Record, request: SignedRequest) -> Verified:
    at = datetime.fromtimestamp(int(vector["key_time"].split(";")[0]) + 60, UTC)
    result = authenticate(request, credentials(vector["secret_id"], vector["secret_key"]), lambda: at, [COS])
    assert isinstance(result, Verified)
    return result


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["id"])
def test_vectors(vector: Record) -> None:
    assert sign_key(vector["secret_key"], vector["key_time"]) == vector.get("sign_key") or "sign_key" not in vector
    request = vector_request(vector)
    assert ";".join(check_vector(vector, request).signed) == vector.get("header_list", names_of(vector["headers"]))
    assert refusal(lambda: check_vector(vector, replace(request, target=f"{request.target}x"))) is Reason.BAD_SIGNATURE


def test_the_vector_of_a_signed_url() -> None:
    vector = next(vector for vector in VECTORS if vector["id"] == "sdk-presign-put-ssecos")
    headers = tuple((name, value) for name, value in vector["headers"])
    target = vector["url"].removeprefix(f"https://{HOST}")
    request = SignedRequest(method="PUT", target=target, headers=headers, addressing="virtual")
    assert check_vector(vector, request).how == "url"
    check_spoiled(request)
