"""Alibaba OSS: names, values, key forms and ETags. The edition has SM4, named KMS keys and append (OSS facts 2, 3)."""

import re
import secrets

from conformance.emulator.accounts import Account
from conformance.emulator.auth.schemes import OSS_V1, OSS_V4
from conformance.emulator.dialects.dialect import DefaultForm, Dialect, KmsNames, Product, Shown, Words
from conformance.emulator.dialects.etags import opaque
from conformance.emulator.dialects.names import Names
from conformance.emulator.dialects.oss.points import POINTS
from conformance.emulator.dialects.oss.problems import AUTH_PROBLEMS, CONDITIONS, SECOND_LEVEL
from conformance.emulator.encryption import Encryption, Mode
from conformance.emulator.kms import Key
from conformance.emulator.sealing import Cipher
from conformance.emulator.stretches import Stretch
from conformance.emulator.verbs import Verb

WORDS: Words = {
    "AES256": (Mode.MANAGED, Cipher.AES256),
    "KMS": (Mode.KMS, Cipher.AES256),
    "SM4": (Mode.MANAGED, Cipher.SM4),
}

MD5_TAGGED = frozenset({Verb.PUT_OBJECT, Verb.UPLOAD_PART, Verb.COPY_PART})
"""Operations whose ETag is an MD5; those of all others are not (OSS facts 2.2)."""

_KEY_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|key-[0-9a-z]+|alias/[\w/-]+", re.ASCII)


def full_key_id(key: Key, _account: Account, _region: str) -> str:
    """The id itself."""
    return key.id


def key_forms(key: Key, _account: Account, _region: str) -> tuple[str, ...]:
    """Id and alias."""
    return key.id, f"alias/{key.alias}"


def unknown_key(_name: str, _account: Account, _region: str) -> str:
    """What is said of a name that no key has."""
    return "The specified parameter KMS keyId is not found."


def is_key_name(text: str) -> bool:
    """Whether a text has the form of a key's id or alias."""
    return _KEY_ID.fullmatch(text) is not None


def etag(verb: Verb, _encryption: Encryption, stretch: Stretch) -> str:
    """The MD5 of the plaintext for uploads, encrypted or not: samples show the same for all methods."""
    return stretch.plain_md5.hex() if verb in MD5_TAGGED else secrets.token_hex(16)


OSS = Dialect(
    name="oss",
    server="AliyunOSS",
    namespace="",
    names=Names(
        prefix="x-oss-",
        kms_key_id="x-oss-server-side-encryption-key-id",
        context="x-oss-server-side-encryption-context",
        data_encryption="x-oss-server-side-data-encryption",
        object_acl="x-oss-object-acl",
        crc64="x-oss-hash-crc64ecma",
        request_id="x-oss-request-id",
        error_document="x-oss-err",
        error_detail="x-oss-ec",
        has_customer_keys=False,
    ),
    words=WORDS,
    bucket_words=WORDS,
    default_form=DefaultForm(root="ServerSideEncryptionRule", rule="", words=WORDS, cipher="KMSDataEncryption"),
    kms=KmsNames(full=full_key_id, forms=key_forms, unknown=unknown_key, is_name=is_key_name),
    schemes=(OSS_V1, OSS_V4),
    authorization=("oss", "oss4-hmac-sha256"),
    parameters=("ossaccesskeyid", "x-oss-signature-version", "x-oss-credential", "x-oss-signature"),
    lacks=frozenset({Verb.UPDATE_OBJECT_ENCRYPTION, Verb.GET_OBJECT_ATTRIBUTES, Verb.PROBE_API}),
    shown=Shown(),
    etag=etag,
    needs_https={},
    points=POINTS,
    conditions=CONDITIONS,
    auth_problems=AUTH_PROBLEMS,
    error_elements=("RequestId", "HostId"),
    smallest_part=100 << 10,
    suffix_ranges=True,
    path_style_refusal=SECOND_LEVEL,
    request_id_bytes=12,
    spell_etag=str.upper,
    shows_types=True,
    context_json=str.encode,
    joined_etag=opaque,
    actions={
        Verb.PUT_BUCKET_ENCRYPTION: "PutBucketEncryption",
        Verb.GET_BUCKET_ENCRYPTION: "GetBucketEncryption",
        Verb.DELETE_BUCKET_ENCRYPTION: "DeleteBucketEncryption",
        Verb.LIST_OBJECTS: "ListObjects",
    },
)

PRODUCT = Product(name="oss", dialects=(OSS,), default_key_alias="acs/oss", domains=("oss-{region}.aliyuncs.com",))
