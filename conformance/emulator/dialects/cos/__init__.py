"""Tencent COS: names, values, key ids, hosts and ETags (COS facts 2, 3 and 8).

A bucket is named by its host and by nothing else, and its name ends with the number of its account.
"""

import hashlib
import hmac
import secrets
from collections.abc import Mapping

from conformance.emulator.accounts import Account
from conformance.emulator.auth.cos import without_empty_authorization
from conformance.emulator.auth.cos_claim import ITEMS
from conformance.emulator.auth.schemes import COS as COS_SCHEME
from conformance.emulator.dialects.cos.points import POINTS
from conformance.emulator.dialects.cos.problems import AUTH_PROBLEMS, CONDITIONS
from conformance.emulator.dialects.dialect import DefaultForm, Dialect, KmsNames, Product, Shown, Uses, Words
from conformance.emulator.dialects.etags import opaque
from conformance.emulator.dialects.names import Names
from conformance.emulator.encryption import Encryption, Mode
from conformance.emulator.kms import Key
from conformance.emulator.rules.rule import Rule
from conformance.emulator.rules.transport import CUSTOMER_NEEDS_HTTPS, KMS_NEEDS_HTTPS, MANAGED_NEEDS_HTTPS
from conformance.emulator.sealing import Cipher
from conformance.emulator.stretches import Stretch
from conformance.emulator.verbs import Verb

WORDS: Words = {
    "AES256": (Mode.MANAGED, Cipher.AES256),
    "SM4": (Mode.MANAGED, Cipher.SM4),
    "cos/kms": (Mode.KMS, Cipher.AES256),
}
DEFAULT_WORDS: Words = {
    "AES256": (Mode.MANAGED, Cipher.AES256),
    "SM4": (Mode.MANAGED, Cipher.SM4),
    "KMS": (Mode.KMS, Cipher.AES256),
}

NEEDS_HTTPS: Mapping[Rule, Uses] = {
    rule: frozenset((verb, mode) for verb in Verb)
    for rule, mode in (
        (CUSTOMER_NEEDS_HTTPS, Mode.CUSTOMER),
        (KMS_NEEDS_HTTPS, Mode.KMS),
        (MANAGED_NEEDS_HTTPS, Mode.MANAGED),
    )
}

ACTIONS: Mapping[Verb, str] = {
    Verb.PUT_BUCKET_ENCRYPTION: "PutBucketEncryption",
    Verb.GET_BUCKET_ENCRYPTION: "GetBucketEncryption",
    Verb.DELETE_BUCKET_ENCRYPTION: "DeleteBucketEncryption",
}
"""Permissions of their own (N66)."""


def etag(_verb: Verb, encryption: Encryption, stretch: Stretch) -> str:
    """The MD5 of the plaintext, but for KMS keys and customer keys (COS facts 2.3).

    Under a KMS key it is another one for every upload; under a customer key the same content and key make the same.
    """
    match encryption.mode:
        case Mode.KMS:
            return secrets.token_hex(16)
        case Mode.CUSTOMER:
            return hmac.digest(encryption.customer_key_md5.encode(), stretch.plain_md5, hashlib.md5).hex()
        case _:
            return stretch.plain_md5.hex()


def key_id(key: Key, _account: Account, _region: str) -> str:
    """The id: keys have no longer form here."""
    return key.id


def key_forms(key: Key, _account: Account, _region: str) -> tuple[str, ...]:
    """The id."""
    return (key.id,)


def unknown_key(_name: str, _account: Account, _region: str) -> str:
    """What is said of a name that no key has (COS facts 4.2)."""
    return "The kms key you provided can not be found in kms"


COS = Dialect(
    name="cos",
    server="tencent-cos",
    namespace="",
    names=Names(
        prefix="x-cos-",
        kms_key_id="x-cos-server-side-encryption-cos-kms-key-id",
        context="x-cos-server-side-encryption-context",
        crc64="x-cos-hash-crc64ecma",
        request_id="x-cos-request-id",
        trace_id="x-cos-trace-id",
        error_code="x-cos-error-code",
    ),
    words=WORDS,
    bucket_words={},
    default_form=DefaultForm(
        words=DEFAULT_WORDS,
        # The second is what an old page and the vendor's Python sample send (COS facts 3).
        apply=("ApplyServerSideEncryptionByDefault", "ApplySideEncryptionConfiguration"),
        cipher="KMSAlgorithm",
    ),
    kms=KmsNames(full=key_id, forms=key_forms, unknown=unknown_key),
    schemes=(COS_SCHEME,),
    authorization=(),
    parameters=ITEMS,
    lacks=frozenset({Verb.UPDATE_OBJECT_ENCRYPTION, Verb.GET_OBJECT_ATTRIBUTES, Verb.PROBE_API}),
    shown=Shown(),
    etag=etag,
    joined_etag=opaque,
    needs_https=NEEDS_HTTPS,
    points=POINTS,
    conditions=CONDITIONS,
    auth_problems=AUTH_PROBLEMS,
    error_elements=("Resource", "RequestId", "TraceId"),
    smallest_part=1 << 20,
    suffix_ranges=True,
    directives=("Copy", "Replaced"),
    bucket_name=r"[a-z0-9](?:[a-z0-9-]{0,47}[a-z0-9])?-[0-9]{1,12}",
    sources_by_host=True,
    crc64_of_copies=True,
    overlooks=without_empty_authorization,
    actions=ACTIONS,
)

PRODUCT = Product(
    name="cos",
    dialects=(COS,),
    default_key_alias="cos/default",
    domains=("cos.{region}.myqcloud.com", "cos.{region}.tencentcos.cn"),
    has_paths=False,
)
