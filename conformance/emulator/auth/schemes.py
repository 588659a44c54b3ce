"""Choosing the scheme that a request is signed in."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from conformance.emulator.auth import (
    aws_v2,
    aws_v4,
    aws_v4_form,
    cos,
    cos_form,
    obs,
    oss_v1,
    oss_v1_form,
    oss_v4,
    oss_v4_form,
)
from conformance.emulator.auth.aws_payload import framing
from conformance.emulator.auth.body import unchecked
from conformance.emulator.auth.errors import AuthError, Reason
from conformance.emulator.auth.policy import Fields
from conformance.emulator.auth.principal import Credentials
from conformance.emulator.auth.request import Clock, SignedRequest
from conformance.emulator.auth.result import Anonymous, How, Verified


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme:
    """One way to sign."""

    name: str
    claims: Callable[[SignedRequest], How | None]
    """Where a request is signed in this scheme, if it is."""
    verify: Callable[[SignedRequest, Credentials, Clock], Verified]
    form_items: frozenset[str]
    """Any of these form fields tells a form signed in this scheme; in lower case."""
    verify_form: Callable[[Fields, str, Credentials, Clock], Verified]


OBS = Scheme(
    name=obs.NAMES.scheme,
    claims=obs.claims,
    verify=obs.verify,
    form_items=frozenset({"accesskeyid", "token"}),
    verify_form=obs.verify_form,
)
AWS_V2 = Scheme(
    name=aws_v2.NAMES.scheme,
    claims=aws_v2.claims,
    verify=aws_v2.verify,
    form_items=frozenset({"awsaccesskeyid"}),
    verify_form=aws_v2.verify_form,
)
AWS_V4 = Scheme(
    name=aws_v4.SCHEME,
    claims=aws_v4.claims,
    verify=aws_v4.verify,
    form_items=frozenset({"x-amz-algorithm"}),
    verify_form=aws_v4_form.verify_form,
)

COS = Scheme(
    name=cos.SCHEME,
    claims=cos.claims,
    verify=cos.verify,
    form_items=frozenset(cos_form.ITEMS),
    verify_form=cos_form.verify_form,
)
OSS_V1 = Scheme(
    name=oss_v1.SCHEME,
    claims=oss_v1.claims,
    verify=oss_v1.verify,
    form_items=frozenset({"ossaccesskeyid"}),
    verify_form=oss_v1_form.verify_form,
)
OSS_V4 = Scheme(
    name=oss_v4.SCHEME,
    claims=oss_v4.claims,
    verify=oss_v4.verify,
    form_items=frozenset(oss_v4.TELLTALES),
    verify_form=oss_v4_form.verify_form,
)


def authenticate(
    request: SignedRequest, credentials: Credentials, now: Clock, schemes: Sequence[Scheme]
) -> Verified | Anonymous:
    """Verify a request signed in one of the schemes, or find it anonymous; raises `AuthError`."""
    claimed = [(scheme, how) for scheme in schemes if (how := scheme.claims(request)) is not None]
    header = request.header("authorization")
    if header is not None and not any(how == "header" for _, how in claimed):
        raise AuthError(Reason.UNSUPPORTED_SCHEME, header.partition(" ")[0])
    if len(claimed) > 1:
        raise AuthError(Reason.SEVERAL_MECHANISMS)
    if claimed:
        return claimed[0][0].verify(request, credentials, now)
    return Anonymous(payload=framing(request) or unchecked)


def authenticate_form(
    fields: Fields, bucket: str, credentials: Credentials, now: Clock, schemes: Sequence[Scheme]
) -> Verified | Anonymous:
    """Verify a form signed in one of the schemes, or find it anonymous; raises `AuthError`."""
    names = {name.lower() for name, _ in fields}
    for scheme in schemes:
        if scheme.form_items & names:
            return scheme.verify_form(fields, bucket, credentials, now)
    if names & {"policy", "signature", "x-amz-signature"}:
        raise AuthError(Reason.UNSUPPORTED_SCHEME, "the form's signature")
    return Anonymous()
