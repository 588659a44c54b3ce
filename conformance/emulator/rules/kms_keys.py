"""SSE-KMS: which key a request names, whether it can be used, and by whom."""

from conformance.emulator.accounts import ACCOUNTS, MAIN_ACCOUNT, Account
from conformance.emulator.auth.result import Verified
from conformance.emulator.call import Call
from conformance.emulator.encryption import Mode
from conformance.emulator.kms import Key, KeyState
from conformance.emulator.rules.rule import Rule

KMS_KEY_MUST_EXIST = Rule(
    name="kms-key-exists",
    serves=(
        "obs:N38",
        "s3:kms.put-unknown",
        "s3:kms.put-unknown-uuid",
        "s3:copy.kms-fakekey",
        "s3:mpu.kms-fakekey",
        "oss:err.kms-key-unknown",
        "cos:N37",
        "s3:kms.error-not-found",
    ),
    summary="A KMS key that is named exists.",
)
KMS_MUST_BE_ACTIVATED = Rule(
    name="kms-activated",
    serves=("oss:S19", "cos:N34"),
    summary="Who has not turned the KMS on writes nothing under its keys.",
)
KMS_KEY_ID_MUST_BE_ONE = Rule(
    name="kms-key-id-form",
    serves=("oss:err.kms-key-malformed",),
    summary="A KMS key id has the form of one.",
)
KMS_ALIAS_MUST_EXIST = Rule(
    name="kms-alias-exists",
    serves=("oss:err.kms-alias-unknown",),
    summary="A KMS key's alias that is named exists.",
)
KMS_NOT_FOR_ANONYMOUS = Rule(
    name="kms-not-for-anonymous",
    serves=("oss:S50", "cos:N15", "oss:err.kms-forbidden"),
    summary="Nobody gets near an object under a KMS key without a signature, however public it is.",
)
ENCRYPTED_NOT_FOR_ANONYMOUS = Rule(
    name="encrypted-not-for-anonymous",
    serves=("cos:N14",),
    summary="Nobody reads an encrypted object without a signature, however public it is.",
)
KMS_KEY_MUST_BE_ENABLED = Rule(
    name="kms-key-enabled",
    serves=(
        "obs:N37",
        "s3:kms.get",
        "s3:kms.put",
        "oss:S51",
        "cos:N37",
        "s3:kms.disabled-put",
        "s3:kms.disabled-get",
        "s3:kms.error-disabled",
    ),
    summary="A disabled KMS key neither encrypts nor decrypts.",
)
KMS_KEY_MUST_NOT_BE_PENDING = Rule(
    name="kms-key-not-pending",
    serves=("obs:N39", "obs:N40", "obs:N41", "s3:kms.get", "oss:S51", "s3:kms.pending-get", "s3:kms.error-state"),
    summary="A KMS key whose deletion is scheduled neither encrypts nor decrypts.",
)
KMS_KEY_MUST_NOT_BE_DELETED = Rule(
    name="kms-key-not-deleted",
    serves=("obs:N35", "obs:N39", "obs:N40", "obs:N41", "cos:N37"),
    summary="What is under a KMS key that was deleted is not read, copied or gone on with.",
)
KMS_KEY_STAYS_WITH_ITS_OWNER = Rule(
    name="kms-key-stays-with-its-owner",
    serves=(
        "obs:N31",
        "obs:N32",
        "obs:N33",
        "obs:N48",
        "oss:S48",
        "oss:S49",
        "obs:N34",
        "oss:S47",
        "oss:err.kms-forbidden",
    ),
    summary="Only the account that owns a KMS key writes and reads under it, whatever a policy or ACL allows.",
)
KMS_NEEDS_V4 = Rule(
    name="kms-needs-v4",
    serves=("obs:N44", "s3:kms.put"),
    summary="Requests that involve the KMS are signed with Signature Version 4.",
)
RULES = (
    KMS_KEY_MUST_EXIST,
    KMS_MUST_BE_ACTIVATED,
    KMS_KEY_ID_MUST_BE_ONE,
    KMS_ALIAS_MUST_EXIST,
    KMS_NOT_FOR_ANONYMOUS,
    ENCRYPTED_NOT_FOR_ANONYMOUS,
    KMS_KEY_MUST_BE_ENABLED,
    KMS_KEY_MUST_NOT_BE_PENDING,
    KMS_KEY_MUST_NOT_BE_DELETED,
    KMS_KEY_STAYS_WITH_ITS_OWNER,
    KMS_NEEDS_V4,
)


def find_key(call: Call, text: str) -> Key:
    """The key that a request names, in any form of its dialect; raises `Refused` where there is none."""
    _check_activated(call)
    key = look_up(call, text)
    if key is not None:
        return key
    if call.rules.on(KMS_KEY_ID_MUST_BE_ONE) and not call.dialect.kms.is_name(text):
        raise call.rules.refusal(KMS_KEY_ID_MUST_BE_ONE, name=text)
    if call.rules.on(KMS_ALIAS_MUST_EXIST) and text.startswith("alias/"):
        raise call.rules.refusal(KMS_ALIAS_MUST_EXIST, name=text)
    if call.rules.on(KMS_KEY_MUST_EXIST):
        unknown = call.dialect.kms.unknown(text, call.account or MAIN_ACCOUNT, call.world.region)
        raise call.rules.refusal(KMS_KEY_MUST_EXIST, unknown=unknown)
    return default_key(call)


def look_up(call: Call, text: str) -> Key | None:
    """The key of a name; None where there is none."""
    forms, region = call.dialect.kms.forms, call.world.region
    keys = call.world.kms.keys()
    there = (key for key in keys if key.state is not KeyState.DELETED)
    return next((key for key in there if text in forms(key, account_of(key), region)), None)


def default_key(call: Call) -> Key:
    """The key that the service makes for the caller's account; raises `Refused` where that has no KMS."""
    _check_activated(call)
    return call.world.kms.default_key(call.owner)


def check_not_anonymous(call: Call, mode: Mode) -> None:
    """Check who reads about an object in a mode; raises `Refused`."""
    if call.rules.on(ENCRYPTED_NOT_FOR_ANONYMOUS) and mode is not Mode.NONE and call.account is None:
        raise call.rules.refusal(ENCRYPTED_NOT_FOR_ANONYMOUS)
    if call.rules.on(KMS_NOT_FOR_ANONYMOUS) and mode.uses_kms and call.account is None:
        raise call.rules.refusal(KMS_NOT_FOR_ANONYMOUS)


def check_usable(call: Call, key: Key) -> None:
    """Check that the caller can use a key now; raises `Refused`."""
    shown = full_id(call, key)
    if call.rules.on(KMS_NEEDS_V4) and not (isinstance(call.signer, Verified) and call.signer.scheme == "aws-v4"):
        raise call.rules.refusal(KMS_NEEDS_V4)
    if call.rules.on(KMS_KEY_STAYS_WITH_ITS_OWNER) and (call.account is None or call.account.number != key.account):
        raise call.rules.refusal(KMS_KEY_STAYS_WITH_ITS_OWNER)
    if call.rules.on(KMS_KEY_MUST_BE_ENABLED) and key.state is KeyState.DISABLED:
        raise call.rules.refusal(KMS_KEY_MUST_BE_ENABLED, key=shown)
    if call.rules.on(KMS_KEY_MUST_NOT_BE_PENDING) and key.state is KeyState.PENDING_DELETION:
        raise call.rules.refusal(KMS_KEY_MUST_NOT_BE_PENDING, key=shown)
    if call.rules.on(KMS_KEY_MUST_NOT_BE_DELETED) and key.state is KeyState.DELETED:
        raise call.rules.refusal(KMS_KEY_MUST_NOT_BE_DELETED, key=shown)


def full_id(call: Call, key: Key) -> str:
    """A key's id in the dialect's long form."""
    return call.dialect.kms.full(key, account_of(key), call.world.region)


def account_of(key: Key) -> Account:
    """The account that owns a key."""
    return next(account for account in ACCOUNTS.values() if account.number == key.account)


def _check_activated(call: Call) -> None:
    if call.rules.on(KMS_MUST_BE_ACTIVATED) and not call.world.kms.serves(call.owner):
        raise call.rules.refusal(KMS_MUST_BE_ACTIVATED)
