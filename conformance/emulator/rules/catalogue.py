"""Every rule there is."""

from conformance.emulator.rules import (
    access,
    appending,
    archives,
    bucket_default,
    contexts,
    copying,
    customer_keys,
    inheritance,
    integrity,
    kms_keys,
    methods,
    multipart,
    openings,
    placement,
    ranges,
    signing,
    transport,
    updating,
)
from conformance.emulator.rules.rule import Rule

ALL_RULES: tuple[Rule, ...] = (
    *customer_keys.RULES,
    *openings.RULES,
    *methods.RULES,
    *placement.RULES,
    *contexts.RULES,
    *kms_keys.RULES,
    *inheritance.RULES,
    *bucket_default.RULES,
    *transport.RULES,
    *copying.RULES,
    *multipart.RULES,
    *appending.RULES,
    *archives.RULES,
    *updating.RULES,
    *integrity.RULES,
    *ranges.RULES,
    *signing.RULES,
    *access.RULES,
)
