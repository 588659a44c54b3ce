"""The way by a proxy: tunnels and whole URLs, who is asked for what, and what a proxy's own words are worth."""

import ssl
from collections.abc import Callable
from contextlib import closing

import pytest
import trustme

from conformance.probes.kms_api import KmsApi
from conformance.tests.byte_server import Line, Script, serving
from conformance.tests.talking import OK, QUICK, answering, get, hanging_up
from conformance.wire.client import Client
from conformance.wire.credentials import Credentials
from conformance.wire.errors import (
    BadAnswerError,
    CannotConnectError,
    ConnectionClosedError,
    ProxyRefusedError,
    TimedOutError,
    WireError,
)
from conformance.wire.proxies import Proxies, Proxy
from conformance.wire.request import Request
from conformance.wire.tls import Trust

PASSWORD = "canary/of the proxy"
BASIC = "dXNlcjpjYW5hcnkvb2YgdGhlIHByb3h5"
STORE = "bucket.store.example"


def by(port: int, user: str = "user:canary%2Fof%20the%20proxy@") -> Proxies:
    proxy = Proxy.of_url(f"http://{user}127.0.0.1:{port}")
    return Proxies(by_scheme={"http": proxy, "https": proxy})


def test_plain_requests_are_asked_of_the_proxy_by_the_whole_url() -> None:
    heads: list[str] = []

    def script(line: Line) -> None:
        while True:
            heads.append(line.head())
            line.say(*OK, body=b"ok")

    request = Request(
        method="GET", scheme="http", host=f"{STORE}:8080", path="/a//b%2Fc", query=(("x", "%20"), ("acl", None))
    )
    with serving(script) as served, closing(Client(proxies=by(served.port))) as client:
        assert [client.send(request).body for _ in range(2)] == [b"ok", b"ok"]
    assert served.connections == 1
    for head in heads:
        assert head.splitlines()[0] == f"GET http://{STORE}:8080/a//b%2Fc?x=%20&acl HTTP/1.1"
        assert f"\r\nHost: {STORE}:8080\r\n" in head, "what was signed stays"
        assert f"\r\nProxy-Authorization: Basic {BASIC}" in head


def tunnelling(authority: trustme.CA, heads: list[str]) -> Script:
    """A proxy that leads to a store of its own, whatever is asked for."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("*.store.example").configure_cert(context)

    def script(line: Line) -> None:
        heads.append(line.head())
        line.say("HTTP/1.1 200 Connection established")
        with context.wrap_socket(line._sock, server_side=True) as sock:
            secure = Line(sock)
            while True:
                heads.append(secure.head())
                secure.say(*OK, body=b"ok")

    return script


def test_https_goes_through_a_tunnel_in_which_the_proxy_is_not_spoken_to() -> None:
    authority, heads = trustme.CA(), list[str]()
    trust = Trust(ca_pem=authority.cert_pem.bytes().decode())
    with (
        serving(tunnelling(authority, heads)) as served,
        closing(Client(trust, proxies=by(served.port))) as client,
    ):
        for _ in range(2):
            assert client.send(get(STORE, "/key", scheme="https")).body == b"ok"
    connect, *inside = heads
    assert served.connections == 1
    assert connect.splitlines()[0] == f"CONNECT {STORE}:443 HTTP/1.1"
    assert f"\r\nProxy-Authorization: Basic {BASIC}" in connect
    assert [head.splitlines()[0] for head in inside] == ["GET /key HTTP/1.1"] * 2
    assert not [head for head in inside if "Proxy" in head]


def silent(line: Line) -> None:
    line.head()
    line.hung_up()


SQUID = ("HTTP/1.1 503 Service Unavailable", "X-Squid-Error: ERR_DNS_FAIL 0", "Content-Length: 0")


@pytest.mark.parametrize(
    ("scheme", "script", "error", "says"),
    [
        ("https", answering("HTTP/1.1 407 X", "Content-Length: 0"), ProxyRefusedError, "credentials"),
        ("https", answering("HTTP/1.1 403 X", "Content-Length: 0"), ProxyRefusedError, "refuses to connect"),
        ("https", answering("HTTP/1.1 502 X", "Content-Length: 0"), CannotConnectError, "cannot reach"),
        ("https", answering(*SQUID), CannotConnectError, "cannot reach"),
        ("https", hanging_up, ConnectionClosedError, "closed the connection"),
        ("https", silent, TimedOutError, "did not answer"),
        ("https", answering("SSH-2.0-OpenSSH"), BadAnswerError, "not HTTP"),
        ("http", answering("HTTP/1.1 407 X", "Content-Length: 0"), ProxyRefusedError, "credentials"),
        ("http", answering("HTTP/1.1 502 X", "Content-Length: 0"), BadAnswerError, "no answer of the store"),
        ("http", answering(*SQUID), BadAnswerError, "no answer of the store"),
        (
            "http",
            answering("HTTP/1.1 403 X", "Proxy-Status: p; error=http_request_denied", "Content-Length: 0"),
            ProxyRefusedError,
            "refuses the request",
        ),
        ("http", hanging_up, ConnectionClosedError, "closed the connection"),
        ("http", silent, TimedOutError, "did not answer"),
    ],
)
def test_a_proxy_that_fails_is_named_and_never_taken_for_the_store(
    scheme: str, script: Script, error: type[WireError], says: str
) -> None:
    with serving(script) as served, pytest.raises(error, match=says) as caught:
        Client(limits=QUICK, proxies=by(served.port)).send(get(STORE, scheme=scheme))
    assert f"the proxy 127.0.0.1:{served.port}" in str(caught.value)
    assert "user" not in str(caught.value).replace("user:password@host", "")
    assert PASSWORD not in str(caught.value)


def test_what_the_store_says_by_way_of_a_proxy_is_the_stores() -> None:
    slow_down = answering("HTTP/1.1 503 Slow Down", "Content-Length: 0", "Via: 1.1 p")
    with serving(slow_down) as served, closing(Client(proxies=by(served.port))) as client:
        assert client.send(get(STORE)).status == 503


def test_a_proxy_that_is_not_there_is_named() -> None:
    with pytest.raises(CannotConnectError, match=r"cannot connect to the proxy 127\.0\.0\.1:1: Connection refused"):
        Client(proxies=by(1)).send(get(STORE))


# Which proxy, if any


ENVIRONMENT = {
    "HTTP_PROXY": "http://plain.example:3128",
    "https_proxy": "http://user:secret-of-the-proxy@tls.example:3129/",
    "NO_PROXY": "inside.example, .local.example",
}


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> Callable[[dict[str, str]], None]:
    def fill(values: dict[str, str]) -> None:
        for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
            monkeypatch.delenv(name, raising=False)
            monkeypatch.delenv(name.upper(), raising=False)
        for name, value in values.items():
            monkeypatch.setenv(name, value)

    return fill


@pytest.mark.parametrize(
    ("scheme", "host", "leads"),
    [
        ("http", "s3.example", "plain.example"),
        ("https", "s3.example", "tls.example"),
        ("https", "inside.example", None),
        ("https", "bucket.inside.example", None),
        ("https", "s3.local.example", None),
        ("https", "127.0.0.1", None),
        ("https", "127.9.9.9", None),
        ("https", "::1", None),
        ("https", "[::1]", None),
        ("http", "localhost", None),
        ("http", "bucket.localhost", None),
    ],
)
def test_the_environment_is_honoured_and_loopback_reached_directly(
    scheme: str, host: str, leads: str | None, environment: Callable[[dict[str, str]], None]
) -> None:
    environment(ENVIRONMENT)
    proxy = Proxies.of_profile("", {}).leading_to(scheme, host)
    assert (proxy.host if proxy is not None else None) == leads


def test_a_profile_outranks_the_environment(environment: Callable[[dict[str, str]], None]) -> None:
    environment(ENVIRONMENT)
    assert Proxies.of_profile("none", {}) == Proxies()
    own = Proxies.of_profile("http://mine.example:1", {}).leading_to("https", "inside.example")
    assert own == Proxy(host="mine.example", port=1)
    named = Proxies.of_profile("MY_PROXY", {"MY_PROXY": "http://u:p@mine.example:1"}).leading_to("http", "x.example")
    assert named == Proxy(host="mine.example", port=1, user="u", password="p")


def test_one_for_all_serves_both(environment: Callable[[dict[str, str]], None]) -> None:
    environment({"ALL_PROXY": "all.example:3128"})
    found = Proxies.of_environment()
    assert found.leading_to("http", "x.example") == found.leading_to("https", "x.example") is not None


@pytest.mark.parametrize(
    ("said", "values", "says"),
    [
        ("", {"ALL_PROXY": "socks5://user:secret-one@x:1080"}, r"ALL_PROXY must look like http://host:port.*socks5"),
        ("", {"HTTPS_PROXY": "http://user:secret-one@x:port"}, "HTTPS_PROXY is no URL of a proxy"),
        ("http://user:secret-one@x:1", {}, "`proxy` has credentials in it"),
        ("MY_PROXY", {}, "`proxy: MY_PROXY` names a variable that is not set"),
        ("MY_PROXY", {"MY_PROXY": "ftp://user:secret-one@x"}, "MY_PROXY must look like"),
    ],
)
def test_what_is_no_proxy_is_one_message_without_secrets(
    said: str, values: dict[str, str], says: str, environment: Callable[[dict[str, str]], None]
) -> None:
    environment(values)
    with pytest.raises(ValueError, match=says) as caught:
        Proxies.of_profile(said, values)
    assert "secret-one" not in str(caught.value)


def test_no_description_of_a_proxy_has_its_password() -> None:
    assert PASSWORD not in repr(by(1)) + str(by(1).by_scheme["http"])
    (secret,) = by(1).by_scheme["http"].secrets()
    assert (secret.secret_key, secret.token) == (PASSWORD, BASIC)


@pytest.mark.parametrize(
    ("endpoint", "told"),
    [
        ("https://kms.example", {"https": "http://user:canary%2Fof%20the%20proxy@127.0.0.1:1"}),
        ("http://127.0.0.1:1", {}),
    ],
)
def test_a_key_service_is_reached_the_same_way(
    endpoint: str, told: dict[str, str], environment: Callable[[dict[str, str]], None]
) -> None:
    environment({"HTTP_PROXY": "http://another.example", "HTTPS_PROXY": "http://another.example"})
    keys = Credentials(access_key="A", secret_key="S")
    service = KmsApi(endpoint=endpoint, region="us-east-1", credentials=keys, proxies=by(1))
    assert service._client.meta.config.proxies == told
