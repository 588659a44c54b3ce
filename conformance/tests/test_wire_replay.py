"""A recorded exchange as a curl command, and sent again."""

import base64
import hashlib
import shlex
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from conformance.model.result import Exchange, Payload, WireRequest
from conformance.tests.byte_server import Line, Served, serving
from conformance.wire.client import Client
from conformance.wire.credentials import Credentials
from conformance.wire.curl import curl
from conformance.wire.endpoint import Endpoint, Origin
from conformance.wire.exchange import SPOILED, TAMPERED, record
from conformance.wire.redact import Redactor
from conformance.wire.replay import CannotReplayError, Replayer
from conformance.wire.request import Pair, Request, parameter
from conformance.wire.signers import signer_for

OLD = Credentials(access_key="OLDACCESSKEY", secret_key="oldsecretkey", token="oldtoken")
NEW = Credentials(access_key="NEWACCESSKEY", secret_key="newsecretkey")
THEN = datetime(2025, 1, 1, tzinfo=UTC)
NOW = datetime(2026, 1, 1, tzinfo=UTC)
KEY: Pair = ("x-amz-server-side-encryption-customer-key", "MDEy")


def request(host: str = "bucket.store.example", **changes: object) -> Request:
    plain = Request(
        method="PUT", scheme="http", host=host, path="/a%20b", headers=(KEY,), body=b"body", bucket="bucket"
    )
    return replace(plain, **changes)  # type: ignore[arg-type] # any field


def recorded(sent: Request, *notes: str) -> Exchange:
    return record(sent, None, Redactor.of([OLD]), *notes)


def signed(scheme: str, plain: Request) -> Request:
    return signer_for(scheme, "r").sign_header(plain, OLD, THEN)


def replayer(served: Served, client: Client, scheme: str = "s3v4", addressing: str = "virtual") -> Replayer:
    origin = Origin(scheme="http", host="store.example", port=served.port, connect_to=("127.0.0.1", served.port))
    endpoint = Endpoint(origin=origin, addressing=addressing)
    return Replayer(endpoint=endpoint, signer=signer_for(scheme, "r"), credentials=NEW, client=client)


def replayed(
    exchange: Exchange, scheme: str = "s3v4", addressing: str = "virtual", body: bytes | None = None
) -> list[str]:
    """Replay it; the lines that the store saw, and last the body."""
    seen: list[str] = []

    def script(line: Line) -> None:
        seen.extend(line.head().split("\r\n"))
        length = next((int(text[16:]) for text in seen if text.startswith("Content-Length: ")), 0)
        seen.append(line.body(length).decode())
        line.say("HTTP/1.1 200 OK", "Content-Length: 0")

    with serving(script) as served, closing(Client()) as client:
        again = replayer(served, client, scheme, addressing).replay(exchange, NOW, body)
        seen[:] = [text.replace(str(served.port), "PORT") for text in seen]
    assert again.response is not None
    assert again.response.status == 200
    return seen


@pytest.mark.parametrize("scheme", ["s3v4", "obs"])
def test_what_is_replayed_is_the_same_but_for_the_signature(scheme: str) -> None:
    seen = replayed(recorded(signed(scheme, request())), scheme)
    fresh = signer_for(scheme, "r").sign_header(request(host="bucket.store.example:PORT"), NEW, NOW)
    wanted = {f"{name}: {value}" for name, value in fresh.headers if name != "Authorization"}
    assert seen[0] == "PUT /a%20b HTTP/1.1"
    assert seen[1] == "Host: bucket.store.example:PORT"
    assert wanted <= set(seen)
    assert any("NEWACCESSKEY" in line for line in seen)
    assert not any("***" in line or "oldtoken" in line for line in seen)
    assert seen[-1] == "body"


@pytest.mark.parametrize("scheme", ["s3v4", "obs"])
def test_a_signed_url_is_signed_anew(scheme: str) -> None:
    plain = request(method="GET", body=None, query=(parameter("versionId", "1"),))
    sent = signer_for(scheme, "r").sign_url(plain, OLD, THEN, timedelta(minutes=15))
    seen = replayed(recorded(sent), scheme)
    assert seen[0].startswith("GET /a%20b?versionId=1&")
    assert "NEWACCESSKEY" in seen[0]
    assert seen[0].lower().count("signature=") == 1
    assert not any(line.startswith("Authorization") for line in seen)


def test_headers_that_were_not_signed_stay_unsigned() -> None:
    sent = signed("s3v4", request(unsigned=frozenset({KEY[0]})))
    authorization = next(line for line in replayed(recorded(sent)) if line.startswith("Authorization"))
    assert "SignedHeaders=host;x-amz-content-sha256;x-amz-date," in authorization


def test_a_wrong_signature_stays_wrong_and_an_anonymous_request_anonymous() -> None:
    exchange = recorded(signed("obs", request()))
    right = next(line for line in replayed(exchange, "obs") if line.startswith("Authorization"))
    spoiled = next(
        line
        for line in replayed(recorded(signed("obs", request()), SPOILED), "obs")
        if line.startswith("Authorization")
    )
    assert spoiled != right
    assert not any(line.startswith("Authorization") for line in replayed(recorded(request())))


@pytest.mark.parametrize(("addressing", "path"), [("path", "/bucket/a"), ("cname", "/a")])
def test_the_bucket_is_found_in_every_addressing(addressing: str, path: str) -> None:
    seen = replayed(recorded(signed("obs", request(host="store.example", path=path))), "obs", addressing)
    assert seen[:2] == [f"PUT {path} HTTP/1.1", "Host: store.example:PORT"]


def test_a_body_may_be_made_again_by_the_caller() -> None:
    exchange = recorded(signed("s3v4", request(body=b"x" * 5000)))
    assert replayed(exchange, body=b"x" * 5000)[-1] == "x" * 5000


@pytest.mark.parametrize(
    ("exchange", "why"),
    [
        (recorded(signed("s3v4", request(body=b"x" * 5000))), "only the beginning of its body of 5000 bytes"),
        (recorded(signed("s3v4", request()), TAMPERED), "changed after signing"),
        (recorded(signed("s3v4", request(host="bucket.elsewhere.example"))), "no bucket of store.example"),
        (recorded(signed("s3v4", request(scheme="https"))), "no such endpoint"),
        (
            recorded(request(headers=(("Content-Type", "multipart/form-data; boundary=b"),), body=b"oldsecretkey")),
            "signed by a policy",
        ),
    ],
)
def test_what_cannot_be_replayed_says_why(exchange: Exchange, why: str) -> None:
    with pytest.raises(CannotReplayError, match=why):
        replayer(Served(port=1), Client()).replay(exchange, NOW)


# curl


def command(exchange: Exchange) -> list[str]:
    return [word for word in shlex.split(curl(exchange)) if word != "\n"]


def test_a_curl_command_has_the_request_and_placeholders_for_credentials() -> None:
    sent = signed("s3v4", request(query=(parameter("a", "it's"),)))
    words = command(recorded(sent))
    assert words[0] == "curl"
    assert words[-1] == "http://bucket.store.example/a%20b?a=it%27s"
    assert words[words.index("--request") + 1] == "PUT"
    assert words[words.index("--data-raw") + 1] == "body"
    assert f"{KEY[0]}: {KEY[1]}" in words
    assert "Authorization: $AUTHORIZATION" in words
    assert "X-Amz-Security-Token: $TOKEN" in words
    assert not any(word.startswith(("Host", "Content-Length", "User-Agent")) for word in words)


def test_a_curl_command_quotes_what_a_shell_would_change() -> None:
    sent = request(headers=(("x-amz-meta-a", "$HOME `id` 'x'"), ("x-amz-meta-b", "")), body=None, method="HEAD")
    words = command(recorded(sent))
    assert "--head" in words
    assert "x-amz-meta-a: $HOME `id` 'x'" in words
    assert "x-amz-meta-b;" in words


def test_a_curl_command_sends_any_body_that_was_kept() -> None:
    assert curl(recorded(request(body=b"\xff\x00"))).startswith("printf %s /wA= | base64 --decode | curl ")
    assert "# The body of 5000 bytes was not kept" in curl(recorded(request(body=b"x" * 5000)))
    assert "--data" not in curl(recorded(request(body=b"")))


def test_a_signed_url_keeps_its_blanks() -> None:
    sent = signer_for("obs", "r").sign_url(request(body=None), OLD, THEN, timedelta(minutes=15))
    assert command(recorded(sent))[-1].endswith(
        "?x-obs-security-token=***&AccessKeyId=***&Expires=1735690500&Signature=***"
    )


def test_a_kept_body_is_known_by_its_digest() -> None:
    body = Payload(
        length=2, sha256=hashlib.sha256(b"\xff\xfe").hexdigest(), base64=base64.b64encode(b"\xff\xfe").decode()
    )
    exchange = Exchange(request=WireRequest(method="PUT", url="http://h/", headers=[], body=body))
    assert "--data-binary @-" in curl(exchange)
