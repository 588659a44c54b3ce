"""Copies: no body, something changed, and what a copy onto itself may not undo."""

from conformance.emulator.call import Call
from conformance.emulator.encryption import Method, Mode
from conformance.emulator.objects import StoredObject
from conformance.emulator.rules.rule import Rule

COPY_HAS_NO_BODY = Rule(
    name="copy-has-no-body",
    serves=("obs:N91",),
    summary="A copy has no request body.",
)
SELF_COPY_CHANGES_SOMETHING = Rule(
    name="self-copy-changes-something",
    serves=("s3:copy.self-nochange", "s3:copy.self-with-default"),
    summary="A copy of an object onto itself changes its metadata, storage class or encryption.",
)
SELF_COPY_REPLACES_METADATA = Rule(
    name="self-copy-replaces-metadata",
    serves=("cos:N63",),
    summary="A copy of an object onto itself replaces its metadata.",
)
SELF_COPY_STAYS_ENCRYPTED = Rule(
    name="self-copy-stays-encrypted",
    serves=("obs:N89",),
    summary="A copy of an encrypted object onto itself is encrypted.",
)
COPY_STAYS_ENCRYPTED = Rule(
    name="copy-stays-encrypted",
    serves=("obs:N89",),
    summary="A copy of an encrypted object is encrypted.",
)
SELF_COPY_KEEPS_APPENDABLE_METHOD = Rule(
    name="self-copy-keeps-appendable-method",
    serves=("oss:S31",),
    summary="A copy of an object that was made by appending onto itself does not change its method.",
)
APPENDABLE_IS_NOT_COPIED = Rule(
    name="appendable-is-not-copied",
    serves=("cos:N65",),
    summary="An object that was made by appending is no source of a copy.",
)
DIRECTIVE_MUST_BE_KNOWN = Rule(
    name="metadata-directive-known",
    serves=("s3:copy.self-sse", "obs:err.metadata-directive"),
    summary="The metadata directive is one of two words.",
)
RULES = (
    COPY_HAS_NO_BODY,
    SELF_COPY_CHANGES_SOMETHING,
    SELF_COPY_REPLACES_METADATA,
    SELF_COPY_STAYS_ENCRYPTED,
    COPY_STAYS_ENCRYPTED,
    SELF_COPY_KEEPS_APPENDABLE_METHOD,
    APPENDABLE_IS_NOT_COPIED,
    DIRECTIVE_MUST_BE_KNOWN,
)


def check_no_body(call: Call) -> None:
    """Check that nothing is sent along; raises `Refused` without reading it."""
    length, coding = call.header("content-length") or "0", call.header("transfer-encoding")
    if call.rules.on(COPY_HAS_NO_BODY) and (length != "0" or coding is not None):
        raise call.rules.refusal(COPY_HAS_NO_BODY)


def replaces_metadata(call: Call) -> bool:
    """Whether the copy takes its metadata from the request; raises `Refused` for an unknown directive."""
    keep, replace = (word.upper() for word in call.dialect.directives)
    directive = (call.header(call.names.of("metadata-directive")) or keep).upper()
    if call.rules.on(DIRECTIVE_MUST_BE_KNOWN) and directive not in {keep, replace}:
        raise call.rules.refusal(DIRECTIVE_MUST_BE_KNOWN, value=directive)
    return directive == replace


def check_change(call: Call, *, onto_itself: bool, replaces: bool, bucket_has_default: bool) -> None:
    """Check that a copy onto itself changes something; raises `Refused`."""
    names = call.names
    telling = (names.sse, *names.target_key.all, names.of("storage-class"), names.of("website-redirect-location"))
    changes = replaces or bucket_has_default or any(call.header(name) is not None for name in telling)
    if call.rules.on(SELF_COPY_CHANGES_SOMETHING) and onto_itself and not changes:
        raise call.rules.refusal(SELF_COPY_CHANGES_SOMETHING)
    if call.rules.on(SELF_COPY_REPLACES_METADATA) and onto_itself and not replaces:
        raise call.rules.refusal(SELF_COPY_REPLACES_METADATA)


def check_stays_encrypted(call: Call, source: StoredObject, method: Method, *, onto_itself: bool) -> None:
    """Check that a copy does not lay an encrypted object open; raises `Refused`."""
    opened = source.keeping.encryption.mode is not Mode.NONE and method.mode is Mode.NONE
    if call.rules.on(SELF_COPY_STAYS_ENCRYPTED) and opened and onto_itself:
        raise call.rules.refusal(SELF_COPY_STAYS_ENCRYPTED)
    if call.rules.on(COPY_STAYS_ENCRYPTED) and opened:
        raise call.rules.refusal(COPY_STAYS_ENCRYPTED)


def check_keeps_method(call: Call, source: StoredObject, method: Method, *, onto_itself: bool) -> None:
    """Check that a copy leaves alone what was settled by the first append; raises `Refused`."""
    if call.rules.on(APPENDABLE_IS_NOT_COPIED) and source.appendable:
        raise call.rules.refusal(APPENDABLE_IS_NOT_COPIED)
    encryption = source.keeping.encryption
    changed = (encryption.mode, encryption.cipher) != (method.mode, method.cipher)
    if call.rules.on(SELF_COPY_KEEPS_APPENDABLE_METHOD) and onto_itself and source.appendable and changed:
        raise call.rules.refusal(SELF_COPY_KEEPS_APPENDABLE_METHOD)
