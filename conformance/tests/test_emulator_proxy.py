"""The forward proxy: unmodified clients reach virtual hosts that no DNS knows."""

import http.client
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from conformance.emulator.certificates import Authority
from conformance.emulator.http import Request, Response
from conformance.emulator.server import Server

MIB = 1 << 20
HOST = "bucket.obs.region-1.example.com"


class App:
    """Answers every request with the length of its body."""

    def __init__(self) -> None:
        self.requests: list[Request] = []

    async def __call__(self, request: Request) -> Response:
        self.requests.append(request)
        length = 0
        async for piece in request.body.chunks():
            length += len(piece)
        return Response(status=200, headers=(("ETag", '"1"'), ("x-length", str(length))))


@pytest.fixture
def app() -> App:
    return App()


@pytest.fixture
def server(app: App) -> Iterator[Server]:
    with Server(app, https_port=0, proxy_port=0, authority=Authority()) as running:
        yield running
    assert running.errors == ()


def proxy_of(server: Server) -> int:
    assert server.proxy_port is not None
    return server.proxy_port


@pytest.mark.parametrize("secure", [False, True])
def test_tunnel(server: Server, app: App, *, secure: bool) -> None:
    trust = ssl.create_default_context(cadata=server.authority.ca_pem.decode())
    client = (
        http.client.HTTPSConnection("127.0.0.1", proxy_of(server), timeout=10, context=trust)
        if secure
        else http.client.HTTPConnection("127.0.0.1", proxy_of(server), timeout=10)
    )
    client.set_tunnel(HOST, 443 if secure else 80)
    for path in ("/a%20b?acl", "/again"):
        client.request("PUT", path, body=b"x" * (4 * MIB))
        answer = client.getresponse()
        assert (answer.status, answer.getheader("x-length"), answer.read()) == (200, str(4 * MIB), b"")
    client.close()
    assert [request.target for request in app.requests] == ["/a%20b?acl", "/again"]
    assert {request.secure for request in app.requests} == {secure}
    assert {request.header("host") for request in app.requests} == {HOST}


def test_absolute_form(server: Server, app: App) -> None:
    client = http.client.HTTPConnection("127.0.0.1", proxy_of(server), timeout=10)
    for key in ("a%2Fb?acl", "c"):
        client.request("GET", f"http://{HOST}:8080/{key}")
        answer = client.getresponse()
        assert (answer.status, answer.read()) == (200, b"")
    client.close()
    assert [request.target for request in app.requests] == ["/a%2Fb?acl", "/c"]
    assert {request.header("host") for request in app.requests} == {f"{HOST}:8080"}


@pytest.mark.parametrize(
    ("sent", "answer"),
    [
        (b"GET / HTTP/1.1\r\nHost: b\r\n\r\n", b"HTTP/1.1 400 Bad Request\r\n"),
        (b"CONNECT x:443 HTTP/1.1\r\n", b""),
        (b"x" * 70_000, b""),
    ],
)
def test_other_clients_are_turned_away(server: Server, sent: bytes, answer: bytes) -> None:
    with socket.create_connection(("127.0.0.1", proxy_of(server)), timeout=10) as client:
        client.sendall(sent)
        client.shutdown(socket.SHUT_WR)
        try:
            got = b"".join(iter(lambda: client.recv(65536), b""))
        except ConnectionResetError:
            got = b""
    assert got.startswith(answer)
    assert bool(got) == bool(answer)


def test_tls_where_none_is_served(app: App) -> None:
    with Server(app, proxy_port=0) as server:
        client = http.client.HTTPSConnection("127.0.0.1", proxy_of(server), timeout=10)
        client.set_tunnel(HOST, 443)
        with pytest.raises((ssl.SSLError, ConnectionResetError)):
            client.request("GET", "/")
        client.close()


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_boto3_reaches_virtual_hosts(server: Server, app: App, tmp_path: Path, scheme: str) -> None:
    boto3 = pytest.importorskip("boto3")
    config = pytest.importorskip("botocore.config").Config(
        proxies={scheme: f"http://127.0.0.1:{server.proxy_port}"}, s3={"addressing_style": "virtual"}
    )
    client = boto3.client(
        "s3",
        endpoint_url=f"{scheme}://s3.region-1.example.com",
        region_name="region-1",
        aws_access_key_id="AK",
        aws_secret_access_key="SK",
        config=config,
        verify=str(server.authority.write_ca(tmp_path / "ca.pem")),
    )
    client.put_object(Bucket="bucket", Key="a b", Body=b"hello")
    client.close()
    assert len(app.requests) == 1
    assert app.requests[0].header("host") == "bucket.s3.region-1.example.com"
    assert app.requests[0].target == "/a%20b"
    assert app.requests[0].secure == (scheme == "https")


@pytest.mark.filterwarnings("ignore:ssl.PROTOCOL_TLS is deprecated:DeprecationWarning")  # the SDK's
@pytest.mark.parametrize("secure", [False, True])
def test_obs_sdk_reaches_virtual_hosts(server: Server, app: App, tmp_path: Path, *, secure: bool) -> None:
    obs = pytest.importorskip("obs")
    client = obs.ObsClient(
        access_key_id="AK",
        secret_access_key="SK",
        server=f"{'https' if secure else 'http'}://obs.region-1.example.com",
        signature="obs",
        is_signature_negotiation=False,
        is_secure=secure,
        ssl_verify=str(server.authority.write_ca(tmp_path / "ca.pem")) if secure else False,
        proxy_host="127.0.0.1",
        proxy_port=proxy_of(server),
    )
    answer = client.putContent("bucket", "a b", "hello")
    client.close()
    assert answer.status == 200
    assert (app.requests[0].header("authorization") or "").startswith("OBS AK:")
    assert (app.requests[0].header("host") or "").startswith(HOST)
    assert app.requests[0].secure == secure
