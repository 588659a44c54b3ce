"""What the OBS SDK gives its user is held against the store's answer, field by field."""

from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest
from obs.model import GetResult, PutContentResponse

from conformance.drivers.sdk.driver import SdkDriver
from conformance.drivers.sdk.obs.results import shows
from conformance.drivers.sdk.registry import load
from conformance.model.operation import Operation, Reply, Told
from conformance.model.words import Dialect, Role
from conformance.tests.byte_server import Line, serving
from conformance.wire.credentials import Credentials
from conformance.wire.dialects import dialect_for
from conformance.wire.endpoint import Endpoint, Origin

DOCUMENT = (
    b"<Error><Code>ServiceUnavailable</Code><Message>Later</Message><RequestId>r1</RequestId>"
    b"<HostId>h1</HostId><Resource>/b/k</Resource></Error>"
)
READ = Operation(do="get-object", bucket="b", key="k")


@contextmanager
def driver_to(*answer: str, body: bytes = b"") -> Iterator[SdkDriver]:
    """The SDK on a store that speaks OBS and gives every question about an object one answer."""

    def script(line: Line) -> None:
        if "apiversion" in line.head():
            line.say("HTTP/1.1 200 OK", "x-obs-api: 3.0", "Content-Length: 0")
        else:
            line.say(*answer, body=body)

    with serving(script) as store:
        origin = Origin(scheme="http", host="obs.test", port=80, connect_to=("127.0.0.1", store.port))
        driver = SdkDriver(
            load("obs-sdk"),
            endpoint=Endpoint(origin=origin),
            dialect=dialect_for(Dialect.OBS, ""),
            credentials=Credentials(access_key="access-key-of-a-test", secret_key="secret-key-of-a-test"),
        )
        with closing(driver):
            yield driver


def told(facts: tuple[Told, ...]) -> dict[str, Told]:
    return {fact.fact.removeprefix("shown:"): fact for fact in facts}


def unmet(facts: tuple[Told, ...]) -> set[str]:
    return {name for name, fact in told(facts).items() if not fact.met}


def test_a_server_error_is_shown_with_every_field_of_its_document() -> None:
    answer = ("HTTP/1.1 503 Service Unavailable", f"Content-Length: {len(DOCUMENT)}", "Content-Type: application/xml")
    with driver_to(*answer, body=DOCUMENT) as driver:
        reply = driver.perform(READ)
    facts = told(reply.told)
    shown = {"status": "503", "code": "ServiceUnavailable", "errorMessage": "Later", "hostId": "h1", "resource": "/b/k"}
    assert {name: facts[name].observed for name in shown} == shown
    assert facts["requestId"].observed == "r1"
    assert {"reason", "indicator", "header"} <= set(facts)
    assert unmet(reply.told) == {"body"}, "the page has it blank from 300 on, and the SDK gives the document"


def test_ten_fields_of_a_success() -> None:
    with driver_to("HTTP/1.1 200 OK", "Content-Length: 2", 'ETag: "e"', "x-obs-request-id: r2", body=b"ok") as driver:
        reply = driver.perform(READ)
    assert reply.body == b"ok"
    assert not unmet(reply.told)
    ten = {"status", "reason", "errorCode", "errorMessage", "requestId", "indicator", "hostId", "resource", "header"}
    assert ten | {"etag"} <= set(told(reply.told))


def result(**changed: object) -> GetResult:
    """A good result of an upload under a customer's key, but for what is changed."""
    body = PutContentResponse(etag='"e"', sseC="AES256", sseCKeyMd5="m")
    header = [("server-side-encryption-customer-algorithm", "AES256"), ("etag", '"e"')]
    good = {"status": 200, "reason": "OK", "requestId": "r", "header": header, "body": body}
    return GetResult(**{**good, **changed})


UPLOADED = Reply(
    status=200,
    headers=(("x-obs-server-side-encryption-customer-algorithm", "AES256"),),
    body=b"",
    roles={Role.CUSTOMER_ALGORITHM: "AES256", Role.CUSTOMER_KEY_MD5: "m", Role.REQUEST_ID: "r"},
    etag='"e"',
)


def test_a_good_result_is_good() -> None:
    assert not unmet(shows(result(), UPLOADED))


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"status": 201}, "status"),
        ({"reason": None}, "reason"),
        ({"code": "NoSuchKey"}, "errorCode"),
        ({"message": "gone"}, "errorMessage"),
        ({"hostId": "h"}, "hostId"),
        ({"resource": "/b/k"}, "resource"),
        ({"requestId": "another"}, "requestId"),
        ({"header": {"etag": "e"}}, "header"),
        ({"header": [("etag", '"e"')]}, "header"),
        ({"body": PutContentResponse(etag='"e"', sseC="AES256")}, "sseCKeyMd5"),
        ({"body": PutContentResponse(etag='"f"', sseC="AES256", sseCKeyMd5="m")}, "etag"),
    ],
)
def test_each_field_that_is_not_as_the_page_has_it_is_noticed(changed: dict[str, object], field: str) -> None:
    assert unmet(shows(result(**changed), UPLOADED)) == {field}


def test_what_no_step_asks_for_whole_is_only_a_detail() -> None:
    assert all(fact.detail for fact in shows(result(), UPLOADED))


def test_a_success_without_its_body_is_noticed() -> None:
    assert "body" in unmet(shows(result(body=None), UPLOADED))
    assert "body" not in unmet(shows(result(body=None), UPLOADED, blank=True))


def test_a_code_that_only_a_header_says_is_due_in_the_result() -> None:
    refused = Reply(status=404, headers=(), body=b"", roles={Role.REQUEST_ID: "r"}, code="NoSuchKey")
    given: dict[str, object] = {"status": 404, "body": None, "header": []}
    assert unmet(shows(result(**given), refused)) == {"errorCode"}
    assert not unmet(shows(result(**given, code="NoSuchKey"), refused))
