"""What we sign is accepted by the emulator's verifier, which shares nothing with our signers, and only that is."""

from datetime import UTC, datetime
from typing import Any, Literal, cast

import pytest

from conformance.drivers.prepare import Preparer
from conformance.emulator.auth.errors import Reason
from conformance.emulator.auth.request import SignedRequest
from conformance.emulator.auth.result import Verified
from conformance.emulator.auth.schemes import AWS_V4, OBS, authenticate, authenticate_form
from conformance.model.operation import CopySource, Encryption, Operation, Tweaks
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
SOURCE = CopySource(bucket="b", key="s/ü", encryption=CUSTOMER, version_id="v+/=")
CALLS: list[dict[str, Any]] = [
    {"do": "put-object", "key": "dir/ü +&=~!*'().txt", "body": b"x", "encryption": CUSTOMER, "metadata": {"a": "b  c"}},
    {"do": "get-object", "key": "k", "version_id": "v+/=", "range": "0-3", "encryption": CUSTOMER},
    {"do": "copy-object", "key": "k", "source": SOURCE},
    {"do": "upload-part", "key": "k", "upload_id": "u+/=~", "part_number": 1, "content_md5": "AAAA"},
    {"do": "initiate-multipart", "key": "k", "encryption": Encryption(mode=Mode.KMS)},
    {"do": "put-bucket-versioning"},
    {"do": "head-bucket"},
]
SCHEMES = {Name.S3: "s3v4", Name.OBS: "obs"}
ADDRESSINGS = ["virtual", "path", "cname"]


def prepare(
    dialect: Name, operation: Operation, addressing: str = "virtual", credentials: Credentials = MAIN
) -> Request:
    return Preparer(
        endpoint=Endpoint(origin=Origin.of_url("https://store.example:8443"), region="r", addressing=addressing),
        dialect=dialect_for(dialect, "r"),
        signer=signer_for(SCHEMES[dialect], "r"),
        credentials=credentials,
        other=TEMPORARY,
        now=lambda: NOW,
    ).request(operation)


def check(request: Request) -> Verified:
    signed = SignedRequest(
        method=request.method,
        target=request.target,
        headers=request.framed(),
        bucket=request.bucket,
        addressing=cast("Literal['virtual', 'path', 'cname']", request.addressing),
    )
    result = authenticate(signed, CREDENTIALS, lambda: NOW, [OBS, AWS_V4])
    assert isinstance(result, Verified)
    return result


@pytest.mark.parametrize("dialect", [Name.S3, Name.OBS])
@pytest.mark.parametrize("addressing", ADDRESSINGS)
@pytest.mark.parametrize("auth", ["header", "signed-url"])
@pytest.mark.parametrize("credentials", [MAIN, TEMPORARY], ids=["lasting", "temporary"])
@pytest.mark.parametrize("call", CALLS, ids=lambda call: call["do"])
def test_what_we_sign_is_accepted(
    dialect: Name, addressing: str, auth: str, credentials: Credentials, call: dict[str, Any]
) -> None:
    request = prepare(dialect, Operation(bucket="b", auth=auth, **call), addressing, credentials)
    assert check(request).principal.access_key == credentials.access_key


SSE, KEY = "x-amz-server-side-encryption", "x-amz-server-side-encryption-customer-key"
ADDED = Tweaks(tamper_set={Role.SSE: "AES256"})
UNSIGNED = Tweaks(unsigned=frozenset({Role.CUSTOMER_KEY}))
CHANGED = [
    Tweaks(tamper_set={Role.CUSTOMER_KEY: "other"}),
    Tweaks(tamper_drop=frozenset({Role.CUSTOMER_KEY_MD5})),
]


def altered(dialect: Name, auth: str, tweaks: Tweaks) -> Request:
    return prepare(
        dialect,
        Operation(do="put-object", bucket="b", key="k", body=b"x", encryption=CUSTOMER, auth=auth, tweaks=tweaks),
    )


@pytest.mark.parametrize("auth", ["header", "signed-url"])
@pytest.mark.parametrize(
    ("dialect", "tweaks"),
    [*((Name.S3, tweaks) for tweaks in CHANGED), *((Name.OBS, tweaks) for tweaks in [*CHANGED, ADDED, UNSIGNED])],
)
def test_what_is_changed_after_signing_is_not_accepted(dialect: Name, auth: str, tweaks: Tweaks) -> None:
    assert refusal(lambda: check(altered(dialect, auth, tweaks))) is Reason.BAD_SIGNATURE


@pytest.mark.parametrize("auth", ["header", "signed-url"])
@pytest.mark.parametrize(("tweaks", "name"), [(ADDED, SSE), (UNSIGNED, KEY)])
def test_v4_tells_which_headers_it_does_not_cover(auth: str, tweaks: Tweaks, name: str) -> None:
    assert check(altered(Name.S3, auth, tweaks)).unsigned_headers == (name,)


@pytest.mark.parametrize("dialect", [Name.S3, Name.OBS])
def test_departures_before_signing_are_accepted(dialect: Name) -> None:
    tweaks = Tweaks(
        override={Role.CUSTOMER_ALGORITHM: ""},
        misname={Role.CUSTOMER_KEY_MD5: "x"},
        repeat=frozenset({Role.CUSTOMER_KEY}),
    )
    operation = Operation(do="put-object", bucket="b", key="k", body=b"x", encryption=CUSTOMER, tweaks=tweaks)
    assert check(prepare(dialect, operation))


@pytest.mark.parametrize("dialect", [Name.S3, Name.OBS])
def test_a_spoiled_signature_is_a_mismatch(dialect: Name) -> None:
    operation = Operation(do="get-object", bucket="b", key="k", auth="bad-signature")
    assert refusal(lambda: check(prepare(dialect, operation))) is Reason.BAD_SIGNATURE


@pytest.mark.parametrize("dialect", [Name.S3, Name.OBS])
@pytest.mark.parametrize("credentials", [MAIN, TEMPORARY], ids=["lasting", "temporary"])
@pytest.mark.parametrize("lower", [True, False])
def test_a_form_we_sign_is_accepted(dialect: Name, credentials: Credentials, *, lower: bool) -> None:
    verified = check_form(dialect, credentials, Tweaks(lower_case_fields=lower))
    assert verified.principal.access_key == credentials.access_key


@pytest.mark.parametrize("dialect", [Name.S3, Name.OBS])
@pytest.mark.parametrize(
    "tweaks", [Tweaks(outside_policy=frozenset({Role.CUSTOMER_KEY})), Tweaks(tamper_set={Role.CUSTOMER_KEY: "other"})]
)
def test_a_form_that_its_policy_does_not_cover_is_not(dialect: Name, tweaks: Tweaks) -> None:
    assert refusal(lambda: check_form(dialect, MAIN, tweaks)) is Reason.POLICY_VIOLATED


def check_form(dialect: Name, credentials: Credentials, tweaks: Tweaks) -> Verified:
    operation = Operation(do="post-object", bucket="b", key="k", body=b"x", encryption=CUSTOMER, tweaks=tweaks)
    request = prepare(dialect, operation, credentials=credentials)
    fields = Seen(line="", headers=[], body=request.body or b"").form()
    sent = [(name, value) for name, value in fields.items() if name != "file"]
    result = authenticate_form(sent, "b", CREDENTIALS, lambda: NOW, [OBS, AWS_V4])
    assert isinstance(result, Verified)
    return result
