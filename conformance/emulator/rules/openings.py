"""Who gets at the plaintext of an object: the customer key it is under, or the KMS key that wraps its data key."""

from dataclasses import dataclass

from conformance.emulator.call import Call
from conformance.emulator.encryption import CustomerKey, Keeping
from conformance.emulator.faults.customer_keys import NO_KEY_READS_CIPHERTEXT, opens_anyway, skips_key_check
from conformance.emulator.faults.kms_keys import DISABLED_KEY_STILL_DECRYPTS, check_material
from conformance.emulator.objects import StoredObject
from conformance.emulator.rules.kms_keys import check_usable
from conformance.emulator.rules.rule import Rule
from conformance.emulator.sealing import DataKey
from conformance.emulator.vault import CustomerLock, KmsLock, WrongKeyError

CUSTOMER_OBJECT_NEEDS_KEY = Rule(
    name="customer-object-needs-key",
    serves=(
        "obs:N67",
        "obs:N68",
        "s3:ssec.get-nokey",
        "s3:ssec.head-nokey",
        "s3:ssec.attributes-nokey",
        "cos:N45",
        "cos:N46",
        "cos:N47",
        "s3:ssec.zero-nokey",
        "s3:mpu.get-nokey",
    ),
    summary="An object under a customer's key is not shown without a key.",
)
CUSTOMER_KEY_MUST_OPEN = Rule(
    name="customer-key-must-open",
    serves=(
        "obs:N75",
        "s3:ssec.get-wrongkey",
        "s3:ssec.head-wrongkey",
        "s3:ver.old-wrongkey",
        "s3:ssec.zero-wrongkey",
        "cos:N47",
        "s3:ssec.get-short-key",
        "s3:pre.get-wrongkey",
        "s3:ssec.attributes-wrongkey",
    ),
    summary="An object under a customer's key is not shown to another key.",
)
CUSTOMER_HEADERS_ONLY_ON_CUSTOMER_OBJECTS = Rule(
    name="customer-headers-only-on-customer-objects",
    serves=("s3:ssec.get-plain-with-key", "s3:kms.get-with-ssec", "s3:ssec.head-plain-with-key", "s3:pre.get-plain"),
    summary="Reading any other object with a customer's key is refused.",
)
COPY_SOURCE_NEEDS_KEY = Rule(
    name="copy-source-needs-key",
    serves=(
        "obs:N86",
        "obs:N100",
        "s3:copy.ssec-nosrckey",
        "s3:mpu.partcopy-nosrckey",
        "cos:N56",
        "s3:copy.ssec-onlydst",
        "s3:copy.source-key",
    ),
    summary="An object under a customer's key is not copied without its key.",
)
SOURCE_KEY_MUST_OPEN = Rule(
    name="source-key-must-open",
    serves=("obs:N86", "obs:N100", "s3:copy.ssec-wrongsrckey", "s3:mpu.partcopy-wrongsrckey", "cos:N47", "cos:N56"),
    summary="An object under a customer's key is not copied with another key.",
)
SOURCE_HEADERS_ONLY_ON_CUSTOMER_OBJECTS = Rule(
    name="source-headers-only-on-customer-objects",
    serves=("s3:copy.plain-with-srckey",),
    summary="Copying any other object with a source key is refused.",
)
APPEND_NEEDS_OBJECT_KEY = Rule(
    name="append-needs-object-key",
    serves=("obs:N110",),
    summary="An object under a customer's key is not appended to without its key.",
)
RULES = (
    CUSTOMER_OBJECT_NEEDS_KEY,
    CUSTOMER_KEY_MUST_OPEN,
    CUSTOMER_HEADERS_ONLY_ON_CUSTOMER_OBJECTS,
    COPY_SOURCE_NEEDS_KEY,
    SOURCE_KEY_MUST_OPEN,
    SOURCE_HEADERS_ONLY_ON_CUSTOMER_OBJECTS,
    APPEND_NEEDS_OBJECT_KEY,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningRules:
    """The rules about opening an object for one purpose."""

    needed: Rule
    opens: Rule
    applicable: Rule


READ = OpeningRules(
    needed=CUSTOMER_OBJECT_NEEDS_KEY,
    opens=CUSTOMER_KEY_MUST_OPEN,
    applicable=CUSTOMER_HEADERS_ONLY_ON_CUSTOMER_OBJECTS,
)
COPY = OpeningRules(
    needed=COPY_SOURCE_NEEDS_KEY, opens=SOURCE_KEY_MUST_OPEN, applicable=SOURCE_HEADERS_ONLY_ON_CUSTOMER_OBJECTS
)
APPEND = OpeningRules(
    needed=APPEND_NEEDS_OBJECT_KEY,
    opens=CUSTOMER_KEY_MUST_OPEN,
    applicable=CUSTOMER_HEADERS_ONLY_ON_CUSTOMER_OBJECTS,
)


def check_key(call: Call, stored: StoredObject, key: CustomerKey | None, rules: OpeningRules) -> DataKey | None:
    """Check the customer key that a request brings for an object, whether or not its data is wanted.

    Returns the data key of an object under a customer's key; raises `Refused` where the key is missing, another one,
    or of no use for the object.
    """
    if isinstance(stored.keeping.lock, CustomerLock):
        if skips_key_check(call, stored):
            return call.world.vault.open_anyway(stored.keeping.lock, stored.keeping.encryption.cipher)
        if key is None and call.faults.on(NO_KEY_READS_CIPHERTEXT):
            return None
        return _open_with_customer_key(call, stored.keeping, stored.keeping.lock, key, rules)
    if call.rules.on(rules.applicable) and key is not None:
        raise call.rules.refusal(rules.applicable)
    return None


def open_data(call: Call, stored: StoredObject, key: CustomerKey | None, rules: OpeningRules) -> DataKey | None:
    """The data key of an object, None for a plain one; raises `Refused` where the caller may not have it."""
    data_key = check_key(call, stored, key, rules)
    return data_key or open_lock(call, stored.keeping)


def open_lock(call: Call, keeping: Keeping) -> DataKey | None:
    """Open a lock that takes no customer's key; raises `Refused` where the KMS key cannot be used."""
    if keeping.lock is None or isinstance(keeping.lock, CustomerLock):
        return None
    if isinstance(keeping.lock, KmsLock) and not call.faults.on(DISABLED_KEY_STILL_DECRYPTS):
        check_usable(call, call.world.kms.key(keeping.lock.wrapped.key_id))
        check_material(call, keeping.lock.wrapped)
    return call.world.vault.open(keeping.lock, keeping.encryption.cipher)


def _open_with_customer_key(
    call: Call, keeping: Keeping, lock: CustomerLock, key: CustomerKey | None, rules: OpeningRules
) -> DataKey:
    vault, cipher = call.world.vault, keeping.encryption.cipher
    if key is None:
        if call.rules.on(rules.needed):
            raise call.rules.refusal(rules.needed)
        return vault.open_without_key(lock, cipher)
    try:
        return vault.open(lock, cipher, key.secret)
    except WrongKeyError:
        if call.rules.on(rules.opens) and not opens_anyway(call, key, keeping.encryption):
            raise call.rules.refusal(rules.opens) from None
        return vault.open_without_key(lock, cipher)
