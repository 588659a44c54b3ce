"""Which encryption a request asks for: one method, spelled as the dialect spells it."""

from conformance.emulator.auth.result import Verified
from conformance.emulator.call import Call
from conformance.emulator.encryption import CustomerKey, Method, Mode
from conformance.emulator.faults.kms_keys import KMS_KEY_ID_IGNORED
from conformance.emulator.faults.methods import ignores_method
from conformance.emulator.rules.contexts import requested_context
from conformance.emulator.rules.customer_keys import check_length, target_key
from conformance.emulator.rules.kms_keys import find_key
from conformance.emulator.rules.rule import Rule
from conformance.emulator.sealing import Cipher

ONE_METHOD_PER_OBJECT = Rule(
    name="one-method-per-object",
    serves=(
        "obs:N03",
        "s3:ssec.put-plus-sse-s3",
        "s3:ssec.put-plus-sse-kms",
        "s3:copy.ssec-double",
        "s3:sse.one-method",
    ),
    summary="A customer's key and another method do not come together.",
)
SSE_VALUE_MUST_BE_KNOWN = Rule(
    name="sse-value-known",
    serves=(
        "s3:kms.sse-value-aes256",
        "s3:kms.sse-value-empty",
        "s3:kms.sse-value-garbage",
        "oss:S18",
        "cos:N12",
        "cos:err.sse-not-supported",
    ),
    summary="The encryption header has one of the documented values.",
)
MANAGED_NOT_BY_SIGNED_URL = Rule(
    name="managed-not-by-signed-url",
    serves=("cos:N10",),
    summary="An upload by a signed URL does not choose the store's own key.",
)
SSE_NOT_ON_READ = Rule(
    name="sse-not-on-read",
    serves=(
        "obs:N29",
        "s3:kms.get-with-sse",
        "s3:kms.head-with-sse",
        "s3:s3.head-with-sse",
        "oss:S17",
        "cos:N4",
        "cos:N5",
        "cos:N6",
    ),
    summary="Reads take no encryption header.",
)
KMS_KEY_ID_NEEDS_KMS = Rule(
    name="kms-key-id-needs-kms",
    serves=("obs:N21", "s3:kms.keyid-only", "s3:kms.keyid-aes", "oss:S14", "cos:N30", "oss:S38"),
    summary="A KMS key id comes with SSE-KMS only.",
)
KMS_KEY_ID_MUST_NOT_BE_EMPTY = Rule(
    name="kms-key-id-not-empty",
    serves=("oss:err.kms-key-empty",),
    summary="A KMS key id that is sent names a key.",
)
DATA_ENCRYPTION_MUST_BE_KNOWN = Rule(
    name="data-encryption-known",
    serves=("obs:N26", "oss:S15"),
    summary="The data encryption header names a known cipher.",
)
DATA_ENCRYPTION_NEEDS_KMS = Rule(
    name="data-encryption-needs-kms", serves=("obs:N27",), summary="SM4 comes with SSE-KMS only."
)
PROJECT_NEEDS_KEY_ID = Rule(
    name="project-needs-key-id", serves=("obs:N125",), summary="A key's project comes with a KMS key id only."
)
RULES = (
    ONE_METHOD_PER_OBJECT,
    SSE_VALUE_MUST_BE_KNOWN,
    MANAGED_NOT_BY_SIGNED_URL,
    SSE_NOT_ON_READ,
    KMS_KEY_ID_NEEDS_KMS,
    KMS_KEY_ID_MUST_NOT_BE_EMPTY,
    DATA_ENCRYPTION_MUST_BE_KNOWN,
    DATA_ENCRYPTION_NEEDS_KMS,
    PROJECT_NEEDS_KEY_ID,
)


def own_method(call: Call) -> Method | None:
    """The method that a write asks for, None where it leaves the choice to the bucket; raises `Refused`."""
    if ignores_method(call, by_customer=brings_customer_headers(call)):
        return None
    word = call.setting(call.names.sse)
    if call.rules.on(ONE_METHOD_PER_OBJECT) and word is not None and brings_customer_headers(call):
        raise call.rules.refusal(ONE_METHOD_PER_OBJECT, value=word)
    key = target_key(call)
    mode = _mode(call, word)
    _check_company(call, mode)
    context = requested_context(call, kms=mode is not None and mode.uses_kms)
    if key is not None:
        return _customer_method(call, key)
    if mode is None:
        return None
    if mode.uses_kms:
        return _kms_method(call, mode, context)
    _check_not_by_url(call)
    return Method(mode=mode, cipher=_word_cipher(call, word))


def check_read(call: Call) -> None:
    """Check that a read asks for no method; raises `Refused`."""
    word = call.setting(call.names.sse)
    if call.rules.on(SSE_NOT_ON_READ) and word is not None:
        raise call.rules.refusal(SSE_NOT_ON_READ, value=word)


def brings_customer_headers(call: Call) -> bool:
    """Whether any of the three headers of a customer's key is there."""
    return any(call.header(name) is not None for name in call.names.target_key.all)


def _mode(call: Call, word: str | None) -> Mode | None:
    if word is None:
        return None
    if word in call.dialect.words:
        return call.dialect.words[word][0]
    if call.rules.on(SSE_VALUE_MUST_BE_KNOWN):
        raise call.rules.refusal(SSE_VALUE_MUST_BE_KNOWN, value=word)
    return None


def _check_not_by_url(call: Call) -> None:
    by_url = isinstance(call.signer, Verified) and call.signer.how == "url"
    if call.rules.on(MANAGED_NOT_BY_SIGNED_URL) and by_url:
        raise call.rules.refusal(MANAGED_NOT_BY_SIGNED_URL)


def _word_cipher(call: Call, word: str | None) -> Cipher:
    return call.dialect.words[word][1] if word and word in call.dialect.words else Cipher.AES256


def _check_company(call: Call, mode: Mode | None) -> None:
    """Check the headers that make sense beside one method only."""
    kms = mode is not None and mode.uses_kms
    if call.rules.on(KMS_KEY_ID_NEEDS_KMS) and not kms and call.setting(call.names.kms_key_id) is not None:
        raise call.rules.refusal(KMS_KEY_ID_NEEDS_KMS)
    if call.rules.on(KMS_KEY_ID_MUST_NOT_BE_EMPTY) and kms and call.setting(call.names.kms_key_id) == "":
        raise call.rules.refusal(KMS_KEY_ID_MUST_NOT_BE_EMPTY)
    cipher = call.setting(call.names.data_encryption)
    if call.rules.on(DATA_ENCRYPTION_MUST_BE_KNOWN) and cipher not in {None, *(known.value for known in Cipher)}:
        raise call.rules.refusal(DATA_ENCRYPTION_MUST_BE_KNOWN, value=cipher or "")
    if call.rules.on(DATA_ENCRYPTION_NEEDS_KMS) and not kms and cipher == Cipher.SM4.value:
        raise call.rules.refusal(DATA_ENCRYPTION_NEEDS_KMS)
    no_key_id = call.setting(call.names.kms_key_id) is None
    if call.rules.on(PROJECT_NEEDS_KEY_ID) and no_key_id and call.setting(call.names.project) is not None:
        raise call.rules.refusal(PROJECT_NEEDS_KEY_ID)


def _customer_method(call: Call, key: CustomerKey) -> Method:
    check_length(call, key)
    return Method(mode=Mode.CUSTOMER, customer_key=key)


def _kms_method(call: Call, mode: Mode, context: str) -> Method:
    name = None if call.faults.on(KMS_KEY_ID_IGNORED) else call.setting(call.names.kms_key_id)
    cipher = call.setting(call.names.data_encryption)
    return Method(
        mode=mode,
        cipher=Cipher.SM4 if cipher == Cipher.SM4.value else Cipher.AES256,
        kms_key_id=find_key(call, name).id if name else "",
        context=context,
        bucket_key=(call.setting(call.names.bucket_key) or "").lower() == "true",
    )
