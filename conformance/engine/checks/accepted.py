"""A success: its status, the headers it must echo and those it must withhold."""

from conformance.engine.checks.look import Look
from conformance.model.spec import Ground
from conformance.model.target import KmsKey
from conformance.model.words import Role
from conformance.reference.digests import md5_base64


def accepted(look: Look, name: str) -> None:
    """Check an answer against the acceptance of that name."""
    rule = look.spec.acceptance(name, look.verb)
    if rule is None:
        look.promised("accepted", met=look.reply.ok, expected="success", observed=seen(look))
        return
    status = look.spec.statuses[_status_key(look)]
    met = look.reply.ok and look.reply.status == status
    look.judge("status", met=met, expected=str(status), observed=seen(look), on=rule)
    if not look.reply.ok:
        return
    for role, value in rule.echoes.items():
        echoed(look, role, value, rule)
    for role in rule.withholds:
        withheld(look, role, rule)


def echoed(look: Look, role: Role, value: str, on: Ground) -> None:
    """Check one header of the answer against its expected value."""
    observed = look.reply.roles.get(role)
    expected, met = _compare(look, value, observed)
    look.judge(f"header:{role}", met=met, expected=expected, observed=observed or "absent", on=on)


def withheld(look: Look, role: Role, on: Ground) -> None:
    """Check that a header is not in the answer."""
    observed = look.reply.roles.get(role)
    look.judge(f"absent:{role}", met=observed is None, expected="absent", observed=observed or "absent", on=on)


def names_key(observed: str | None, key: KmsKey) -> bool:
    """Whether a key id in an answer means this key: its id, its long form, or a long form that ends in its id."""
    return bool(observed) and (observed in {key.id, key.full} or str(observed).endswith(f"/{key.id}"))


def seen(look: Look) -> str:
    """The answer in short: `403 AccessDenied`."""
    reply = look.reply
    return f"{reply.status} {reply.code}" if reply.code else str(reply.status)


def _compare(look: Look, value: str, observed: str | None) -> tuple[str, bool]:
    match value:
        case "$any":
            return "present", bool(observed)
        case "$key-md5":
            key = look.names.customer_key(look.step)
            expected = md5_base64(key) if key is not None else "the MD5 of the customer key"
            return expected, observed == expected
        case "$kms-key":
            return _kms(look, observed)
        case _:
            expected = look.names.keys.fill(value)
            return expected, observed == expected


def _kms(look: Look, observed: str | None) -> tuple[str, bool]:
    name = look.step.expect.kms_key or getattr(getattr(look.step, "sse", None), "kms_key", None)
    if name in {None, "any"}:
        return "the id of a KMS key", bool(observed)
    key = look.names.kms_key(str(name))
    return f"the id of the KMS key {key.full or key.id}", names_key(observed, key)


def _status_key(look: Look) -> str:
    ranged = f"{look.verb}-range"
    asked = look.operation.range is not None or look.operation.part_number is not None
    partial = asked or look.reply.ranged
    return ranged if partial and look.verb == "get-object" and ranged in look.spec.statuses else look.verb
