"""The dialects, one module each. A new one is a module and a line here."""

from conformance.model.words import Dialect as DialectName
from conformance.wire.dialects import obs, s3
from conformance.wire.dialects.base import Dialect

_MAKERS = {DialectName.OBS: obs.dialect, DialectName.S3: s3.dialect}


def dialect_for(name: DialectName, region: str) -> Dialect:
    """A dialect by its name; raise `ValueError` for one that is not there yet."""
    if name not in _MAKERS:
        raise ValueError(f"no dialect {name.value!r} (there is: {', '.join(sorted(_MAKERS))})")
    return _MAKERS[name](region)
