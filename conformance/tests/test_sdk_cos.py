"""cos-python-sdk-v5 as a subject: which requests its helpers make, what its user is shown, how arguments are made."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from qcloud_cos import CosServiceError
from qcloud_cos.cos_exception import CosClientError
from requests.structures import CaseInsensitiveDict

from conformance.catalogue.places import cases_root
from conformance.drivers.sdk.cos.arguments import place, putting, reading, source_of, tweaked
from conformance.drivers.sdk.cos.buckets import CALLS
from conformance.drivers.sdk.cos.caller import Caller
from conformance.drivers.sdk.cos.client import CosSdk
from conformance.drivers.sdk.cos.config import refusal
from conformance.drivers.sdk.cos.shown import written
from conformance.drivers.sdk.cos.transfer import upload_file
from conformance.drivers.sdk.driver import SdkDriver
from conformance.drivers.sdk.expressible import check
from conformance.drivers.sdk.s3.client import Boto3
from conformance.emulator import MAIN, Emulator
from conformance.model.operation import CopySource, Encryption, Helper, Operation, Reply, Tweaks
from conformance.model.values import BucketDefault
from conformance.model.words import Mode, Role
from conformance.tests.running import run
from conformance.tests.vendors import Untyped
from conformance.wire.credentials import Credentials
from conformance.wire.dialects.cos import dialect
from conformance.wire.endpoint import Endpoint, Origin
from conformance.wire.errors import NotExpressibleError
from conformance.wire.tls import Trust

BUCKET = "examplebucket-1250000000"
CUSTOMER = Encryption(mode=Mode.CUSTOMER, customer_key=bytes(range(32)))
LARGE = (5 << 19) + 1
"""Three parts of the smallest size that COS takes (1 MiB), the last one shorter."""
SSE = "x-cos-server-side-encryption"
REFUSAL = (
    b"<Error><Code>NoSuchKey</Code><Message>none</Message><Resource>b.host/doc</Resource>"
    b"<RequestId>ID</RequestId><TraceId>TRACE</TraceId></Error>"
)


def with_key(**more: Untyped) -> Operation:
    return Operation(do="put-object", bucket="b", key="doc", encryption=CUSTOMER, **more)


def test_a_user_may_leave_an_argument_out_or_give_another() -> None:
    changed = Tweaks(override={Role.CUSTOMER_ALGORITHM: "DES"}, drop=frozenset({Role.CUSTOMER_KEY_MD5}))
    operation = with_key(tweaks=changed)
    check(operation, CosSdk())
    asked = tweaked(operation, place(operation) | putting(operation))
    assert (set(asked), asked["SSECustomerAlgorithm"]) == (
        {"Bucket", "Key", "SSECustomerAlgorithm", "SSECustomerKey"},
        "DES",
    )


def test_what_no_argument_stands_for_cannot_be_given() -> None:
    operation = with_key(tweaks=Tweaks(override={Role.COPY_SOURCE: "elsewhere"}))
    with pytest.raises(NotExpressibleError, match="no argument stands for"):
        tweaked(operation, {})


@pytest.mark.parametrize(
    ("sdk", "auth", "tweaks", "can"),
    [
        (CosSdk(), "header", Tweaks(repeat=frozenset({Role.SSE})), False),
        (CosSdk(), "header", Tweaks(tamper_body=True), False),
        (CosSdk(), "signed-url", Tweaks(unsigned=frozenset({Role.SSE}), tamper_body=True), True),
        (Boto3(), "header", Tweaks(drop=frozenset({Role.SSE})), False),
        (Boto3(), "signed-url", Tweaks(drop=frozenset({Role.SSE})), False),
        (Boto3(), "signed-url", Tweaks(tamper_drop=frozenset({Role.SSE})), True),
    ],
)
def test_which_departures_an_sdks_user_can_express(sdk: Untyped, auth: str, tweaks: Tweaks, can: bool) -> None:  # noqa: FBT001
    operation = with_key(auth=auth, tweaks=tweaks)
    if can:
        check(operation, sdk)
    else:
        with pytest.raises(NotExpressibleError, match="single headers"):
            check(operation, sdk)


def test_a_signed_url_covers_what_it_was_made_for(driver: SdkDriver) -> None:
    link = with_key(auth="signed-url", body=b"content", tweaks=Tweaks(tamper_drop=frozenset({Role.CUSTOMER_KEY})))
    assert driver.perform(replace(link, bucket=BUCKET, tweaks=Tweaks())).ok
    refused = driver.perform(replace(link, bucket=BUCKET))
    assert (refused.status, refused.code) == (403, "SignatureDoesNotMatch")


def test_a_user_without_credentials_signs_nothing(driver: SdkDriver) -> None:
    answer = driver.perform(Operation(do="get-object", bucket=BUCKET, key="doc", auth="anonymous"))
    assert (answer.status, answer.code, answer.method) == (403, "AccessDenied", "get_object")
    assert "q-sign" not in str(answer.exchanges)


class Recorder:
    """A client that keeps what it is called with."""

    def keep(self, **arguments: Untyped) -> None:
        self.arguments = arguments

    put_bucket_encryption = upload_file = keep


def unmet(told: Untyped) -> set[str]:
    return {each.fact for each in told if not each.met}


def reply(body: bytes = b"", **more: Untyped) -> Reply:
    return Reply(status=400, headers=(("x-cos-trace-id", "TRACE"),), body=body, **{"roles": {}, **more})


def shown(error: CosServiceError, answer: Reply) -> set[str]:
    refused = refusal(error)
    assert refused is not None
    return unmet(refused.shows(answer))


@pytest.fixture(scope="module")
def driver() -> Iterator[SdkDriver]:
    with Emulator("cos") as store:
        origin = Origin.of_url(f"https://{store.domain}", ("127.0.0.1", store.https_port or 0))
        endpoint = Endpoint(origin=origin, region="region-1", trust=Trust(ca_pem=store.ca_pem.decode()))
        who = Credentials(access_key=MAIN.access_key, secret_key=MAIN.secret_key)
        with closing(SdkDriver(CosSdk(), endpoint=endpoint, dialect=dialect("region-1"), credentials=who)) as driver:
            driver.perform(Operation(do="create-bucket", bucket=BUCKET))
            yield driver


def requests(driver: SdkDriver, do: str, **more: Untyped) -> list[str]:
    """What a call asks for, in order: method and parameters; nothing about it may be amiss."""
    done = driver.perform(Operation(do=do, bucket=BUCKET, encryption=CUSTOMER, **more))
    assert (done.ok, unmet(done.told)) == (True, set())
    return [f"{each.request.method} {each.request.url.partition('?')[2].partition('=')[0]}" for each in done.exchanges]


def test_helpers_work_in_parts_above_their_threshold(driver: SdkDriver) -> None:
    large, helper = bytes(LARGE), Helper(part_size=1 << 20, threads=3)
    source = CopySource(bucket=BUCKET, key="doc", encryption=CUSTOMER)
    up = requests(driver, "put-object", key="doc", body=large, given="path", helper=helper)
    down = requests(driver, "get-object", key="doc", taken="path", helper=helper)
    over = requests(driver, "copy-object", key="copy", source=source, helper=helper)
    assert up == ["GET uploads", "POST uploads", *["PUT partNumber"] * 3, "POST uploadId"]
    assert down == ["HEAD ", *["GET "] * 3]
    assert over == ["HEAD ", "POST uploads", *["PUT partNumber"] * 3, "POST uploadId"]


def test_helpers_work_in_one_request_below_it(driver: SdkDriver) -> None:
    helper = Helper(part_size=1 << 20, threads=3)
    source = CopySource(bucket=BUCKET, key="small", encryption=CUSTOMER)
    assert requests(driver, "put-object", key="small", body=b"small", given="path", helper=helper) == ["PUT "]
    assert requests(driver, "put-object", key="small", body=b"small", given="stream", helper=helper) == ["PUT "]
    assert requests(driver, "get-object", key="small", taken="path", helper=helper) == ["HEAD ", "GET "]
    assert requests(driver, "copy-object", key="copy", source=source, helper=helper) == ["HEAD ", "PUT "]


def test_a_fault_of_the_store_shows_through_the_sdk(tmp_path: Path) -> None:
    methods = str(cases_root() / "sdk" / "methods.yaml")
    ran = run(tmp_path, "--subject=cos-sdk", "--fault=method-ignored", "-k", "methods-of-the-store", methods)
    assert set(ran.verdicts()) == {"violates"}


def test_headers_are_looked_up_under_their_documented_names() -> None:
    answer = reply(roles={Role.SSE: "AES256"}, etag='"e"')
    assert not unmet(written("put_object", {SSE: "AES256", "ETag": '"e"'}).shows(answer))
    assert unmet(written("put_object", {SSE.upper(): "AES256", "etag": '"e"'}).shows(answer)) == {
        f"shown:{SSE}",
        "shown:ETag",
    }


def test_a_customers_key_is_never_among_what_is_shown() -> None:
    answer = reply(roles={Role.CUSTOMER_KEY: "secret"})
    assert written("put_object", {}).shows(answer) == ()


def test_a_refusal_with_a_document_tells_all_that_it_says() -> None:
    error = CosServiceError("GET", REFUSAL.decode(), 404)
    assert not shown(error, reply(REFUSAL))
    assert shown(error, reply(REFUSAL.replace(b"TRACE", b"other").replace(b"none", b"?"))) == {
        "shown:trace-id",
        "shown:message",
    }


def test_a_refused_head_whose_code_is_in_a_header_has_no_trace_id() -> None:
    error = CosServiceError("HEAD", {"code": "SsecDecryptHeaderInvalid", "requestid": "ID", "message": ""}, 400)
    assert shown(error, reply(roles={Role.REQUEST_ID: "ID"})) == {"shown:trace-id", "shown:resource"}


def test_a_refused_head_without_a_code_loses_its_ids() -> None:
    error = CosServiceError("HEAD", CaseInsensitiveDict({"x-cos-request-id": "ID"}), 400)
    assert shown(error, reply(roles={Role.REQUEST_ID: "ID"})) == {"shown:request-id", "shown:trace-id"}


def test_an_error_of_the_sdks_own_is_no_refusal() -> None:
    assert refusal(CosClientError("some upload_part fail")) is None


def test_a_source_is_named_by_region_or_endpoint() -> None:
    copied = CopySource(bucket="b-1", key="doc", version_id="v")
    named = {"Bucket": "b-1", "Key": "doc", "VersionId": "v"}
    assert source_of(copied, {"Region": "r"}) == {"CopySource": {**named, "Region": "r"}}
    assert source_of(copied, {"Endpoint": "host"}) == {"CopySource": {**named, "Endpoint": "host"}}


@pytest.mark.parametrize("size", [0, 1 << 19, (1 << 20) + 1])
def test_parts_that_are_no_whole_megabytes_cannot_be_asked_for(size: int) -> None:
    operation = Operation(do="put-object", bucket="b", key="doc", helper=Helper(part_size=size, threads=1))
    with pytest.raises(NotExpressibleError, match="whole number of megabytes"):
        upload_file(Recorder(), operation)


def test_one_part_of_an_object_cannot_be_asked_for() -> None:
    with pytest.raises(NotExpressibleError, match="names a part"):
        reading(Operation(do="get-object", bucket="b", key="doc", part_number=1))


@pytest.mark.parametrize(
    ("default", "rule"),
    [
        (BucketDefault(mode=Mode.MANAGED), {"SSEAlgorithm": "AES256"}),
        (BucketDefault(mode=Mode.MANAGED, data_algorithm="SM4"), {"SSEAlgorithm": "SM4"}),
        (BucketDefault(mode=Mode.KMS, kms_key="id"), {"SSEAlgorithm": "KMS", "KMSMasterKeyID": "id"}),
        (BucketDefault(mode=Mode.KMS, data_algorithm="SM4"), {"SSEAlgorithm": "KMS", "KMSAlgorithm": "SM4"}),
        (BucketDefault(algorithm="AES-1", empty_key_id=True), {"SSEAlgorithm": "AES-1", "KMSMasterKeyID": ""}),
    ],
)
def test_a_default_is_the_dict_of_its_document(default: BucketDefault, rule: dict[str, str]) -> None:
    client = Recorder()
    caller = Caller(client=client, where={}, region="r")
    CALLS["put-bucket-encryption"](caller, Operation(do="put-bucket-encryption", bucket="b", default=default))
    rules = [{"ApplyServerSideEncryptionByDefault": rule}]
    assert client.arguments == {"Bucket": "b", "ServerSideEncryptionConfiguration": {"Rule": rules}}
