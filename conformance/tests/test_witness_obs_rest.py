"""The flows of OBS's page on SSE-C, sent byte by byte: URLs are signed by the vendor's SDK, requests by nobody else."""

import base64
import hashlib
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

import obs
import pytest

from conformance.emulator import KEY_IDS, Emulator
from conformance.tests.raw_client import read_answer, tls_client
from conformance.tests.vendors import BUCKET, KEY, OBS_WARNINGS, OTHER_KEY, obs_client

pytestmark = [pytest.mark.witness, OBS_WARNINGS]

TEXT = b"hello obs" * 1000
SSE = "x-obs-server-side-encryption"


def three(key: str, stem: str = f"{SSE}-customer") -> dict[str, str]:
    """The three headers of a key, for the target or for the source of a copy."""
    md5 = base64.b64encode(hashlib.md5(key.encode()).digest()).decode()
    return {
        f"{stem}-algorithm": "AES256",
        f"{stem}-key": base64.b64encode(key.encode()).decode(),
        f"{stem}-key-MD5": md5,
    }


MINE = three(KEY)
OTHERS = three(OTHER_KEY)
SOURCE = three(KEY, "x-obs-copy-source-server-side-encryption-customer")


class Rest:
    """Sends what a signed URL is made for, or something else."""

    def __init__(self, store: Emulator, client: obs.ObsClient) -> None:
        self.store = store
        self._client = client

    def head(self, method: str, key: str, headers: Mapping[str, str], sent: Mapping[str, str], length: int) -> bytes:
        """The head of a request whose URL is signed for `headers` and which carries `sent`."""
        url = urlsplit(self._client.createSignedUrl(method, BUCKET, key, headers=dict(headers)).signedUrl)
        lines = [f"{method} {url.path}?{url.query} HTTP/1.1", f"Host: {url.hostname}", f"Content-Length: {length}"]
        lines += [f"{name}: {value}" for name, value in sent.items()]
        return "\r\n".join([*lines, "", ""]).encode()

    def send(
        self,
        method: str,
        key: str,
        headers: Mapping[str, str],
        *,
        body: bytes = b"",
        sent: Mapping[str, str] | None = None,
    ) -> tuple[int, dict[str, str], bytes]:
        head = self.head(method, key, headers, headers if sent is None else sent, len(body))
        with tls_client(self.store.authority, self.store.https_port, f"{BUCKET}.{self.store.domain}") as client:
            client.sendall(head + body)
            return parsed(*read_answer(client))


def parsed(head: bytes, body: bytes) -> tuple[int, dict[str, str], bytes]:
    status, *lines = head.decode().split("\r\n")
    headers = dict(line.lower().split(": ", 1) for line in lines)
    return int(status.split()[1]), headers, body


@pytest.fixture(scope="module")
def rest() -> Iterator[Rest]:
    with Emulator("obs") as store, obs_client(store) as client:
        assert client.createBucket(BUCKET).status == 200
        yield Rest(store, client)


def test_put_and_get_by_signed_urls_with_the_three_headers(rest: Rest) -> None:
    status, headers, _ = rest.send("PUT", "object", MINE, body=TEXT)
    assert (status, headers[f"{SSE}-customer-algorithm"]) == (200, "aes256")
    assert f"{SSE}-customer-key" not in headers
    assert rest.store.log.entries()[-1].scheme == "obs"
    assert rest.send("GET", "object", MINE)[2] == TEXT
    assert b"hello" not in rest.store.stored_bytes(BUCKET, "object")


def test_a_copy_takes_six_headers_from_key_to_key(rest: Rest) -> None:
    rest.send("PUT", "source", MINE, body=TEXT)
    copy = {"x-obs-copy-source": f"/{BUCKET}/source", **SOURCE, **OTHERS}
    status, headers, body = rest.send("PUT", "rekeyed", copy)
    assert (status, headers[f"{SSE}-customer-key-md5"]) == (200, OTHERS[f"{SSE}-customer-key-MD5"].lower())
    assert b"<ETag>" in body
    assert rest.send("GET", "rekeyed", OTHERS)[2] == TEXT
    assert rest.send("GET", "rekeyed", MINE)[0] == 400


def test_a_copy_from_a_customer_key_to_kms(rest: Rest) -> None:
    rest.send("PUT", "source", MINE, body=TEXT)
    kms = {SSE: "kms", f"{SSE}-kms-key-id": KEY_IDS["main"]}
    status, headers, _ = rest.send("PUT", "to-kms", {"x-obs-copy-source": f"/{BUCKET}/source", **SOURCE, **kms})
    assert (status, headers[SSE]) == (200, "kms")
    assert rest.send("GET", "to-kms", {})[2] == TEXT


def test_a_copy_without_the_sources_key_is_refused(rest: Rest) -> None:
    rest.send("PUT", "source", MINE, body=TEXT)
    status, _, body = rest.send("PUT", "stolen", {"x-obs-copy-source": f"/{BUCKET}/source", **OTHERS})
    assert (status, b"<Code>InvalidRequest</Code>" in body) == (400, True)
    assert rest.send("GET", "stolen", OTHERS)[0] == 404


@pytest.mark.parametrize("dropped", MINE)
def test_an_incomplete_set_of_headers_is_refused(rest: Rest, dropped: str) -> None:
    rest.send("PUT", "kept", MINE, body=TEXT)
    left = {name: value for name, value in MINE.items() if name != dropped}
    assert rest.send("PUT", "kept", left, body=b"new")[0] == 400
    assert rest.send("GET", "kept", MINE)[2] == TEXT


def test_headers_that_the_url_was_not_signed_for_are_refused(rest: Rest) -> None:
    without = {name: value for name, value in MINE.items() if not name.endswith("MD5")}
    for signed, sent in ((MINE, {}), ({}, MINE), (MINE, without), (MINE, OTHERS)):
        status, _, body = rest.send("PUT", "unsigned", signed, sent=sent, body=TEXT)
        assert (status, b"<Code>SignatureDoesNotMatch</Code>" in body) == (403, True)
    assert rest.send("GET", "unsigned", MINE)[0] == 404


def test_an_upload_by_signed_url_waits_for_100_continue(rest: Rest) -> None:
    head = rest.head("PUT", "continued", MINE, {**MINE, "Expect": "100-continue"}, len(TEXT))
    with tls_client(rest.store.authority, rest.store.https_port, f"{BUCKET}.{rest.store.domain}") as client:
        client.sendall(head)
        assert client.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        client.sendall(TEXT)
        assert parsed(*read_answer(client))[0] == 200
    assert rest.send("GET", "continued", MINE)[2] == TEXT


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({**MINE, f"{SSE}-customer-key-MD5": OTHERS[f"{SSE}-customer-key-MD5"]}, 400),
        ({SSE: "kms", f"{SSE}-kms-key-id": KEY_IDS["disabled"]}, 400),
    ],
    ids=["wrong-md5", "disabled-key"],
)
def test_a_refused_upload_is_not_asked_for_its_body(rest: Rest, sent: Mapping[str, str], status: int) -> None:
    head = rest.head("PUT", "unasked", sent, {**sent, "Expect": "100-continue"}, len(TEXT))
    with tls_client(rest.store.authority, rest.store.https_port, f"{BUCKET}.{rest.store.domain}") as client:
        client.sendall(head)
        assert parsed(*read_answer(client))[0] == status
    assert rest.send("GET", "unasked", MINE)[0] == 404


def test_the_worked_key_of_the_page_and_its_misprint(rest: Rest) -> None:
    right = {
        f"{SSE}-customer-algorithm": "AES256",
        f"{SSE}-customer-key": "K7QkYpBkM5+hcs27fsNkUnNVaobncnLht/rCB2o/9Cw=",
        f"{SSE}-customer-key-MD5": "4XvB3tbNTN+tIEVa0/fGaQ==",
    }
    misprint = {**right, f"{SSE}-customer-key": "K7QkYpBkM5+hca27fsNkUnNVaobncnLht/rCB2o/9Cw="}
    assert rest.send("PUT", "worked", right, body=TEXT)[0] == 200
    assert rest.send("PUT", "worked", misprint, body=b"new")[0] == 400
    assert rest.send("GET", "worked", right)[2] == TEXT
