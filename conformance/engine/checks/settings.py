"""Facts about keys named, bucket defaults, and the interim answer."""

from conformance.engine.checks.accepted import names_key
from conformance.engine.checks.look import HTTP, Look
from conformance.engine.verdict import Observation
from conformance.model.values import BucketDefault
from conformance.model.words import Level, Mode, Role


def kms_key(look: Look, name: str) -> None:
    """Check which KMS key an answer names; a spec may say of an operation that its answers need name none."""
    if not look.reply.ok:
        return
    observed = look.reply.roles.get(Role.KMS_KEY_ID)
    if name == "any":
        look.promised(
            "kms-key-id",
            met=bool(observed),
            expected="the id of a KMS key",
            observed=observed or "absent",
            mode=look.verb,
        )
        return
    key = look.names.kms_key(name)
    met = names_key(observed, key)
    look.promised("kms-key-id", met=met, expected=key.full or key.id, observed=observed or "absent", mode=look.verb)


def default(look: Look, expected: BucketDefault) -> None:
    """Check the bucket encryption that was read."""
    if not look.reply.ok:
        return
    observed = look.reply.default or BucketDefault()
    met = observed.mode is expected.mode and _cipher(observed) == _cipher(expected)
    if expected.blocks is not None:
        met = met and observed.blocks == expected.blocks
    if expected.kms_key is not None:
        met = met and names_key(observed.kms_key, look.names.kms_key(expected.kms_key))
    look.promised("default", met=met, expected=_show(expected), observed=_show(observed))
    if expected.mode is Mode.KMS and expected.kms_key is None and observed.mode is Mode.KMS:
        key = observed.kms_key
        look.promised("default-key", met=not key, expected="no key named", observed=key or "no key named")


def interim(look: Look, expected: str) -> None:
    """Check what came between the request's headers and its body."""
    words = {
        "continue": "100 before the first body byte",
        "none": "a final answer, and no body byte sent",
        "silence": "no interim answer within a second",
    }
    observed = words.get(look.reply.interim or "", "no interim answer asked for")
    met = look.reply.interim == expected
    look.promised(f"interim-{expected}", met=met, expected=words[expected], observed=observed)
    if expected == "none":
        after = look.reply.connection or "unknown"
        observation = Observation.MET if after in {"usable", "closed"} else Observation.UNMET
        look.add("connection", Level.SHOULD, observation, "usable or closed", after, HTTP)


def _cipher(value: BucketDefault) -> str:
    """The cipher under the method: where none is named it is AES-256, and a store may say so (COS facts 3)."""
    return value.data_algorithm or "AES256"


def _show(value: BucketDefault) -> str:
    if value.mode is Mode.NONE:
        return "no default encryption"
    key = f", key {value.kms_key}" if value.kms_key else ""
    cipher = f", {value.data_algorithm}" if value.data_algorithm else ""
    blocks = f", blocks {value.blocks}" if value.blocks else ""
    return f"{value.mode}{key}{cipher}{blocks}"
