"""The dialects, one module each. A new one is a module and a line here."""

from conformance.model.words import Dialect as DialectName
from conformance.wire.dialects import cos, obs, oss, s3
from conformance.wire.dialects.base import Dialect

_MAKERS = {
    DialectName.COS: cos.dialect,
    DialectName.OBS: obs.dialect,
    DialectName.OSS: oss.dialect,
    DialectName.S3: s3.dialect,
}


def dialect_for(name: DialectName, region: str) -> Dialect:
    """A dialect by its name, for buckets in a region."""
    return _MAKERS[name](region)
