"""Every built fault there is."""

from types import ModuleType

from conformance.emulator.faults import (
    answering,
    at_rest,
    bucket_defaults,
    copying,
    customer_keys,
    describing,
    kms_keys,
    methods,
    multipart,
    reading,
    refusing,
    requests,
    versions,
)
from conformance.emulator.faults.fault import Fault


def _of(module: ModuleType) -> tuple[Fault, ...]:
    """The faults that a module defines: an entry there is all that a new one needs."""
    return tuple(value for value in vars(module).values() if isinstance(value, Fault))


BUILT: tuple[Fault, ...] = (
    *_of(at_rest),
    *_of(customer_keys),
    *_of(kms_keys),
    *_of(methods),
    *_of(bucket_defaults),
    *_of(copying),
    *_of(multipart),
    *_of(reading),
    *_of(versions),
    *_of(describing),
    *_of(answering),
    *_of(refusing),
    *_of(requests),
)
