"""SSE-C: the three headers that bring a customer's key, and the key of an object that is read.

The same checks hold for the target of an operation and for the source of a copy; each has rules of its own.
"""

import base64
import binascii
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from conformance.emulator.call import Call
from conformance.emulator.dialects.names import KeyNames
from conformance.emulator.encryption import CustomerKey
from conformance.emulator.faults.customer_keys import CUSTOMER_KEYS_IGNORED, ONLY_KEY_MD5_COMPARED
from conformance.emulator.rules.rule import Rule

KEY_BYTES = 32
PRINTABLE = range(0x21, 0x7F)

CUSTOMER_HEADERS_TOGETHER = Rule(
    name="customer-headers-together",
    serves=(
        "obs:N60",
        "obs:N61",
        "s3:ssec.put-noalg",
        "s3:ssec.put-nokey",
        "s3:ssec.put-nomd5",
        "s3:ssec.get-algonly",
        "cos:N43",
    ),
    summary="Algorithm, key and key MD5 come together or not at all.",
)
CUSTOMER_ALGORITHM_MUST_BE_AES256 = Rule(
    name="customer-algorithm-must-be-aes256",
    serves=(
        "obs:N62",
        "s3:ssec.put-alg-aes128",
        "s3:ssec.put-alg-kms",
        "s3:ssec.get-badalg",
        "cos:N42",
        "s3:ssec.head-badalg",
        "s3:copy.ssec-baddstalg",
        "s3:ssec.algorithm-value",
        "s3:ssec.attributes-badalg",
    ),
    summary="The customer algorithm is AES256.",
)
CUSTOMER_KEY_MUST_BE_BASE64 = Rule(
    name="customer-key-must-be-base64",
    serves=("obs:N63", "s3:ssec.put-key-notb64", "cos:N41"),
    summary="The customer key is Base64.",
)
CUSTOMER_KEY_MD5_MUST_MATCH = Rule(
    name="customer-key-md5-must-match",
    serves=(
        "obs:N64",
        "s3:ssec.put-badmd5",
        "s3:ssec.get-badmd5",
        "cos:N44",
        "s3:ssec.md5-checked",
        "s3:copy.ssec-baddstmd5",
        "s3:ssec.get-wrongkey-rightmd5",
    ),
    summary="The key MD5 is the Base64 MD5 of the decoded customer key.",
)
CUSTOMER_KEY_MUST_BE_256_BITS = Rule(
    name="customer-key-must-be-256-bits",
    serves=("obs:N63", "s3:ssec.put-key16", "s3:ssec.put-key31", "s3:ssec.put-key33", "cos:N40", "s3:ssec.key-256"),
    summary="A customer key that is to encrypt has 256 bits.",
)
CUSTOMER_KEY_MUST_BE_PRINTABLE = Rule(
    name="customer-key-must-be-printable",
    serves=("cos:N40",),
    summary="A customer key that is to encrypt is made of digits, letters and special characters.",
)
SOURCE_HEADERS_TOGETHER = Rule(
    name="source-headers-together",
    serves=("obs:N87", "s3:copy.ssec-nosrcmd5", "s3:copy.ssec-srcalgonly", "cos:N56"),
    summary="The source's algorithm, key and key MD5 come together or not at all.",
)
SOURCE_ALGORITHM_MUST_BE_AES256 = Rule(
    name="source-algorithm-must-be-aes256",
    serves=("obs:N62", "s3:copy.ssec-badsrcalg", "cos:N57"),
    summary="The source's customer algorithm is AES256.",
)
SOURCE_KEY_MUST_BE_BASE64 = Rule(
    name="source-key-must-be-base64", serves=("obs:N63", "cos:N41"), summary="The source's customer key is Base64."
)
SOURCE_KEY_MD5_MUST_MATCH = Rule(
    name="source-key-md5-must-match",
    serves=("obs:N64", "s3:copy.ssec-badsrcmd5", "cos:N44"),
    summary="The source's key MD5 is the MD5 of the source's key.",
)
RULES = (
    CUSTOMER_HEADERS_TOGETHER,
    CUSTOMER_ALGORITHM_MUST_BE_AES256,
    CUSTOMER_KEY_MUST_BE_BASE64,
    CUSTOMER_KEY_MD5_MUST_MATCH,
    CUSTOMER_KEY_MUST_BE_256_BITS,
    CUSTOMER_KEY_MUST_BE_PRINTABLE,
    SOURCE_HEADERS_TOGETHER,
    SOURCE_ALGORITHM_MUST_BE_AES256,
    SOURCE_KEY_MUST_BE_BASE64,
    SOURCE_KEY_MD5_MUST_MATCH,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeaderRules:
    """The rules about one set of three headers."""

    together: Rule
    algorithm: Rule
    base64: Rule
    md5: Rule


TARGET = HeaderRules(
    together=CUSTOMER_HEADERS_TOGETHER,
    algorithm=CUSTOMER_ALGORITHM_MUST_BE_AES256,
    base64=CUSTOMER_KEY_MUST_BE_BASE64,
    md5=CUSTOMER_KEY_MD5_MUST_MATCH,
)
SOURCE = HeaderRules(
    together=SOURCE_HEADERS_TOGETHER,
    algorithm=SOURCE_ALGORITHM_MUST_BE_AES256,
    base64=SOURCE_KEY_MUST_BE_BASE64,
    md5=SOURCE_KEY_MD5_MUST_MATCH,
)

MISSING: Mapping[str, str] = {
    "algorithm": "a valid encryption algorithm",
    "key": "an appropriate secret key",
    "md5": "the client calculated MD5 of the secret key",
}
"""What an error message asks for, by what is missing; the first missing is named."""


def target_key(call: Call) -> CustomerKey | None:
    """The customer key of the object that is read or written; raises `Refused` where its headers are not in order."""
    return _read(call, call.names.target_key, TARGET)


def source_key(call: Call) -> CustomerKey | None:
    """The customer key of the object that is copied; raises `Refused` where its headers are not in order."""
    return _read(call, call.names.source_key, SOURCE)


def check_length(call: Call, key: CustomerKey) -> None:
    """Check a key that is to encrypt. One that is to open needs no check: it opens or it does not (S3 facts 3.1)."""
    if call.rules.on(CUSTOMER_KEY_MUST_BE_256_BITS) and len(key.secret) != KEY_BYTES:
        raise call.rules.refusal(CUSTOMER_KEY_MUST_BE_256_BITS)
    if call.rules.on(CUSTOMER_KEY_MUST_BE_PRINTABLE) and not all(byte in PRINTABLE for byte in key.secret):
        raise call.rules.refusal(CUSTOMER_KEY_MUST_BE_PRINTABLE)


def _read(call: Call, names: KeyNames, rules: HeaderRules) -> CustomerKey | None:
    algorithm, key, md5 = (call.header(name) for name in names.all)
    if (algorithm is None and key is None and md5 is None) or call.faults.on(CUSTOMER_KEYS_IGNORED):
        return None
    if call.rules.on(rules.algorithm) and algorithm is not None and algorithm != "AES256":
        raise call.rules.refusal(rules.algorithm, value=algorithm)
    if call.rules.on(rules.together) and not (algorithm is not None and key is not None and md5 is not None):
        missing = "algorithm" if algorithm is None else "key" if key is None else "md5"
        raise call.rules.refusal(rules.together, missing=MISSING[missing])
    if key is None:
        return None
    return _check(call, key, md5, rules)


def _check(call: Call, key: str, md5: str | None, rules: HeaderRules) -> CustomerKey:
    secret = _decode(key)
    if secret is None:
        if call.rules.on(rules.base64):
            raise call.rules.refusal(rules.base64)
        secret = key.encode()
    digest = base64.b64encode(hashlib.md5(secret).digest()).decode()
    wrong = md5 is not None and md5 != digest and not call.faults.on(ONLY_KEY_MD5_COMPARED)
    if call.rules.on(rules.md5) and wrong:
        raise call.rules.refusal(rules.md5)
    return CustomerKey(secret, digest if md5 is None else md5)


def _decode(text: str) -> bytes | None:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
