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
    text_keys: bool = False
    """Whether its pages take customer keys as text."""
    encrypts: bool = False
    """Whether it encrypts before it uploads: then the cases about client-side encryption judge it, and no others."""


_HERE = "conformance.drivers.sdk"

SDKS: dict[str, Entry] = {
    "boto3": Entry(
        dialect=Dialect.S3, distribution="boto3", package="boto3", extra="s3", place=f"{_HERE}.s3.client:Boto3"
    ),
    "oss2": Entry(
        dialect=Dialect.OSS, distribution="oss2", package="oss2", extra="oss", place=f"{_HERE}.oss2.bucket:Oss2"
    ),
    "oss-v2": Entry(
        dialect=Dialect.OSS,
        distribution="alibabacloud-oss-v2",
        package="alibabacloud_oss_v2",
        extra="oss",
        place=f"{_HERE}.oss_v2.client:OssV2",
    ),
    "cos-sdk": Entry(
        dialect=Dialect.COS,
        distribution="cos-python-sdk-v5",
        package="qcloud_cos",
        extra="cos",
        place=f"{_HERE}.cos.client:CosSdk",
    ),
    "obs-sdk": Entry(
        dialect=Dialect.OBS,
        distribution="esdk-obs-python",
        package="obs",
        extra="obs",
        place=f"{_HERE}.obs.client:ObsSdk",
        text_keys=True,
    ),
    "oss-v2-cse": Entry(
        dialect=Dialect.OSS,
        distribution="alibabacloud-oss-v2",
        package="alibabacloud_oss_v2",
        extra="oss",
        place=f"{_HERE}.oss_v2.cse:OssV2Cse",
        encrypts=True,
    ),
    "oss2-cse": Entry(
        dialect=Dialect.OSS,
        distribution="oss2",
        package="oss2",
        extra="oss",
        place=f"{_HERE}.oss2.cse:Oss2Cse",
        encrypts=True,
    ),
    "cos-cse": Entry(
        dialect=Dialect.COS,
        distribution="cos-python-sdk-v5",
        package="qcloud_cos",
        extra="cos",
        place=f"{_HERE}.cos.cse:CosCse",
        encrypts=True,
    ),
    "obs-cse": Entry(
        dialect=Dialect.OBS,
        distribution="esdk-obs-python",
        package="obs",
        extra="obs",
        place=f"{_HERE}.obs.cse:ObsCse",
        encrypts=True,
    ),
    "s3ec": Entry(
        dialect=Dialect.S3,
        distribution="amazon-s3-encryption-client-python",
        package="s3_encryption",
        extra="s3ec",
        place=f"{_HERE}.s3ec.client:S3Ec",
        encrypts=True,
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
