"""Faults about the bucket's default encryption."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from conformance.emulator.call import Call
from conformance.emulator.encryption import BucketDefault, Encryption, Mode
from conformance.emulator.errors import Problem, Refused
from conformance.emulator.faults.fault import Fault
from conformance.emulator.sealing import Cipher
from conformance.emulator.store import Bucket
from conformance.emulator.verbs import Verb
from conformance.emulator.xml import Element

BLOCKED_KEYS_NOT_SHOWN = Fault(
    name="blocked-keys-not-shown",
    summary="The configuration that is read does not say whether customer keys are blocked.",
    statements=("s3:bkt.block-ssec",),
)
DEFAULT_NOT_INHERITED_BY_COPY = Fault(
    name="default-not-inherited-by-copy",
    summary="Copies do not take the destination bucket's default encryption.",
    statements=("obs:N116", "s3:bkt.copy-inherits"),
    precedent="getmoto/moto#4172",
)
DEFAULT_NOT_INHERITED_BY_MULTIPART = Fault(
    name="default-not-inherited-by-multipart",
    summary="Multipart uploads do not take the bucket's default encryption.",
    statements=("obs:N116", "s3:bkt.mpu-inherits", "oss:S33", "cos:N72"),
    precedent="sivchari/kumo#846",
)
DEFAULT_NOT_INHERITED_BY_POST = Fault(
    name="default-not-inherited-by-post",
    summary="Form uploads do not take the bucket's default encryption.",
    statements=("obs:N116", "oss:S33", "cos:N72"),
)
DEFAULT_NOT_INHERITED_BY_APPEND = Fault(
    name="default-not-inherited-by-append",
    summary="Appendable objects do not take the bucket's default encryption.",
    statements=("obs:N116", "oss:S33", "cos:N72"),
)
DEFAULT_KEY_NOT_INHERITED = Fault(
    name="default-key-not-inherited",
    summary="Objects take the default's method, and the account's default key in place of the key that it names.",
    statements=("s3:bkt.inherit-kms", "oss:S33", "cos:N70"),
    precedent="pgsty/silo#167",
)
INFO_HIDES_DEFAULT = Fault(
    name="info-hides-default",
    summary="The bucket's information says that it has no default encryption, whatever it has.",
    statements=("oss:S57",),
)
BUCKET_DEFAULT_FORGOTTEN = Fault(
    name="bucket-default-forgotten",
    summary="Setting a default is answered with success, and nothing is kept of it.",
    statements=(
        "s3:bkt.get-aes",
        "oss:op.read-default",
        "cos:op.read-default",
        "s3:bkt.put-aes",
        "s3:bkt.put-kms",
        "obs:N115",
        "oss:op.set-default",
    ),
)
BUCKET_DEFAULT_FORGETS_KEY = Fault(
    name="bucket-default-forgets-key",
    summary="A default under a named key is kept without the key.",
    statements=("s3:bkt.get-kms", "oss:S42", "cos:N70", "s3:bkt.key-as-set", "obs:N119"),
)
BUCKET_DEFAULT_FORGETS_CIPHER = Fault(
    name="bucket-default-forgets-cipher",
    summary="A default that names SM4 is kept without it.",
    statements=("obs:N121", "oss:S43", "cos:bucket.kms-algorithm"),
)
BUCKET_DEFAULT_KEEPS_EARLIER_KEY = Fault(
    name="bucket-default-keeps-earlier-key",
    summary="A default that names no key takes over the key of the one before, also of one that was removed.",
    statements=("cos:bucket.replaced",),
    precedent="scality/cloudserver#5700",
)
BUCKET_DEFAULT_KEEPS_EARLIER_CIPHER = Fault(
    name="bucket-default-keeps-earlier-cipher",
    summary="A default that names no SM4 takes over that of the one before.",
    statements=("cos:bucket.replaced",),
)
BUCKET_DEFAULT_RETROACTIVE = Fault(
    name="bucket-default-retroactive",
    summary="Objects are shown with the bucket's default of today, and not as they were uploaded.",
    statements=("s3:bkt.not-retroactive", "oss:S35", "cos:N71", "obs:N13", "obs:N123"),
)
BUCKET_DEFAULT_SURVIVES_REMOVAL = Fault(
    name="bucket-default-survives-removal",
    summary="Removing the default is answered with success, and it stays.",
    statements=("s3:bkt.get-deleted", "oss:S44", "cos:N77", "s3:bkt.delete", "obs:N123"),
)
REMOVAL_NEEDS_DEFAULT = Fault(
    name="removal-needs-default",
    summary="Removing a default that is not there is refused.",
    statements=("s3:bkt.delete-again",),
)
REMOVAL_DELETES_BUCKET = Fault(
    name="removal-deletes-bucket",
    summary="Removing the default of an empty bucket removes the bucket.",
    statements=("s3:bkt.after-delete", "oss:S45", "cos:N78"),
)
SETTING_CREATES_BUCKET = Fault(
    name="setting-creates-bucket",
    summary="Setting the default of a bucket that does not exist creates it.",
    statements=(
        "s3:bkt.put-nobucket",
        "oss:err.no-such-bucket",
        "cos:err.no-such-bucket",
        "s3:bkt.get-nobucket",
        "s3:bkt.delete-nobucket",
        "obs:err.no-such-bucket",
    ),
)
ANY_DOCUMENT_IS_A_CONFIGURATION = Fault(
    name="any-document-is-a-configuration",
    summary="Whatever is sent for a default encryption configuration is answered with success.",
    statements=("s3:bkt.put-notxml", "cos:err.malformed-xml", "obs:err.malformed-xml"),
)
REFUSED_CONFIGURATION_REMOVES_DEFAULT = Fault(
    name="refused-configuration-removes-default",
    summary="A configuration that is refused takes away the default that was there.",
)
ODD_CONFIGURATION_IS_SERVER_ERROR = Fault(
    name="odd-configuration-is-server-error",
    summary="A default that names what there is not, or twice, is answered with an error of the store.",
)
UNSET_DEFAULT_IS_AN_ERROR = Fault(
    name="unset-default-is-an-error",
    summary="Reading a default that was never set is refused where the store has one of its own.",
    statements=("s3:bkt.get-fresh", "s3:bkt.get-deleted"),
    precedent="ceph/s3-tests#613",
)

_NOT_INHERITED: Mapping[Fault, Verb] = {
    DEFAULT_NOT_INHERITED_BY_COPY: Verb.COPY_OBJECT,
    DEFAULT_NOT_INHERITED_BY_MULTIPART: Verb.INITIATE_MULTIPART,
    DEFAULT_NOT_INHERITED_BY_POST: Verb.POST_OBJECT,
    DEFAULT_NOT_INHERITED_BY_APPEND: Verb.APPEND_OBJECT,
}


def is_not_inherited(call: Call) -> bool:
    """Whether a write overlooks its bucket's default."""
    return any(call.verb is verb and call.faults.on(fault) for fault, verb in _NOT_INHERITED.items())


def kept(call: Call, bucket: Bucket, new: BucketDefault | None) -> BucketDefault | None:
    """What is kept of a default that is set; None where a configuration sets none."""
    on = call.faults.on
    if on(BUCKET_DEFAULT_FORGOTTEN):
        return bucket.default
    if new is None:
        return new
    if new.kms_key and on(BUCKET_DEFAULT_FORGETS_KEY):
        return replace(new, kms_key="", method=replace(new.method, kms_key_id=""))
    if new.method.cipher is Cipher.SM4 and on(BUCKET_DEFAULT_FORGETS_CIPHER):
        return replace(new, method=replace(new.method, cipher=Cipher.AES256))
    return _mixed(call, bucket.default or bucket.removed_default, new)


def _mixed(call: Call, earlier: BucketDefault | None, new: BucketDefault) -> BucketDefault:
    """A new default with something of an earlier one."""
    on = call.faults.on
    if earlier is None:
        return new
    if not new.kms_key and on(BUCKET_DEFAULT_KEEPS_EARLIER_KEY):
        return replace(new, kms_key=earlier.kms_key, method=replace(new.method, kms_key_id=earlier.method.kms_key_id))
    if earlier.method.cipher is not new.method.cipher and on(BUCKET_DEFAULT_KEEPS_EARLIER_CIPHER):
        return replace(new, method=replace(new.method, cipher=earlier.method.cipher))
    return new


def removed(call: Call, bucket: Bucket) -> BucketDefault | None:
    """What is left of a default that is removed; raises `Refused`."""
    if bucket.default is None and call.faults.on(REMOVAL_NEEDS_DEFAULT):
        raise Refused(Problem(404, "ServerSideEncryptionConfigurationNotFoundError", "There is nothing to remove."))
    if call.faults.on(REMOVAL_DELETES_BUCKET) and bucket.is_empty:
        call.world.store.remove(bucket)
    if call.faults.on(BUCKET_DEFAULT_KEEPS_EARLIER_KEY) or call.faults.on(BUCKET_DEFAULT_RETROACTIVE):
        bucket.removed_default = bucket.default or bucket.removed_default
    return bucket.default if call.faults.on(BUCKET_DEFAULT_SURVIVES_REMOVAL) else None


def before_setting(call: Call) -> None:
    """Do what is done before anybody looks at a configuration."""
    name = call.place.bucket or ""
    bucket = call.world.store.find(name)
    if bucket is None and call.faults.on(SETTING_CREATES_BUCKET):
        call.world.store.add(Bucket(name=name, owner=call.owner))
    if bucket is not None and call.faults.on(REFUSED_CONFIGURATION_REMOVES_DEFAULT):
        bucket.default = None


def check_odd(call: Call, rules: Sequence[Element]) -> None:
    """Break down over a configuration that is not plain; raises `Refused`."""
    if not call.faults.on(ODD_CONFIGURATION_IS_SERVER_ERROR):
        return
    elements = [element for rule in rules for element in (rule, *rule.children())]
    form = call.dialect.default_form
    named = [element.value("KMSMasterKeyID") for element in elements]
    ciphers = {element.value(form.cipher) for element in elements} - {""}
    word = next((word for element in elements if (word := element.value("SSEAlgorithm"))), "")
    kms = word in form.words and form.words[word][0].uses_kms
    ids = (key.id for key in call.world.kms.keys())  # noqa: SIM118 - not a dictionary
    known = {"", *ids}
    odd_cipher = bool(ciphers - {cipher.value for cipher in Cipher}) or (bool(ciphers) and not kms)
    twice = any(len(rule.children(name)) > 1 for rule in rules for name in form.apply)
    if len(rules) != 1 or twice or odd_cipher or any(name.rpartition("/")[2] not in known for name in named):
        raise Refused(Problem(500, "InternalError", "We encountered an internal error."))


def check_unset(call: Call, default: BucketDefault | None) -> None:
    """Refuse to show what the store does of its own accord; raises `Refused`."""
    if default is None and call.faults.on(UNSET_DEFAULT_IS_AN_ERROR):
        raise Refused(Problem(404, "ServerSideEncryptionConfigurationNotFoundError", "There is none."))


def as_of_today(call: Call, encryption: Encryption) -> Encryption:
    """The encryption that answers show for an object: its own, or that of its bucket."""
    bucket = call.bucket()
    default = bucket.default
    if not call.faults.on(BUCKET_DEFAULT_RETROACTIVE) or encryption.mode is Mode.CUSTOMER:
        return encryption
    if default is None:
        return Encryption(mode=Mode.NONE) if bucket.removed_default else encryption
    method = default.method
    key = method.kms_key_id or call.world.kms.default_key(call.owner).id
    return Encryption(mode=method.mode, cipher=method.cipher, kms_key_id=key if method.mode.uses_kms else "")
