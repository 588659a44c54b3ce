"""Faults of what lies on the disk: only who looks there sees them, as every answer is right."""

import hashlib

from conformance.emulator.call import Call
from conformance.emulator.encryption import Keeping, Mode
from conformance.emulator.faults.fault import Fault
from conformance.emulator.sealing import IV_BYTES, Cipher, DataKey
from conformance.emulator.verbs import Verb

STORES_PLAINTEXT = Fault(
    name="stores-plaintext",
    summary="Data is stored as it came; answers claim its encryption.",
    precedent="rustfs/rustfs#1397",
)
MANAGED_STORED_PLAIN = Fault(
    name="managed-stored-plain",
    summary="Data under the store's own key is stored as it came.",
    statements=("obs:N01", "oss:S01", "cos:N2"),
    precedent="rustfs/rustfs#1397",
)
KMS_STORED_PLAIN = Fault(name="kms-stored-plain", summary="Data under a KMS key is stored as it came.")
CUSTOMER_STORED_PLAIN = Fault(
    name="customer-stored-plain",
    summary="Data under a customer's key is stored as it came, though no other key opens it.",
    precedent="minio/minio#5511",
)
COPIES_STORED_PLAIN = Fault(
    name="copies-stored-plain", summary="A copy to an encrypted destination is stored as plaintext."
)
PARTS_STORED_PLAIN = Fault(
    name="parts-stored-plain", summary="The parts of an encrypted upload are stored as they came."
)
COPIED_PARTS_STORED_PLAIN = Fault(
    name="copied-parts-stored-plain", summary="Parts that are copied into an encrypted upload are stored as plaintext."
)
APPENDS_STORED_PLAIN = Fault(name="appends-stored-plain", summary="Appended data is stored as it came.")
FORMS_STORED_PLAIN = Fault(name="forms-stored-plain", summary="The file of a form is stored as it came.")
DEFAULT_STORED_PLAIN = Fault(
    name="default-stored-plain",
    summary="What the bucket's default encrypts is called encrypted and stored as it came.",
    statements=("obs:N116", "oss:S33", "cos:N72"),
)
ONE_KEYSTREAM_FOR_ALL = Fault(
    name="one-keystream-for-all",
    summary="One data key and one IV serve every object.",
    statements=("oss:S05",),
    precedent="rustfs/rustfs#3551",
)
COUNTER_STARTS_ANEW = Fault(
    name="counter-starts-anew",
    summary="Every part and every append of an object is sealed with the same keystream from its start.",
    precedent="ceph/ceph#69336",
)
KEYSTREAM_FROM_CUSTOMER_KEY = Fault(
    name="keystream-from-customer-key",
    summary="Key and IV are derived from the customer's key and the object's name: an upload again repeats them.",
    precedent="rustfs/rustfs#4576",
)

_BY_MODE = {MANAGED_STORED_PLAIN: Mode.MANAGED, KMS_STORED_PLAIN: Mode.KMS, CUSTOMER_STORED_PLAIN: Mode.CUSTOMER}
_BY_VERB = {
    COPIES_STORED_PLAIN: Verb.COPY_OBJECT,
    PARTS_STORED_PLAIN: Verb.UPLOAD_PART,
    COPIED_PARTS_STORED_PLAIN: Verb.COPY_PART,
    APPENDS_STORED_PLAIN: Verb.APPEND_OBJECT,
    FORMS_STORED_PLAIN: Verb.POST_OBJECT,
}
_WHOLE = frozenset({Verb.PUT_OBJECT, Verb.POST_OBJECT, Verb.COPY_OBJECT, Verb.APPEND_OBJECT})


def stores_plain(call: Call, keeping: Keeping) -> bool:
    """Whether a write keeps its data as it comes, whatever its answer says."""
    on = call.faults.on
    by_default = on(DEFAULT_STORED_PLAIN) and call.verb in _WHOLE and call.setting(call.names.sse) is None
    return (
        on(STORES_PLAINTEXT)
        or (by_default and keeping.encryption.mode is not Mode.CUSTOMER)
        or any(keeping.encryption.mode is mode and on(fault) for fault, mode in _BY_MODE.items())
        or any(call.verb is verb and on(fault) for fault, verb in _BY_VERB.items())
    )


def data_key(call: Call, cipher: Cipher, customer_key: bytes) -> DataKey | None:
    """The data key of a store that makes no fresh ones; None for any other."""
    if call.faults.on(ONE_KEYSTREAM_FOR_ALL):
        return DataKey(cipher, bytes(cipher.key_bytes))
    if customer_key and call.faults.on(KEYSTREAM_FROM_CUSTOMER_KEY):
        return DataKey(cipher, hashlib.sha256(customer_key + call.place.key.encode()).digest()[: cipher.key_bytes])
    return None


def fixed_iv(call: Call, key: DataKey | None) -> bytes | None:
    """The IV of a store that chooses no fresh ones; None for any other."""
    fixed = (ONE_KEYSTREAM_FOR_ALL, COUNTER_STARTS_ANEW, KEYSTREAM_FROM_CUSTOMER_KEY)
    if key is None or not any(call.faults.on(fault) for fault in fixed):
        return None
    return hashlib.sha256(key.secret).digest()[:IV_BYTES]
