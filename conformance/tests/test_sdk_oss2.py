"""oss2 as a subject: what its user is shown is held against the answer, and faults of the store show through it."""

from pathlib import Path
from types import SimpleNamespace

import oss2
import pytest

from conformance.catalogue.places import cases_root
from conformance.drivers.sdk.oss2.arguments import putting
from conformance.drivers.sdk.oss2.bucket import Oss2
from conformance.drivers.sdk.oss2.settings import CALLS
from conformance.drivers.sdk.oss2.shown import answered
from conformance.model.operation import Encryption, Operation, Reply, Tweaks
from conformance.model.values import BucketDefault
from conformance.model.words import Mode, Role
from conformance.tests.running import run
from conformance.tests.vendors import Untyped
from conformance.wire.errors import NotExpressibleError

ID = "5C3D9175B6FC201293AD4890"
REFUSAL = b"<Error><Code>NoSuchKey</Code><Message>none</Message></Error>"
HEADERS = {"x-oss-request-id": ID}


def unmet(told: Untyped) -> set[str]:
    return {each.fact for each in told if not each.met}


def reply(status: int, body: bytes = b"", **more: Untyped) -> Reply:
    return Reply(status=status, headers=(), body=body, roles={Role.REQUEST_ID: ID, **more.pop("roles", {})}, **more)


def test_a_refusal_is_told_with_all_that_the_store_said() -> None:
    details = {"Code": "NoSuchKey", "Message": "none"}
    refused = Oss2().refusal(oss2.exceptions.NoSuchKey(404, HEADERS, REFUSAL, details))
    assert refused is not None
    assert (refused.status, refused.code) == (404, "NoSuchKey")
    assert not unmet(refused.shows(reply(404, REFUSAL, code="NoSuchKey")))
    other = reply(404, REFUSAL.replace(b"none", b"other"), code="NoSuchBucket", roles={Role.REQUEST_ID: "another"})
    assert unmet(refused.shows(other)) == {"shown:request_id", "shown:message", "shown:class"}


def test_an_error_of_the_sdks_own_is_no_refusal() -> None:
    assert Oss2().refusal(oss2.exceptions.ClientError("unsent")) is None
    assert Oss2().refusal(ValueError("unsent")) is None


def test_a_result_shows_the_headers_that_tell_of_encryption() -> None:
    headers = {"x-oss-server-side-encryption": "KMS"}
    result = SimpleNamespace(status=200, request_id=ID, headers=headers, versionid=None, etag="A")
    got = answered("put_object", result)
    assert got.etag == '"A"'
    assert not unmet(got.shows(reply(200, roles={Role.SSE: "KMS"})))
    assert unmet(got.shows(reply(201, roles={Role.SSE: "AES256"}))) == {"shown:status", "shown:headers:sse"}


def test_a_default_is_shown_as_it_was_read() -> None:
    rule = oss2.models.ServerSideEncryptionRule("KMS", "key", "SM4")
    result = SimpleNamespace(status=200, request_id=ID, headers={}, bucket_encryption_rule=rule)
    bucket = SimpleNamespace(get_bucket_info=lambda: result)
    buckets: Untyped = SimpleNamespace(of=lambda _operation: bucket)
    got = CALLS["get-bucket-info"](buckets, Operation(do="get-bucket-info", bucket="b"))
    default = BucketDefault(mode=Mode.KMS, algorithm="KMS", kms_key="key", data_algorithm="SM4")
    assert not unmet(got.shows(reply(200, default=default)))
    none = BucketDefault(algorithm="None")
    assert unmet(got.shows(reply(200, default=none))) == {
        "shown:sse_algorithm",
        "shown:kms_master_keyid",
        "shown:kms_data_encryption",
    }


def test_customer_keys_are_in_no_document() -> None:
    encryption = Encryption(mode=Mode.CUSTOMER, customer_key=bytes(32))
    with pytest.raises(NotExpressibleError, match="no document of the store offers the method customer"):
        putting(Operation(do="put-object", bucket="b", key="k", encryption=encryption))


def test_the_sdks_helper_asks_where_it_is_to_and_drops_what_it_does_not_know() -> None:
    def headers(**how: Untyped) -> dict[str, str]:
        encryption = Encryption(mode=Mode.MANAGED, asked_by="argument", **how)
        return putting(Operation(do="put-object", bucket="b", key="k", encryption=encryption))

    assert headers() == {"x-oss-server-side-encryption": "AES256"}
    assert headers(data_algorithm="SM4") == {}


def test_a_header_may_have_another_value_or_be_left_out() -> None:
    encryption = Encryption(mode=Mode.KMS, kms_key_id="key")
    tweaks = Tweaks(override={Role.KMS_KEY_ID: "other"}, drop=frozenset({Role.SSE}))
    put = Operation(do="put-object", bucket="b", key="k", encryption=encryption, tweaks=tweaks)
    assert putting(put) == {"x-oss-server-side-encryption-key-id": "other"}
    unknown = Operation(do="put-object", bucket="b", key="k", tweaks=Tweaks(override={Role.CUSTOMER_KEY: "x"}))
    with pytest.raises(NotExpressibleError, match="no page of the SDK names the header of customer-key"):
        putting(unknown)


@pytest.mark.witness
@pytest.mark.parametrize(
    ("fault", "suite"),
    [("bucket-default-forgets-key", "bucket-default/named-key"), ("own-method-wins", "bucket-default/precedence")],
)
def test_a_fault_of_the_store_shows_through_oss2(fault: str, suite: str, tmp_path: Path) -> None:
    ran = run(tmp_path, "--subject=oss2", f"--fault={fault}", str(cases_root() / f"{suite}.yaml"))
    assert "violates" in ran.verdicts(), ran.output
