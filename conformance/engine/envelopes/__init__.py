"""The dialects' client-side formats under one roof: what our own client asks of each."""

from conformance.engine.envelopes.base import Envelopes
from conformance.engine.envelopes.cos import CosEnvelopes
from conformance.engine.envelopes.obs import ObsEnvelopes
from conformance.engine.envelopes.oss import OssEnvelopes
from conformance.engine.envelopes.s3 import S3Envelopes
from conformance.model.words import Dialect

__all__ = ["ENVELOPES", "CosEnvelopes", "Envelopes", "ObsEnvelopes", "OssEnvelopes", "S3Envelopes"]

ENVELOPES: dict[Dialect, Envelopes] = {
    Dialect.OSS: OssEnvelopes(),
    Dialect.COS: CosEnvelopes(),
    Dialect.OBS: ObsEnvelopes(),
    Dialect.S3: S3Envelopes(),
}
"""The dialects whose client-side encryption can be judged."""
