"""What an OSS request says about its own V4 signature, in the header or in the URL (OSS facts 1.2)."""

from dataclasses import dataclass

from conformance.emulator.auth.errors import AuthError, Reason
from conformance.emulator.auth.items import unique
from conformance.emulator.auth.oss_v4_key import ALGORITHM, Scope, parse_scope
from conformance.emulator.auth.request import SignedRequest

TOKEN = "x-oss-security-token"  # noqa: S105 - the name of a header
UNSIGNED = "UNSIGNED-PAYLOAD"
NEEDED_IN_URL = ("x-oss-credential", "x-oss-date", "x-oss-expires", "x-oss-signature")


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What is said, read."""

    scope: Scope
    additional: tuple[str, ...]
    """Names of the headers that are signed besides those that always are, in lower case, sorted."""
    signature: str
    token: str | None
    date: str
    """The request's moment, `20240102T030405Z`."""


def header_claim(request: SignedRequest) -> Claim:
    """Read the header in either SDK's spelling: any order, blanks allowed; raises `AuthError`."""
    items = (request.header("authorization") or "").removeprefix(ALGORITHM).split(",")
    pairs = [(name.strip(), value.strip()) for name, _, value in (item.partition("=") for item in items)]
    values = unique(pairs, ("Credential", "Signature"))
    _check_payload(request.header("x-oss-content-sha256"))
    date = request.header("x-oss-date")
    if not date:
        raise AuthError(Reason.MISSING_DATE)
    return Claim(
        scope=parse_scope(values["Credential"]),
        additional=_names(values.get("AdditionalHeaders")),
        signature=values["Signature"],
        token=request.header(TOKEN),
        date=date,
    )


def url_claim(request: SignedRequest) -> Claim:
    """Read the query; raises `AuthError`."""
    version = request.parameter("x-oss-signature-version")
    if version is not None and version != ALGORITHM:
        raise AuthError(Reason.UNSUPPORTED_SCHEME, version)
    credential, date, expires, signature = (request.parameter(name) for name in NEEDED_IN_URL)
    if not (version and credential and date and expires and signature):
        raise AuthError(Reason.MALFORMED, f"a signed URL needs x-oss-signature-version, {', '.join(NEEDED_IN_URL)}")
    _check_payload(request.header("x-oss-content-sha256") or UNSIGNED)
    return Claim(
        scope=parse_scope(credential),
        additional=_names(request.parameter("x-oss-additional-headers")),
        signature=signature,
        token=request.parameter(TOKEN),
        date=date,
    )


def _check_payload(value: str | None) -> None:
    """OSS signs no payload, and has the header form say so."""
    if value is None:
        raise AuthError(Reason.MISSING_PAYLOAD_HASH)
    if value != UNSIGNED:
        raise AuthError(Reason.MALFORMED, f"x-oss-content-sha256 is not {UNSIGNED}")


def _names(text: str | None) -> tuple[str, ...]:
    """Read a list of headers, which may be absent but not empty (OSS error detail 0002-00000207).

    What is signed is the sorted list: the older SDK sends it sorted by first letters only.
    """
    if text is None:
        return ()
    names = tuple(sorted(text.lower().split(";")))
    if not all(names):
        raise AuthError(Reason.MALFORMED, "the additional headers name none")
    return names
