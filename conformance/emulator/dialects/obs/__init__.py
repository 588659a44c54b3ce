"""Huawei OBS: its own dialect, and the S3-compatible side of the same service (OBS facts 1.2).

The edition has what any regional edition documents: SSE-OBS, SM4, append, and encryption headers on CreateBucket.
"""

from collections.abc import Mapping

from conformance.emulator.accounts import Account
from conformance.emulator.auth.schemes import AWS_V2, AWS_V4, OBS
from conformance.emulator.dialects.dialect import DefaultForm, Dialect, KmsNames, Product, Shown, Uses, Words
from conformance.emulator.dialects.names import Names
from conformance.emulator.dialects.obs.points import POINTS, S3_SIDE
from conformance.emulator.dialects.obs.problems import AUTH_PROBLEMS, CONDITIONS
from conformance.emulator.encryption import Encryption, Mode
from conformance.emulator.kms import Key
from conformance.emulator.rules.rule import Rule
from conformance.emulator.rules.transport import COPY_NEEDS_HTTPS, CUSTOMER_NEEDS_HTTPS, KMS_NEEDS_HTTPS
from conformance.emulator.sealing import Cipher
from conformance.emulator.stretches import Stretch
from conformance.emulator.verbs import Verb

WORDS: Words = {"kms": (Mode.KMS, Cipher.AES256), "AES256": (Mode.MANAGED, Cipher.AES256)}
BUCKET_WORDS: Words = {"kms": (Mode.KMS, Cipher.AES256), "obs": (Mode.MANAGED, Cipher.AES256)}
S3_SIDE_WORDS: Words = {"aws:kms": (Mode.KMS, Cipher.AES256), "AES256": (Mode.MANAGED, Cipher.AES256)}

UPLOADS = frozenset({Verb.PUT_OBJECT, Verb.POST_OBJECT, Verb.APPEND_OBJECT, Verb.INITIATE_MULTIPART, Verb.UPLOAD_PART})
READS = frozenset({Verb.GET_OBJECT, Verb.HEAD_OBJECT})

NEEDS_HTTPS: Mapping[Rule, Uses] = {
    # OBS facts 2.4; append has no row and is taken for the upload that it is.
    CUSTOMER_NEEDS_HTTPS: frozenset((verb, Mode.CUSTOMER) for verb in UPLOADS | READS | {Verb.COPY_PART}),
    KMS_NEEDS_HTTPS: frozenset((verb, Mode.KMS) for verb in UPLOADS | {Verb.GET_OBJECT}),
    COPY_NEEDS_HTTPS: frozenset((Verb.COPY_OBJECT, mode) for mode in (Mode.KMS, Mode.MANAGED, Mode.CUSTOMER)),
}

SHOWN = Shown(
    customer_key_md5_not=frozenset({Verb.COMPLETE_MULTIPART}),
    project=frozenset(
        {
            Verb.PUT_OBJECT,
            Verb.POST_OBJECT,
            Verb.COPY_OBJECT,
            Verb.INITIATE_MULTIPART,
            Verb.UPLOAD_PART,
            Verb.COMPLETE_MULTIPART,
        }
    ),
)


def etag(_verb: Verb, encryption: Encryption, stretch: Stretch) -> str:
    """The MD5 of what is stored: of the ciphertext, where it is encrypted (OBS facts 2.3)."""
    return (stretch.plain_md5 if encryption.mode is Mode.NONE else stretch.sealed_md5).hex()


def full_key_id(key: Key, account: Account, region: str) -> str:
    """`region:domain:key/id`."""
    return f"{region}:{account.domain}:key/{key.id}"


def key_forms(key: Key, account: Account, region: str) -> tuple[str, ...]:
    """The bare id and the long form."""
    return key.id, full_key_id(key, account, region)


def key_arn(key: Key, account: Account, region: str) -> str:
    """The long form on the S3-compatible side."""
    return f"arn:aws:kms:{full_key_id(key, account, region)}"


def key_arn_forms(key: Key, account: Account, region: str) -> tuple[str, ...]:
    """The forms on the S3-compatible side."""
    return key.id, key_arn(key, account, region)


def unknown_key(name: str, _account: Account, _region: str) -> str:
    """What is said of a name that no key has."""
    return f"The KMS key {name} does not exist."


OBS_DIALECT = Dialect(
    name="obs",
    server="OBS",
    namespace="http://obs.emulator.test/doc/2015-06-30/",
    names=Names(
        prefix="x-obs-",
        kms_key_id="x-obs-server-side-encryption-kms-key-id",
        data_encryption="x-obs-server-side-data-encryption",
        project="x-obs-sse-kms-key-project-id",
        request_id="x-obs-request-id",
        second_id="x-obs-id-2",
        error_code="x-obs-error-code",
        error_message="x-obs-error-message",
    ),
    words=WORDS,
    bucket_words=BUCKET_WORDS,
    default_form=DefaultForm(words=WORDS, cipher="KMSDataEncryption", project="ProjectID"),
    kms=KmsNames(full=full_key_id, forms=key_forms, unknown=unknown_key),
    schemes=(OBS,),
    authorization=("obs",),
    parameters=("accesskeyid",),
    lacks=frozenset(
        {Verb.UPDATE_OBJECT_ENCRYPTION, Verb.GET_OBJECT_ATTRIBUTES, Verb.GET_BUCKET_INFO, Verb.GET_OBJECT_META}
    ),
    shown=SHOWN,
    etag=etag,
    needs_https=NEEDS_HTTPS,
    points=POINTS,
    conditions=CONDITIONS,
    auth_problems=AUTH_PROBLEMS,
    error_elements=("Resource", "RequestId", "HostId"),
    smallest_part=100 << 10,
    suffix_ranges=False,
    api_header=("x-obs-api", "3.0"),
)

OBS_S3_SIDE = Dialect(
    name="s3",
    server="OBS",
    namespace="http://s3.amazonaws.com/doc/2006-03-01/",
    names=Names(
        prefix="x-amz-",
        kms_key_id="x-amz-server-side-encryption-aws-kms-key-id",
        request_id="x-amz-request-id",
        second_id="x-amz-id-2",
    ),
    words=S3_SIDE_WORDS,
    bucket_words={},
    default_form=DefaultForm(words=S3_SIDE_WORDS),
    kms=KmsNames(full=key_arn, forms=key_arn_forms, unknown=unknown_key),
    schemes=(AWS_V2, AWS_V4),
    authorization=("aws", "aws4-hmac-sha256"),
    parameters=("awsaccesskeyid", "x-amz-algorithm"),
    lacks=frozenset(
        {
            Verb.UPDATE_OBJECT_ENCRYPTION,
            Verb.GET_OBJECT_ATTRIBUTES,
            Verb.APPEND_OBJECT,
            Verb.GET_BUCKET_INFO,
            Verb.GET_OBJECT_META,
        }
    ),
    shown=SHOWN,
    etag=etag,
    needs_https=NEEDS_HTTPS,
    points=S3_SIDE,
    conditions=CONDITIONS,
    auth_problems=AUTH_PROBLEMS,
    error_elements=("Resource", "RequestId", "HostId"),
    smallest_part=100 << 10,
    suffix_ranges=False,
)

PRODUCT = Product(name="obs", dialects=(OBS_DIALECT, OBS_S3_SIDE), default_key_alias="obs/default")
