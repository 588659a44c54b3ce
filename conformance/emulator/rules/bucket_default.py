"""The bucket's default encryption: what a configuration must be, and how it is read and shown."""

from collections.abc import Iterator
from dataclasses import replace

from conformance.emulator.call import Call
from conformance.emulator.dialects.dialect import DefaultForm, word_of
from conformance.emulator.encryption import BucketDefault, Method, Mode
from conformance.emulator.faults.bucket_defaults import BLOCKED_KEYS_NOT_SHOWN, check_odd, check_unset, kept
from conformance.emulator.rules.kms_keys import look_up
from conformance.emulator.rules.methods import own_method
from conformance.emulator.rules.rule import Rule
from conformance.emulator.sealing import Cipher
from conformance.emulator.store import Bucket
from conformance.emulator.xml import Element, Tree

BUCKET_ENCRYPTION_HAS_ONE_RULE = Rule(
    name="bucket-encryption-one-rule",
    serves=("s3:bkt.put-norules", "s3:bkt.put-tworules", "obs:N118", "cos:N68"),
    summary="A default encryption configuration has exactly one rule.",
)
BUCKET_ENCRYPTION_ALGORITHM_MUST_BE_KNOWN = Rule(
    name="bucket-encryption-algorithm-known",
    serves=("obs:N118", "s3:bkt.put-unknown-alg", "s3:bkt.put-lower-alg", "oss:S40", "cos:N69"),
    summary="A default encryption configuration names a documented algorithm.",
)
BUCKET_ENCRYPTION_NAMES_ALGORITHM = Rule(
    name="bucket-encryption-names-algorithm",
    serves=("oss:op.default-elements",),
    summary="A default encryption configuration names an algorithm.",
)
BUCKET_ENCRYPTION_CIPHER_MUST_BE_KNOWN = Rule(
    name="bucket-encryption-cipher-known",
    serves=("oss:S41",),
    summary="The data cipher of a default of SSE-KMS is a documented one.",
)
BUCKET_ENCRYPTION_KEY_NEEDS_KMS = Rule(
    name="bucket-encryption-key-needs-kms",
    serves=("s3:bkt.put-aes-with-key", "oss:S39", "cos:N70"),
    summary="A default encryption configuration names a key with SSE-KMS only.",
)
BUCKET_ENCRYPTION_KEY_MUST_BE_LEGAL = Rule(
    name="bucket-encryption-key-id-legal",
    serves=("obs:N126",),
    summary="The key of a default encryption configuration is one.",
)
BUCKET_ENCRYPTION_CIPHER_NEEDS_KMS = Rule(
    name="bucket-encryption-cipher-needs-kms", serves=("obs:N121",), summary="A default of SM4 comes with SSE-KMS only."
)
BUCKET_ENCRYPTION_PROJECT_NEEDS_KEY = Rule(
    name="bucket-encryption-project-needs-key",
    serves=("obs:N120",),
    summary="A default encryption configuration names a project with a key only.",
)
BUCKET_DEFAULT_ABSENT = Rule(
    name="bucket-default-absent",
    serves=("obs:N122", "oss:S44", "cos:N77"),
    summary="Where no default encryption is configured, asking for it is answered with an error.",
)
RULES = (
    BUCKET_ENCRYPTION_HAS_ONE_RULE,
    BUCKET_ENCRYPTION_ALGORITHM_MUST_BE_KNOWN,
    BUCKET_ENCRYPTION_NAMES_ALGORITHM,
    BUCKET_ENCRYPTION_CIPHER_MUST_BE_KNOWN,
    BUCKET_ENCRYPTION_KEY_NEEDS_KMS,
    BUCKET_ENCRYPTION_KEY_MUST_BE_LEGAL,
    BUCKET_ENCRYPTION_CIPHER_NEEDS_KMS,
    BUCKET_ENCRYPTION_PROJECT_NEEDS_KEY,
    BUCKET_DEFAULT_ABSENT,
)

BLOCKED_TYPE = "SSE-C"


def configure(call: Call, bucket: Bucket, configuration: Element) -> None:
    """Take a configuration over; raises `Refused`, and then the bucket is as it was."""
    form = call.dialect.default_form
    rules = configuration.children(form.rule) if form.rule else [configuration]
    if call.rules.on(BUCKET_ENCRYPTION_HAS_ONE_RULE) and len(rules) != 1:
        raise call.rules.refusal(BUCKET_ENCRYPTION_HAS_ONE_RULE)
    check_odd(call, rules)
    default = _default(call, rules[0]) if rules else None
    blocked = rules[0].child("BlockedEncryptionTypes") if rules else None
    bucket.default = kept(call, bucket, default)
    if form.has_blocked_types and blocked is not None:
        bucket.blocks_customer_keys = any(kind.text == BLOCKED_TYPE for kind in blocked.children("EncryptionType"))


def show(call: Call, bucket: Bucket) -> Tree:
    """The configuration in force; raises `Refused` where there is none."""
    default = bucket.default
    check_unset(call, default)
    if default is None and call.rules.on(BUCKET_DEFAULT_ABSENT):
        raise call.rules.refusal(BUCKET_DEFAULT_ABSENT)
    form = call.dialect.default_form
    rule = list(_elements(call, bucket, default or BucketDefault(method=Method(mode=Mode.MANAGED))))
    return Tree(form.root, [Tree(form.rule, rule)] if form.rule else rule)


def described(form: DefaultForm, default: BucketDefault) -> Iterator[Tree]:
    """The elements that say a default: algorithm, data cipher, key and project."""
    method = default.method
    yield Tree("SSEAlgorithm", word_of(form.words, method.mode, method.cipher))
    if form.cipher and method.mode.uses_kms and method.cipher is Cipher.SM4:
        yield Tree(form.cipher, method.cipher.value)
    if default.kms_key:
        yield Tree("KMSMasterKeyID", default.kms_key)
    if form.project and default.project:
        yield Tree(form.project, default.project)


def created_default(call: Call) -> BucketDefault | None:
    """The default that the headers of CreateBucket ask for, where the dialect has them (OBS facts 2.1)."""
    if not call.dialect.bucket_words:
        return None
    method = own_method(replace(call, dialect=replace(call.dialect, words=call.dialect.bucket_words)))
    if method is None:
        return None
    return BucketDefault(
        method=method,
        kms_key=call.header(call.names.kms_key_id) or "",
        project=call.header(call.names.project) or "",
    )


def _default(call: Call, rule: Element) -> BucketDefault | None:
    form = call.dialect.default_form
    apply = next((found for name in form.apply if (found := rule.child(name)) is not None), None)
    if apply is None and form.has_blocked_types and rule.child("BlockedEncryptionTypes") is not None:
        return None
    word = apply.value("SSEAlgorithm") if apply else ""
    if call.rules.on(BUCKET_ENCRYPTION_NAMES_ALGORITHM) and not word:
        raise call.rules.refusal(BUCKET_ENCRYPTION_NAMES_ALGORITHM)
    if word not in form.words:
        if call.rules.on(BUCKET_ENCRYPTION_ALGORITHM_MUST_BE_KNOWN):
            raise call.rules.refusal(BUCKET_ENCRYPTION_ALGORITHM_MUST_BE_KNOWN, value=word)
        return None
    return _checked(call, apply or rule, *form.words[word], bucket_key=rule.value("BucketKeyEnabled") == "true")


def _checked(call: Call, apply: Element, mode: Mode, cipher: Cipher, *, bucket_key: bool) -> BucketDefault:
    form = call.dialect.default_form
    key, project = apply.value("KMSMasterKeyID"), apply.value(form.project)
    if call.rules.on(BUCKET_ENCRYPTION_KEY_NEEDS_KMS) and key and not mode.uses_kms:
        raise call.rules.refusal(BUCKET_ENCRYPTION_KEY_NEEDS_KMS)
    if call.rules.on(BUCKET_ENCRYPTION_PROJECT_NEEDS_KEY) and project and not key:
        raise call.rules.refusal(BUCKET_ENCRYPTION_PROJECT_NEEDS_KEY)
    found = look_up(call, key) if key and mode.uses_kms else None
    if call.rules.on(BUCKET_ENCRYPTION_KEY_MUST_BE_LEGAL) and key and mode.uses_kms and found is None:
        raise call.rules.refusal(BUCKET_ENCRYPTION_KEY_MUST_BE_LEGAL)
    named = _kms_cipher(call, apply.value(form.cipher), kms=mode.uses_kms)
    method = Method(mode=mode, cipher=named or cipher, kms_key_id=found.id if found else "", bucket_key=bucket_key)
    return BucketDefault(method=method, kms_key=key if mode.uses_kms else "", project=project)


def _kms_cipher(call: Call, name: str, *, kms: bool) -> Cipher | None:
    """The data cipher that a configuration names beside SSE-KMS; raises `Refused` where it does not go with that."""
    sm4 = name == Cipher.SM4.value
    if call.rules.on(BUCKET_ENCRYPTION_CIPHER_MUST_BE_KNOWN) and kms and name and not sm4:
        raise call.rules.refusal(BUCKET_ENCRYPTION_CIPHER_MUST_BE_KNOWN, value=name)
    if call.rules.on(BUCKET_ENCRYPTION_CIPHER_NEEDS_KMS) and sm4 and not kms:
        raise call.rules.refusal(BUCKET_ENCRYPTION_CIPHER_NEEDS_KMS)
    return Cipher.SM4 if sm4 and kms else None


def _elements(call: Call, bucket: Bucket, default: BucketDefault) -> Iterator[Tree]:
    form, method = call.dialect.default_form, default.method
    yield Tree("ApplyServerSideEncryptionByDefault", list(described(form, default)))
    if form.has_bucket_key:
        yield Tree("BucketKeyEnabled", "true" if method.bucket_key else "false")
    if form.has_blocked_types and not call.faults.on(BLOCKED_KEYS_NOT_SHOWN):
        kind = BLOCKED_TYPE if bucket.blocks_customer_keys else "NONE"
        yield Tree("BlockedEncryptionTypes", [Tree("EncryptionType", kind)])
