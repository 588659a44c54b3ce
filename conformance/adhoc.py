"""A target without a profile: what `--endpoint` and its companions say."""

from conformance.catalogue.targets import host_of
from conformance.model.problem import InputError, Problem
from conformance.model.target import Auth, Target
from conformance.model.words import Dialect

SCHEMES = {"s3": "s3v4", "obs": "obs", "cos": "cos", "oss": "oss-v4"}
"""Dialect to the signature scheme that is usual there."""


def ad_hoc(  # noqa: PLR0913 - one for each option
    endpoint: str,
    dialect: str,
    *,
    region: str,
    addressing: str,
    ca_file: str = "",
    bucket: str = "",
    bucket_suffix: str = "",
) -> Target:
    """A target without a profile; raise `InputError` for an endpoint that is no URL of a host."""
    host = _host(endpoint)
    return Target(
        name=dialect,
        title=f"{host} ({dialect} dialect)",
        dialect=Dialect(dialect),
        endpoint=endpoint.rstrip("/"),
        region=region or "us-east-1",
        addressing=addressing or _usual_addressing(host),
        auth=Auth(
            scheme=SCHEMES[dialect],
            access_key="CONFORMANCE_ACCESS_KEY",
            secret_key="CONFORMANCE_SECRET_KEY",  # noqa: S106 - the name of a variable
            token="CONFORMANCE_TOKEN",  # noqa: S106 - the name of a variable
            other_access_key="CONFORMANCE_OTHER_ACCESS_KEY",
            other_secret_key="CONFORMANCE_OTHER_SECRET_KEY",  # noqa: S106 - the name of a variable
            other_id="CONFORMANCE_OTHER_ID",
        ),
        ca_file=ca_file,
        bucket=bucket,
        bucket_suffix=bucket_suffix,
    )


def _host(endpoint: str) -> str:
    """The host of an endpoint; one with more than scheme, host and port is refused, and so are credentials in it."""
    host = host_of(endpoint)
    if not host:
        message = "must look like https://host or http://host:port, and nothing more"
        raise InputError(Problem(file="--endpoint", line=0, message=message))
    return host


def _usual_addressing(host: str) -> str:
    """Bucket labels cannot be put before an address or a bare name."""
    bare = "." not in host or host.replace(".", "").isdigit() or ":" in host
    return "path" if bare else "virtual"
