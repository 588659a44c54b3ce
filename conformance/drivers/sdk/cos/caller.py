"""A user of cos-python-sdk-v5: a client, and what its user knows besides."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from qcloud_cos import CosS3Client

from conformance.drivers.sdk.kit import Way


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """A client and where it is."""

    client: CosS3Client
    where: Mapping[str, str]
    """What names the source of a copy beside bucket and key: its region, or where there is none its endpoint."""
    region: str

    @classmethod
    def of(cls, client: CosS3Client, way: Way) -> "Caller":
        """The user of a client that was made for a way."""
        region = way.endpoint.region
        where = {"Region": region} if region else {"Endpoint": urlsplit(way.url).netloc}
        return cls(client=client, where=where, region=region)
