"""Signature schemes, one module each. A new one is a module and a case here."""

from conformance.wire.signers.base import Signer
from conformance.wire.signers.cos import CosSigner
from conformance.wire.signers.obs import ObsSigner
from conformance.wire.signers.oss_v1 import OssV1Signer
from conformance.wire.signers.oss_v4 import OssV4Signer
from conformance.wire.signers.s3v4 import S3V4Signer

SCHEMES = ("cos", "obs", "oss-v1", "oss-v4", "s3v4")


def signer_for(scheme: str, region: str) -> Signer:
    """The signer of a scheme as a profile names it; raise `ValueError` for one that is not there."""
    match scheme:
        case "cos":
            return CosSigner()
        case "obs":
            return ObsSigner()
        case "oss-v1":
            return OssV1Signer()
        case "oss-v4":
            return OssV4Signer(region=region)
        case "s3v4":
            return S3V4Signer(region=region)
        case _:
            raise ValueError(f"no signature scheme {scheme!r} (there is: {', '.join(SCHEMES)})")
