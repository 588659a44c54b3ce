"""The encryption of what is written: its own method, else the bucket's default, else what the store does by itself."""

from dataclasses import replace

from conformance.emulator.call import Call
from conformance.emulator.encryption import Encryption, Keeping, Method, Mode
from conformance.emulator.faults import at_rest
from conformance.emulator.faults.bucket_defaults import DEFAULT_KEY_NOT_INHERITED, is_not_inherited
from conformance.emulator.faults.kms_keys import KMS_KEY_ONLY_SHOWN
from conformance.emulator.kms import Key
from conformance.emulator.rules.contexts import context_map
from conformance.emulator.rules.kms_keys import check_usable, default_key, find_key
from conformance.emulator.rules.methods import brings_customer_headers, own_method
from conformance.emulator.rules.rule import Rule
from conformance.emulator.rules.transport import check_transport
from conformance.emulator.sealing import DataKey
from conformance.emulator.store import Bucket
from conformance.emulator.vault import Lock
from conformance.emulator.verbs import Verb

UPLOADS_INHERIT_BUCKET_DEFAULT = Rule(
    name="bucket-default-inherited",
    serves=(
        "obs:N116",
        "s3:bkt.inherit-aes",
        "s3:bkt.inherit-kms",
        "s3:bkt.copy-inherits",
        "s3:bkt.mpu-inherits",
        "oss:S33",
        "cos:N72",
    ),
    summary="What names no method is encrypted as the bucket's default says.",
)
OWN_METHOD_WINS = Rule(
    name="own-method-wins",
    serves=("obs:N117", "s3:bkt.override-aes", "s3:bkt.override-ssec", "oss:S34", "cos:N72"),
    summary="A request's own method is used, whatever the bucket's default says.",
)
MANAGED_BY_DEFAULT = Rule(
    name="managed-by-default",
    serves=("s3:s3.implicit", "s3:copy.c-to-plain"),
    summary="What no method is chosen for is encrypted under the store's own key.",
)
COPIES_DO_NOT_INHERIT = Rule(
    name="copies-do-not-inherit",
    serves=("oss:S27", "cos:N61"),
    summary="A copy that names no method is not encrypted, whatever the bucket's default says.",
)
NEW_BUCKETS_BLOCK_CUSTOMER_KEYS = Rule(
    name="new-buckets-block-customer-keys",
    serves=("s3:bkt.block-ssec",),
    summary="A new bucket refuses writes under a customer's key until it is told otherwise (since April 2026).",
)
BLOCKED_CUSTOMER_KEYS_ARE_REFUSED = Rule(
    name="blocked-customer-keys-refused",
    serves=("s3:bkt.block-ssec-put",),
    summary="A bucket that blocks customer keys refuses them, before it looks at the key.",
)
RULES = (
    UPLOADS_INHERIT_BUCKET_DEFAULT,
    OWN_METHOD_WINS,
    MANAGED_BY_DEFAULT,
    COPIES_DO_NOT_INHERIT,
    NEW_BUCKETS_BLOCK_CUSTOMER_KEYS,
    BLOCKED_CUSTOMER_KEYS_ARE_REFUSED,
)


def method_for_write(call: Call, bucket: Bucket) -> Method:
    """The method that a write uses; raises `Refused` where what it asks for is not in order."""
    if brings_customer_headers(call):
        check_transport(call, Mode.CUSTOMER)
        _check_not_blocked(call, bucket)
    own = own_method(call)
    wins = own is not None and call.rules.on(OWN_METHOD_WINS)
    method = own if wins else (_inherited(call, bucket) or own)
    method = method or Method(mode=Mode.MANAGED if call.rules.on(MANAGED_BY_DEFAULT) else Mode.NONE)
    check_transport(call, method.mode)
    return method


def keep_new(call: Call, method: Method) -> Keeping:
    """Make a data key for new data and lock it away; raises `Refused` where the KMS key cannot be used."""
    if method.mode is Mode.NONE:
        return Keeping(Encryption(mode=Mode.NONE), None)
    kms_key = _kms_key(call, method)
    key = _data_key(call, method)
    encryption = Encryption(
        mode=method.mode,
        cipher=method.cipher,
        customer_key_md5=method.customer_key.md5 if method.customer_key else "",
        kms_key_id=kms_key.id if kms_key else "",
        context=method.context,
        bucket_key=method.bucket_key,
    )
    return Keeping(encryption, _lock(call, method, key, kms_key), key)


def sealing_key(call: Call, keeping: Keeping) -> DataKey | None:
    """The key that data is sealed with: the open data key, but for a store that only claims to encrypt."""
    return None if at_rest.stores_plain(call, keeping) else keeping.key


def _inherited(call: Call, bucket: Bucket) -> Method | None:
    if bucket.default is None or not call.rules.on(UPLOADS_INHERIT_BUCKET_DEFAULT):
        return None
    stands_alone = call.rules.on(COPIES_DO_NOT_INHERIT) and call.verb is Verb.COPY_OBJECT
    if stands_alone or is_not_inherited(call):
        return None
    method = bucket.default.method
    if call.faults.on(DEFAULT_KEY_NOT_INHERITED):
        return replace(method, kms_key_id="")
    if bucket.default.kms_key and not method.kms_key_id:
        return replace(method, kms_key_id=find_key(call, bucket.default.kms_key).id)
    return method


def _check_not_blocked(call: Call, bucket: Bucket) -> None:
    if call.rules.on(BLOCKED_CUSTOMER_KEYS_ARE_REFUSED) and bucket.blocks_customer_keys:
        raise call.rules.refusal(BLOCKED_CUSTOMER_KEYS_ARE_REFUSED, bucket=bucket.name, key=call.place.key)


def _kms_key(call: Call, method: Method) -> Key | None:
    if not method.mode.uses_kms:
        return None
    key = call.world.kms.key(method.kms_key_id) if method.kms_key_id else default_key(call)
    check_usable(call, key)
    return key


def _data_key(call: Call, method: Method) -> DataKey:
    """A fresh data key for every object, but for a store that makes none."""
    customer_key = method.customer_key.secret if method.customer_key else b""
    return at_rest.data_key(call, method.cipher, customer_key) or DataKey.generate(method.cipher)


def _lock(call: Call, method: Method, key: DataKey, kms_key: Key | None) -> Lock:
    vault = call.world.vault
    if method.customer_key is not None:
        return vault.under_customer_key(key, method.customer_key.secret)
    if kms_key is not None:
        wrapping = default_key(call) if call.faults.on(KMS_KEY_ONLY_SHOWN) else kms_key
        return vault.under_kms_key(key, wrapping, context_map(call, method.context))
    return vault.under_store_key(key)
