"""The rest driver: places, signatures, replies and records, seen from the store's side of the wire."""

import base64
import re
from dataclasses import replace

import msgspec
import pytest

from conformance.drivers.rest import RestDriver
from conformance.model.operation import Operation, Tweaks
from conformance.model.words import Dialect as Name
from conformance.model.words import Role
from conformance.tests.byte_server import serving
from conformance.tests.remembering import CUSTOMER, KEY_TEXT, MAIN, NOW, SCHEMES, TEMPORARY, Seen, store
from conformance.wire.dialects import dialect_for
from conformance.wire.endpoint import Endpoint, Origin
from conformance.wire.errors import ConnectionClosedError, NotExpressibleError
from conformance.wire.exchange import SPOILED, TAMPERED
from conformance.wire.request import Request, parameters
from conformance.wire.signers import signer_for
from conformance.wire.signers.obs import sign, string_to_sign

# Places


@pytest.mark.parametrize(
    ("addressing", "key", "host", "target"),
    [
        ("virtual", "a b/ü+", "b.store.example", "/a%20b/%C3%BC%2B"),
        ("virtual", "/x//y", "b.store.example", "//x//y"),
        ("virtual", None, "b.store.example", "/"),
        ("path", "k", "store.example", "/b/k"),
        ("path", None, "store.example", "/b"),
        ("cname", "k", "store.example", "/k"),
    ],
)
def test_a_bucket_is_named_as_the_endpoint_wants(addressing: str, key: str | None, host: str, target: str) -> None:
    with store(addressing=addressing) as here:
        seen = here.ask("get-object" if key else "head-bucket", key=key)
    assert (seen.header("Host"), seen.target) == (host, target)


def test_plain_transport_goes_to_the_plain_origin() -> None:
    plain = Origin(scheme="http", host="store.example", port=8080, connect_to=("127.0.0.1", 1))
    secure = Endpoint(origin=Origin.of_url("https://store.example:8443"), plain=plain)
    assert secure.place("b", None).host == "b.store.example:8443"
    assert secure.place("b", None, secure=False) == replace(
        secure.place("b", None), scheme="http", host="b.store.example:8080", connect_to=("127.0.0.1", 1)
    )
    with pytest.raises(NotExpressibleError, match="no plain HTTP endpoint"):
        replace(secure, plain=None).place("b", None, secure=False)
    assert Endpoint(origin=plain).place("b", None, secure=False).scheme == "http"


@pytest.mark.parametrize(
    ("url", "authority"),
    [
        ("https://a.example", "a.example"),
        ("https://a.example:443/", "a.example"),
        ("http://a.example:443", "a.example:443"),
        ("http://[::1]:9000", "[::1]:9000"),
    ],
)
def test_an_origin_is_read_from_a_url(url: str, authority: str) -> None:
    assert Origin.of_url(url).authority == authority


@pytest.mark.parametrize("url", ["a.example", "ftp://a", "https://", ""])
def test_a_url_that_names_no_store_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="must look like https://host"):
        Origin.of_url(url)


# Signatures


@pytest.mark.parametrize("dialect", Name)
def test_ways_to_sign(dialect: Name) -> None:
    with store(dialect) as here:
        signed = here.ask("get-object")
        bad = here.ask("get-object", auth="bad-signature")
        other = here.ask("get-object", auth="other-principal")
        anonymous = here.ask("get-object", auth="anonymous")
        url = here.ask("get-object", auth="signed-url")
    assert "CANARYMAINACCESSKEY" in (signed.header("Authorization") or "")
    assert "CANARYMAINACCESSKEY" in (bad.header("Authorization") or "")
    assert bad.header("Authorization") != signed.header("Authorization")
    assert "CANARYOTHERACCESSKEY" in (other.header("Authorization") or "")
    assert anonymous.header("Authorization") is None
    assert url.header("Authorization") is None
    assert "CANARYMAINACCESSKEY" in url.target
    assert anonymous.target == "/k"


def test_a_second_principal_that_is_not_there_is_said() -> None:
    with store(other=None) as here, pytest.raises(NotExpressibleError, match="second principal"):
        here.perform("get-object", auth="other-principal")


def test_an_unknown_way_to_sign_is_said() -> None:
    with store() as here, pytest.raises(NotExpressibleError, match="'magic'"):
        here.perform("get-object", auth="magic")


def test_a_signed_url_goes_with_its_headers() -> None:
    with store(Name.OBS) as here:
        seen = here.ask("put-object", auth="signed-url", encryption=CUSTOMER, body=b"x")
    query = dict(parameters(seen.target.partition("?")[2]))
    assert query["Expires"] == str(int(NOW.timestamp()) + 15 * 60)
    assert seen.header("x-obs-server-side-encryption-customer-key") == KEY_TEXT
    request = Request(method="PUT", scheme="http", host="", path="/k", headers=tuple(seen.headers), bucket="b")
    wanted = sign(string_to_sign(request, str(query["Expires"])), MAIN.secret_key)
    assert f"Signature={wanted.replace('+', '%2B').replace('/', '%2F').replace('=', '%3D')}" in seen.target


# Replies and records


def test_a_reply_has_what_came_back_and_how() -> None:
    says = ("HTTP/1.1 201 Made", 'ETag: "e"', "x-obs-version-id: v", "X-Obs-Server-Side-Encryption: kms")
    with store(Name.OBS, says=says, body=b"abc") as here:
        reply = here.perform("put-object", body=b"x")
    assert (reply.status, reply.etag, reply.version_id, reply.body) == (201, '"e"', "v", b"abc")
    assert reply.roles[Role.SSE] == "kms"
    assert (reply.interim, reply.connection) == (None, "usable")
    (exchange,) = reply.exchanges
    assert exchange.request.url == "http://b.store.example/k"
    assert exchange.request.headers[0] == ("Host", "b.store.example")
    assert exchange.request.body is not None
    assert exchange.request.body.text == "x"
    assert exchange.response is not None
    assert exchange.response.headers[1] == ("x-obs-version-id", "v")


def test_a_refusal_before_the_body_is_told() -> None:
    says = ("HTTP/1.1 403 Forbidden", "Connection: close")
    with store(says=says) as here:
        reply = here.perform("put-object", body=b"x" * 1000, expect_continue=True, auth="bad-signature")
        sent = here.seen[-1]
    assert (reply.status, reply.interim, reply.connection) == (403, "none", "closed")
    assert sent.header("Expect") == "100-continue"
    assert "expect" not in sent.covered()
    assert reply.exchanges[0].note == f"{SPOILED}; no body byte was sent; the connection was then closed"


def test_a_record_tells_of_tampering() -> None:
    with store() as here:
        reply = here.perform("put-object", body=b"x", tweaks=Tweaks(tamper_set={Role.SSE: "AES256"}))
    assert reply.exchanges[0].note == TAMPERED


def test_an_error_carries_what_was_sent() -> None:
    with serving(lambda line: line.head()) as served:
        origin = Origin(scheme="http", host="store.example", port=80, connect_to=("127.0.0.1", served.port))
        driver = RestDriver(
            endpoint=Endpoint(origin=origin),
            dialect=dialect_for(Name.OBS, ""),
            signer=signer_for("obs", ""),
            credentials=MAIN,
        )
        with pytest.raises(ConnectionClosedError) as caught:
            driver.perform(Operation(do="get-object", bucket="b", key="k"))
    exchange = caught.value.exchange
    assert exchange is not None
    assert exchange.response is None
    assert exchange.request.method == "GET"
    assert "closed the connection" in exchange.note


QUOTING = (
    "<Error><Code>SignatureDoesNotMatch</Code><AWSAccessKeyId>CANARYMAINACCESSKEY</AWSAccessKeyId>"
    "<CanonicalRequest>x-amz-security-token:canary/token+of=main\nX-Amz-Security-Token=canary%2Ftoken%2Bof%3Dmain"
    "</CanonicalRequest><SignatureProvided>canary</SignatureProvided></Error>"
)


@pytest.mark.parametrize(("dialect", "scheme"), [*SCHEMES.items(), (Name.OSS, "oss-v1")])
@pytest.mark.parametrize(
    ("do", "auth"),
    [
        *(("put-object", auth) for auth in ("header", "signed-url", "bad-signature", "other-principal")),
        *(("post-object", auth) for auth in ("header", "bad-signature", "other-principal")),
    ],
)
def test_no_credential_is_in_any_record(dialect: Name, scheme: str, do: str, auth: str) -> None:
    says = (
        "HTTP/1.1 403 Forbidden",
        "X-Echo: CANARYMAINACCESSKEY canary/token+of=main",
        "Content-Type: application/xml",
    )
    with store(dialect, scheme=scheme, credentials=TEMPORARY, says=says, body=QUOTING.encode()) as here:
        reply = here.perform(do, auth=auth, encryption=CUSTOMER, body=b"canary-main-secret in a body")
        signatures = made_signatures(here.seen[-1])
    kept = msgspec.json.encode(reply.exchanges[0]).decode()
    unpacked = kept + "".join(base64.b64decode(found).decode() for found in re.findall(r"eyJ[\w+/=]+", kept))
    assert "canary" not in unpacked.lower()
    assert signatures
    assert not [signature for signature in signatures if signature in unpacked]
    assert KEY_TEXT in unpacked, "throw-away customer keys are kept: replaying needs them"


def made_signatures(seen: Seen) -> list[str]:
    """The signatures of a request as the store saw it, wherever they stand."""
    told = f"{seen.target}&{seen.header('Authorization') or ''}"
    in_head = re.findall(r"(?i:signature)=([^&,]+)|O[BS]S [^:]+:(\S+)", told)
    in_form = [value for name, value in seen.form().items() if name.lower().endswith("signature")]
    return [part for parts in in_head for part in parts if part] + in_form


def test_a_driver_does_not_show_its_credentials() -> None:
    with store() as here:
        shown = repr(vars(here.driver))
    assert "canary" not in shown.lower()
