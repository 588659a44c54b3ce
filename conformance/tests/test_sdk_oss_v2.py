"""alibabacloud-oss-v2 as a subject: what its user is shown is held against the answer, and how its helpers work."""

from pathlib import Path
from types import SimpleNamespace

import alibabacloud_oss_v2 as oss
import pytest

from conformance.catalogue.places import cases_root
from conformance.drivers.sdk.oss_v2.arguments import putting, request
from conformance.drivers.sdk.oss_v2.client import OssV2
from conformance.drivers.sdk.oss_v2.shown import answered
from conformance.emulator import Emulator
from conformance.model.operation import CopySource, Encryption, Helper, Operation, Reply, Tweaks
from conformance.model.words import Mode, Role
from conformance.tests.oss_clients import second_generation
from conformance.tests.running import run
from conformance.tests.vendors import BUCKET, Untyped
from conformance.wire.errors import NotExpressibleError

ID = "5C3D9175B6FC201293AD4890"
REFUSAL = b"<Error><Code>AccessDenied</Code><Message>none</Message></Error>"


def unmet(told: Untyped) -> set[str]:
    return {each.fact for each in told if not each.met}


def reply(status: int, body: bytes = b"", **roles: str) -> Reply:
    known = {Role(name): value for name, value in roles.items()}
    return Reply(status=status, headers=(), body=body, roles={Role.REQUEST_ID: ID, **known})


@pytest.mark.parametrize("helper", [False, True])
def test_a_refusal_is_found_inside_the_errors_around_it(helper: bool) -> None:  # noqa: FBT001 - a parameter of a test
    words = {
        "code": "AccessDenied",
        "message": "none",
        "request_id": ID,
        "ec": "",
        "timestamp": "",
        "request_target": "",
    }
    inner = oss.exceptions.ServiceError(status_code=403, **words)
    error: Exception = oss.exceptions.OperationError(name="PutObject", error=inner)
    error = oss.uploader.UploadError(upload_id="", path="oss://b/k", error=error) if helper else error
    refused = OssV2().refusal(error)
    assert refused is not None
    assert (refused.status, refused.code) == (403, "AccessDenied")
    assert not unmet(refused.shows(reply(403, REFUSAL)))
    assert unmet(refused.shows(reply(403, REFUSAL.replace(b"none", b"other")))) == {"shown:message"}


def test_an_error_of_the_sdks_own_is_no_refusal() -> None:
    assert OssV2().refusal(oss.exceptions.ParamRequiredError(field="bucket")) is None
    assert OssV2().refusal(oss.exceptions.OperationError(name="PutObject", error=ValueError("unsent"))) is None


def test_a_result_shows_what_tells_of_encryption_in_headers_and_attributes() -> None:
    headers = {"x-oss-server-side-encryption": "KMS"}
    result = SimpleNamespace(status_code=200, request_id=ID, headers=headers, server_side_encryption=None)
    told = answered("head_object", result).shows(reply(200, sse="KMS"))
    assert unmet(told) == {"shown:server_side_encryption"}


def test_customer_keys_are_in_no_document() -> None:
    encryption = Encryption(mode=Mode.CUSTOMER, customer_key=bytes(32))
    with pytest.raises(NotExpressibleError, match="no document of the store offers the method customer"):
        request(oss.UploadPartRequest, Operation(do="upload-part", bucket="b", key="k", encryption=encryption))


def test_a_context_goes_as_a_header_beside_the_fields() -> None:
    encryption = Encryption(mode=Mode.KMS, kms_key_id="key", context={"a": "b"})
    put = putting(Operation(do="put-object", bucket="b", key="k", encryption=encryption))
    assert (put.server_side_encryption, put.server_side_encryption_key_id) == ("KMS", "key")
    assert list(put.headers) == ["x-oss-server-side-encryption-context"]


def test_a_method_may_be_asked_for_by_its_header() -> None:
    encryption = Encryption(mode=Mode.MANAGED, data_algorithm="SM4", asked_by="header")
    put = putting(Operation(do="put-object", bucket="b", key="k", encryption=encryption))
    assert (put.server_side_encryption, put.headers) == (None, {"x-oss-server-side-encryption": "SM4"})


@pytest.mark.parametrize("kind", [oss.PutObjectRequest, oss.GetObjectRequest])
def test_another_value_goes_into_the_field_or_beside_the_fields(kind: Untyped) -> None:
    tweaks = Tweaks(override={Role.SSE: "AES512"})
    asked = request(kind, Operation(do="put-object", bucket="b", key="k", tweaks=tweaks))
    found = getattr(asked, "server_side_encryption", None) or asked.headers["x-oss-server-side-encryption"]
    assert found == "AES512"


@pytest.mark.witness
def test_downloading_to_a_file_takes_one_attempt_less_than_is_allowed(tmp_path: Path) -> None:
    """Why the driver allows that call two: with one, the SDK asks nothing, and its user gets None and no file."""
    path = tmp_path / "content"
    wanted = oss.GetObjectRequest(bucket=BUCKET, key="none")
    with Emulator("oss") as store:
        assert second_generation(store, "v4").get_object_to_file(wanted, str(path)) is None
        assert not store.log.entries()
        with pytest.raises(oss.exceptions.OperationError):
            second_generation(store, "v4", retry_max_attempts=2).get_object_to_file(wanted, str(path))


@pytest.mark.witness
def test_the_copy_helper_copies_encrypted_objects_in_parts() -> None:
    with Emulator("oss") as store:
        client = second_generation(store, "v4")
        client.put_bucket(oss.PutBucketRequest(bucket=BUCKET))
        source = {"bucket": BUCKET, "key": "source", "server_side_encryption": "AES256"}
        client.put_object(oss.PutObjectRequest(body=bytes(300_000), **source))
        copied = Operation(
            do="copy-object",
            bucket=BUCKET,
            key="copy",
            source=CopySource(bucket=BUCKET, key="source"),
            encryption=Encryption(mode=Mode.KMS),
            helper=Helper(part_size=200_000, threads=1),
        )
        clients: Untyped = SimpleNamespace(once=client)
        got = OssV2().calls["copy-object"](clients, copied)
        parts = [entry.target for entry in store.log.entries() if "partNumber=" in entry.target]
    assert (got.method, len(parts)) == ("copier.copy", 2)


@pytest.mark.witness
@pytest.mark.parametrize(
    ("fault", "suite"),
    [("bucket-default-forgets-key", "bucket-default/named-key"), ("own-method-wins", "bucket-default/precedence")],
)
def test_a_fault_of_the_store_shows_through_oss_v2(fault: str, suite: str, tmp_path: Path) -> None:
    ran = run(tmp_path, "--subject=oss-v2", f"--fault={fault}", str(cases_root() / f"{suite}.yaml"))
    assert "violates" in ran.verdicts(), ran.output
