"""What both drivers of cos-python-sdk-v5 share: its configuration, and what its exceptions say."""

from urllib.parse import urlsplit

from qcloud_cos import CosConfig, CosServiceError

from conformance.drivers.sdk.cos.shown import of_a_refusal
from conformance.drivers.sdk.kit import Refused, Untyped, Way

RETRIES = 0
"""What is repeated is the suite's to decide."""


def config(way: Way) -> CosConfig:
    """The configuration as the SDK's page makes it, with the recording hop as its proxy."""
    who = way.credentials
    return CosConfig(SecretId=who.access_key, SecretKey=who.secret_key, Token=who.token, **_place(way))


def nameless(way: Way) -> CosConfig:
    """The same without credentials."""
    return CosConfig(Anonymous=True, **_place(way))


def _place(way: Way) -> dict[str, Untyped]:
    address = urlsplit(way.url)
    return {
        "Region": way.endpoint.region,
        "Endpoint": address.netloc,
        "Scheme": address.scheme,
        "Proxies": {"http": way.proxy, "https": way.proxy},
        "VerifySSL": str(way.ca_file),
    }


def refusal(error: Exception) -> Refused | None:
    """`CosServiceError` holds the store's answer; None for any other exception."""
    if not isinstance(error, CosServiceError):
        return None
    said: Untyped = error
    return Refused(
        status=said.get_status_code(),
        code=said.get_error_code(),
        request_id=said.get_request_id(),
        shows=of_a_refusal(said),
        method=next(iter(getattr(error, "__notes__", ())), ""),
    )
