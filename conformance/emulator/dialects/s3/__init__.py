"""Amazon S3's dialect: names, values, key forms and ETags. The edition is that of April 2026 (S3 facts 0.1)."""

import re
import secrets
from collections.abc import Mapping

from conformance.emulator.accounts import Account
from conformance.emulator.auth.schemes import AWS_V4
from conformance.emulator.dialects.dialect import DefaultForm, Dialect, KmsNames, Product, Shown, Uses, Words
from conformance.emulator.dialects.names import Names
from conformance.emulator.dialects.s3.points import POINTS
from conformance.emulator.dialects.s3.problems import AUTH_PROBLEMS, CONDITIONS
from conformance.emulator.encryption import Encryption, Mode
from conformance.emulator.kms import Key
from conformance.emulator.rules.rule import Rule
from conformance.emulator.rules.transport import CUSTOMER_NEEDS_HTTPS, KMS_NEEDS_HTTPS
from conformance.emulator.sealing import Cipher
from conformance.emulator.stretches import Stretch
from conformance.emulator.verbs import Verb

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

WORDS: Words = {
    "AES256": (Mode.MANAGED, Cipher.AES256),
    "aws:kms": (Mode.KMS, Cipher.AES256),
    "aws:kms:dsse": (Mode.DSSE, Cipher.AES256),
}

STARTS = frozenset({Verb.PUT_OBJECT, Verb.POST_OBJECT, Verb.COPY_OBJECT, Verb.INITIATE_MULTIPART})
"""Operations that settle how an object is encrypted."""

TOUCHES = STARTS | {Verb.GET_OBJECT, Verb.UPLOAD_PART, Verb.COPY_PART}
"""Operations that read or write data."""

NEEDS_HTTPS: Mapping[Rule, Uses] = {
    CUSTOMER_NEEDS_HTTPS: frozenset((verb, Mode.CUSTOMER) for verb in Verb),
    KMS_NEEDS_HTTPS: frozenset((verb, mode) for verb in TOUCHES for mode in (Mode.KMS, Mode.DSSE)),
}


def full_key_id(key: Key, account: Account, region: str) -> str:
    """The key's ARN."""
    return _arn(f"key/{key.id}", account, region)


def key_forms(key: Key, account: Account, region: str) -> tuple[str, ...]:
    """Id, ARN, alias and alias ARN (CreateKey and Encrypt in the KMS API reference)."""
    alias = f"alias/{key.alias}"
    return key.id, full_key_id(key, account, region), alias, _arn(alias, account, region)


def unknown_key(name: str, account: Account, region: str) -> str:
    """What is said of a name that no key has (S3 facts 3.1)."""
    if _UUID.fullmatch(name):
        return f"Key '{_arn(f'key/{name}', account, region)}' does not exist"
    if not name.startswith("arn:"):
        return f"Invalid keyId '{name}'"
    named_region = f"{name}:::::".split(":")[3]
    return f"Key '{name}' does not exist" if named_region == region else f"Invalid arn {named_region}"


def etag(_verb: Verb, encryption: Encryption, stretch: Stretch) -> str:
    """The MD5 of the plaintext, but for customer and KMS keys: there it is neither MD5 nor the same twice."""
    return stretch.plain_md5.hex() if encryption.mode in {Mode.NONE, Mode.MANAGED} else secrets.token_hex(16)


def _arn(resource: str, account: Account, region: str) -> str:
    return f"arn:aws:kms:{region}:{account.number}:{resource}"


S3 = Dialect(
    name="s3",
    server="AmazonS3",
    namespace="http://s3.amazonaws.com/doc/2006-03-01/",
    names=Names(
        prefix="x-amz-",
        kms_key_id="x-amz-server-side-encryption-aws-kms-key-id",
        context="x-amz-server-side-encryption-context",
        bucket_key="x-amz-server-side-encryption-bucket-key-enabled",
        request_id="x-amz-request-id",
        second_id="x-amz-id-2",
    ),
    words=WORDS,
    bucket_words={},
    default_form=DefaultForm(words=WORDS, has_bucket_key=True, has_blocked_types=True),
    kms=KmsNames(full=full_key_id, forms=key_forms, unknown=unknown_key),
    schemes=(AWS_V4,),
    authorization=("aws4-hmac-sha256",),
    parameters=("x-amz-algorithm",),
    lacks=frozenset({Verb.APPEND_OBJECT, Verb.PROBE_API, Verb.GET_BUCKET_INFO, Verb.GET_OBJECT_META}),
    shown=Shown(customer_not=frozenset({Verb.COMPLETE_MULTIPART}), context=STARTS),
    etag=etag,
    needs_https=NEEDS_HTTPS,
    points=POINTS,
    conditions=CONDITIONS,
    auth_problems=AUTH_PROBLEMS,
    error_elements=("Resource", "RequestId", "HostId"),
    smallest_part=5 << 20,
    suffix_ranges=True,
)

PRODUCT = Product(name="s3", dialects=(S3,), default_key_alias="aws/s3")
