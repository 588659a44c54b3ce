"""Why a request is not authentic, in neutral words; each dialect maps them to its own status and code."""

from enum import Enum


class Reason(Enum):
    """What is wrong with a signature, or with what it covers."""

    MALFORMED = "the authentication data cannot be read"
    UNSUPPORTED_SCHEME = "the authentication scheme is not spoken here"
    SEVERAL_MECHANISMS = "the request is signed in its header and in its URL"
    UNKNOWN_ACCESS_KEY = "the access key is not known"
    BAD_TOKEN = "the security token is missing, not expected or not the one of this access key"  # noqa: S105 - prose
    MISSING_DATE = "the request carries no date"
    BAD_DATE = "the date cannot be read"
    SKEWED = "the date is too far from the server's clock"
    EXPIRED = "the signed URL has expired"
    BAD_SIGNATURE = "the signature does not match"
    MISSING_PAYLOAD_HASH = "the request does not say how its payload is signed"
    PAYLOAD_MISMATCH = "the payload is not the one that was signed"
    INCOMPLETE_BODY = "the payload is shorter or longer than declared"
    MALFORMED_BODY = "the payload's chunk framing cannot be read"
    POLICY_MALFORMED = "the form's policy cannot be read"
    POLICY_EXPIRED = "the form's policy has expired"
    POLICY_VIOLATED = "the form does not keep to its policy"


class AuthError(Exception):
    """A request that is not what its signer signed."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(f"{reason.value}: {detail}" if detail else reason.value)
        self.reason = reason
        self.detail = detail
