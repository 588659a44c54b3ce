"""What we sign is accepted by the emulator's verifier, which shares nothing with our signers, and only that is."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Literal, cast

import pytest

from conformance.drivers.prepare import Preparer
from conformance.emulator.auth.errors import Reason
from conformance.emulator.auth.request import SignedRequest
from conformance.emulator.auth.result import Verified
from conformance.emulator.auth.schemes import AWS_V4, COS, OBS, OSS_V1, OSS_V4, authenticate, authenticate_form
from conformance.model.operation import CopySource, Encryption, Operation, Tweaks
from conformance.model.values import BucketDefault
from conformance.model.words import Dialect as Name
from conformance.model.words import Mode, Role
from conformance.tests.remembering import Seen
from conformance.tests.verifying import CREDENTIALS, GUEST, OWNER, refusal
from conformance.wire.credentials import Credentials
from conformance.wire.dialects import dialect_for
from conformance.wire.endpoint import Endpoint, Origin
from conformance.wire.request import Request
from conformance.wire.signers import signer_for

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
MAIN = Credentials(access_key=OWNER.access_key, secret_key=OWNER.secret_key)
TEMPORARY = Credentials(access_key=GUEST.access_key, secret_key=GUEST.secret_key, token=GUEST.token)
CUSTOMER = Encryption(mode=Mode.CUSTOMER, customer_key=bytes(32))
SOURCE = CopySource(bucket="b", key="s/ü", version_id="v+/=")
CALLS: list[dict[str, Any]] = [
    {"do": "put-object", "key": "dir/ü +&=~!*'().txt", "body": b"x", "encryption": CUSTOMER, "metadata": {"a": "b  c"}},
    {"do": "get-object", "key": "k", "version_id": "v+/=", "range": "0-3", "encryption": CUSTOMER},
    {"do": "head-object", "key": "/twice//ü", "encryption": CUSTOMER, "expect_continue": True},
    {"do": "copy-object", "key": "k", "source": SOURCE},
    {"do": "upload-part", "key": "k", "upload_id": "u+/=~", "part_number": 1, "content_md5": "AAAA"},
    {"do": "initiate-multipart", "key": "k", "encryption": Encryption(mode=Mode.KMS)},
    {"do": "raw", "key": "k", "method": "GET", "query": "response-content-type=a%2Fb&acl=&uploads&unknown=%2B"},
    {"do": "put-bucket-encryption", "default": BucketDefault(mode=Mode.KMS)},
    {"do": "put-bucket-versioning"},
    {"do": "head-bucket"},
]
SCHEMES = {"cos": Name.COS, "obs": Name.OBS, "oss-v1": Name.OSS, "oss-v4": Name.OSS, "s3v4": Name.S3}
VERIFIED_AS = {"s3v4": "aws-v4"}
"""Where the verifier calls a scheme otherwise."""
VERIFIERS = {Name.COS: [COS], Name.OBS: [OBS, AWS_V4], Name.OSS: [OSS_V1, OSS_V4], Name.S3: [OBS, AWS_V4]}
ADDRESSED = [
    (scheme, addressing)
    for scheme, dialect in SCHEMES.items()
    for addressing in sorted(dialect_for(dialect, "r").addressings)
]


def prepare(scheme: str, operation: Operation, addressing: str = "virtual", credentials: Credentials = MAIN) -> Request:
    return Preparer(
        endpoint=Endpoint(origin=Origin.of_url("https://store.example:8443"), region="r", addressing=addressing),
        dialect=dialect_for(SCHEMES[scheme], "r"),
        signer=signer_for(scheme, "r"),
        credentials=credentials,
        other=TEMPORARY,
        now=lambda: NOW,
    ).request(operation)


def check(scheme: str, request: Request) -> Verified:
    signed = SignedRequest(
        method=request.method,
        target=request.target,
        headers=request.framed(),
        bucket=request.bucket,
        addressing=cast("Literal['virtual', 'path', 'cname']", request.addressing),
    )
    result = authenticate(signed, CREDENTIALS, lambda: NOW, VERIFIERS[SCHEMES[scheme]])
    assert isinstance(result, Verified)
    return result


@pytest.mark.parametrize(("scheme", "addressing"), ADDRESSED)
@pytest.mark.parametrize("auth", ["header", "signed-url"])
@pytest.mark.parametrize("credentials", [MAIN, TEMPORARY], ids=["lasting", "temporary"])
@pytest.mark.parametrize("call", CALLS, ids=lambda call: call["do"])
def test_what_we_sign_is_accepted(
    scheme: str, addressing: str, auth: str, credentials: Credentials, call: dict[str, Any]
) -> None:
    request = prepare(scheme, Operation(bucket="b", auth=auth, **call), addressing, credentials)
    verified = check(scheme, request)
    assert (verified.principal.access_key, verified.scheme) == (credentials.access_key, VERIFIED_AS.get(scheme, scheme))
    elsewhere = replace(request, bucket="other", host=f"other.{request.host}", path=f"{request.path}x")
    assert refusal(lambda: check(scheme, elsewhere)) is Reason.BAD_SIGNATURE


ADDED = Tweaks(tamper_set={Role.SSE: "AES256"})
UNSIGNED = Tweaks(unsigned=frozenset({Role.CUSTOMER_KEY}))
CHANGED = [
    Tweaks(tamper_set={Role.CUSTOMER_KEY: "other"}),
    Tweaks(tamper_drop=frozenset({Role.CUSTOMER_KEY_MD5})),
]
LISTING = ["cos", "s3v4"]
"""Schemes whose signatures say themselves which headers they cover."""
CASES = [
    (scheme, tweaks) for scheme in SCHEMES for tweaks in [*CHANGED, *([] if scheme in LISTING else [ADDED, UNSIGNED])]
]


def altered(scheme: str, auth: str, tweaks: Tweaks) -> Request:
    return prepare(
        scheme,
        Operation(do="put-object", bucket="b", key="k", body=b"x", encryption=CUSTOMER, auth=auth, tweaks=tweaks),
    )


@pytest.mark.parametrize("auth", ["header", "signed-url"])
@pytest.mark.parametrize(("scheme", "tweaks"), CASES)
def test_what_is_changed_after_signing_is_not_accepted(scheme: str, auth: str, tweaks: Tweaks) -> None:
    assert refusal(lambda: check(scheme, altered(scheme, auth, tweaks))) is Reason.BAD_SIGNATURE


@pytest.mark.parametrize("auth", ["header", "signed-url"])
@pytest.mark.parametrize("scheme", LISTING)
@pytest.mark.parametrize(("tweaks", "role"), [(ADDED, Role.SSE), (UNSIGNED, Role.CUSTOMER_KEY)])
def test_a_signature_that_lists_headers_tells_which_it_does_not_cover(
    scheme: str, auth: str, tweaks: Tweaks, role: Role
) -> None:
    name = dialect_for(SCHEMES[scheme], "r").spelling.roles[role]
    assert check(scheme, altered(scheme, auth, tweaks)).unsigned_headers == (name,)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_departures_before_signing_are_accepted(scheme: str) -> None:
    tweaks = Tweaks(
        override={Role.CUSTOMER_ALGORITHM: ""},
        misname={Role.CUSTOMER_KEY_MD5: "x"},
        repeat=frozenset({Role.CUSTOMER_KEY}),
    )
    operation = Operation(do="put-object", bucket="b", key="k", body=b"x", encryption=CUSTOMER, tweaks=tweaks)
    assert check(scheme, prepare(scheme, operation))


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_spoiled_signature_is_a_mismatch(scheme: str) -> None:
    operation = Operation(do="get-object", bucket="b", key="k", auth="bad-signature")
    assert refusal(lambda: check(scheme, prepare(scheme, operation))) is Reason.BAD_SIGNATURE


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("credentials", [MAIN, TEMPORARY], ids=["lasting", "temporary"])
@pytest.mark.parametrize("lower", [True, False])
def test_a_form_we_sign_is_accepted(scheme: str, credentials: Credentials, *, lower: bool) -> None:
    verified = check_form(scheme, credentials, Tweaks(lower_case_fields=lower))
    assert verified.principal.access_key == credentials.access_key
    assert dialect_for(SCHEMES[scheme], "r").spelling.roles[Role.CUSTOMER_KEY] in verified.signed


OUTSIDE = Tweaks(outside_policy=frozenset({Role.CUSTOMER_KEY}))


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_form_that_its_policy_forbids_is_not(scheme: str) -> None:
    changed = Tweaks(tamper_set={Role.CUSTOMER_KEY: "other"})
    assert refusal(lambda: check_form(scheme, MAIN, changed)) is Reason.POLICY_VIOLATED


@pytest.mark.parametrize("scheme", ["obs", "s3v4"])
def test_a_form_that_its_policy_does_not_cover_is_not(scheme: str) -> None:
    assert refusal(lambda: check_form(scheme, MAIN, OUTSIDE)) is Reason.POLICY_VIOLATED


@pytest.mark.parametrize("scheme", ["cos", "oss-v1", "oss-v4"])
def test_policies_of_cos_and_oss_need_not_cover_every_field(scheme: str) -> None:
    name = dialect_for(SCHEMES[scheme], "r").spelling.roles[Role.CUSTOMER_KEY]
    assert name not in check_form(scheme, MAIN, OUTSIDE).signed


def check_form(scheme: str, credentials: Credentials, tweaks: Tweaks) -> Verified:
    operation = Operation(do="post-object", bucket="b", key="k", body=b"x", encryption=CUSTOMER, tweaks=tweaks)
    request = prepare(scheme, operation, credentials=credentials)
    fields = Seen(line="", headers=[], body=request.body or b"").form()
    sent = [(name, value) for name, value in fields.items() if name != "file"]
    result = authenticate_form(sent, "b", CREDENTIALS, lambda: NOW, VERIFIERS[SCHEMES[scheme]])
    assert isinstance(result, Verified)
    return result
