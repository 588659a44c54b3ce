"""OBS's own scheme: `Authorization: OBS access-key:signature`, signed URLs and forms (OBS facts 1.1, 1.3, 1.4)."""

from conformance.emulator.auth import hmac_sha1
from conformance.emulator.auth.errors import AuthError, Reason
from conformance.emulator.auth.hmac_form import verify_hmac_form
from conformance.emulator.auth.policy import Fields
from conformance.emulator.auth.principal import Credentials
from conformance.emulator.auth.request import Clock, SignedRequest
from conformance.emulator.auth.result import How, Verified

_DOCUMENTED = """
    acl attname cors customdomain delete deletebucket encryption inventory length lifecycle location logging metadata
    modify name notification partnumber policy position quota rename replication requestpayment response-cache-control
    response-content-disposition response-content-encoding response-content-language response-content-type
    response-expires restore storageclass storagepolicy storageinfo tagging torrent truncate uploadid uploads versionid
    versioning versions website object-lock retention x-obs-security-token
"""
_SIGNED_BY_SDKS = """
    append backtosource directcoldaccess dispolicy publicaccessblock bucketstatus policystatus obscompresspolicy
    fileinterface x-image-save-bucket x-image-save-object x-image-process x-oss-process x-workflow-prefix
    x-workflow-start x-workflow-limit x-workflow-template-name x-workflow-graph-name x-workflow-execution-state
    x-workflow-execution-type x-workflow-next-marker obsworkflowtriggerpolicy obsbucketalias obsalias
"""

SUBRESOURCES = frozenset((_DOCUMENTED + _SIGNED_BY_SDKS).split())
"""The query parameters that are signed: the documents' list forgets some, among them `append` (OBS facts 1.1)."""

NAMES = hmac_sha1.Names(
    scheme="obs",
    word="OBS",
    prefix="x-obs-",
    key_parameter="AccessKeyId",
    subresources=SUBRESOURCES,
)


def claims(request: SignedRequest) -> How | None:
    """Say where the request is signed in this scheme, if it is."""
    return hmac_sha1.claims(request, NAMES)


def verify(request: SignedRequest, credentials: Credentials, now: Clock) -> Verified:
    """Check a signature in the header or in the URL; raises `AuthError`."""
    return hmac_sha1.verify(request, credentials, now, NAMES)


def verify_form(fields: Fields, bucket: str, credentials: Credentials, now: Clock) -> Verified:
    """Check a form's signature and policy; the item `token` may stand for access key, signature and policy."""
    return verify_hmac_form(_unpack(fields), bucket, credentials, now, NAMES)


def _unpack(fields: Fields) -> Fields:
    """Replace the item `token`, which is `access-key:signature:policy` (OBS facts 1.4)."""
    token = next((value for name, value in fields if name.lower() == "token"), None)
    if token is None:
        return fields
    parts = token.split(":")
    if len(parts) != 3:  # noqa: PLR2004 - access key, signature, policy
        raise AuthError(Reason.MALFORMED, "the item token is not access-key:signature:policy")
    rest = [(name, value) for name, value in fields if name.lower() != "token"]
    return [*rest, *zip((NAMES.key_parameter, "signature", "policy"), parts, strict=True)]
