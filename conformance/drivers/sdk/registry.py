"""Which SDKs there are, what they speak, and where their drivers are. Nothing is imported before it is asked for."""

from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec

from conformance.drivers.sdk.kit import Sdk
from conformance.model.words import Dialect


class NotInstalledError(Exception):
    """The SDK is not there; says what installs it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An SDK that can be a subject."""

    dialect: Dialect
    distribution: str
    package: str
    """As Python imports it."""
    extra: str
    """Of this suite, that installs it."""
    place: str
    """Module and class of its driver."""


_HERE = "conformance.drivers.sdk"

SDKS: dict[str, Entry] = {
    "boto3": Entry(
        dialect=Dialect.S3, distribution="boto3", package="boto3", extra="s3", place=f"{_HERE}.s3_boto3:Boto3"
    ),
}


def load(name: str) -> Sdk:
    """The SDK of that name; raise `NotInstalledError` where it is not there."""
    entry = SDKS[name]
    if find_spec(entry.package) is None:
        raise NotInstalledError(
            f"{entry.distribution} is not installed: pip install object-store-encryption-conformance[{entry.extra}]"
        )
    module, _, kind = entry.place.partition(":")
    sdk: Sdk = getattr(import_module(module), kind)()
    return sdk
