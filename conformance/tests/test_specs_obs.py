"""The spec of OBS says what the facts say (OBS facts 3, 4.1, 4.2): every row of their errors, written a second time."""

import pytest

from conformance.catalogue.places import cases_root
from conformance.catalogue.specs import load
from conformance.model.spec import Refusal
from conformance.model.words import Dialect

_OBS = load(cases_root(), Dialect.OBS)
_BEGINS = ["put-object", "post-object", "append-object", "copy-object", "initiate-multipart"]

# Name, operations, status, code.
_ANSWERED = [
    ("content-md5-mismatch", ["put-object", "upload-part"], 400, "BadDigest"),
    ("part-etag-wrong", ["complete-multipart"], 400, "InvalidPart"),
    ("wrong-customer-key", ["get-object"], 400, "InvalidEncryptionAlgorithmError"),
    ("customer-algorithm-unknown", ["get-object"], 400, "InvalidEncryptionAlgorithmError"),
    ("kms-key-disabled", [*_BEGINS, "get-object", "upload-part", "copy-part"], 400, "KMS.DisabledException"),
    ("kms-key-unknown", _BEGINS, 400, "KMS.NotFoundException"),
    ("kms-key-deleted", ["get-object", "copy-object", "upload-part", "copy-part"], 400, ""),
    ("copy-self-unencrypted", ["copy-object"], 400, ""),
    ("metadata-directive-unknown", ["copy-object"], 400, ""),
    ("bucket-encryption-malformed", ["put-bucket-encryption"], 400, "MalformedXML"),
    ("bucket-encryption-malformed", ["put-bucket-encryption"], 400, "MalformedError"),
    ("bucket-encryption-malformed", ["put-bucket-encryption"], 400, "MissingRequestBodyError"),
    ("bucket-encryption-malformed", ["put-bucket-encryption"], 400, "InvalidRequestBody"),
    ("bucket-encryption-kms-key-illegal", ["put-bucket-encryption"], 400, ""),
    ("copy-with-body", ["copy-object"], 400, "MaxMessageLengthExceeded"),
    ("copy-with-body", ["copy-object"], 400, "UnexpectedContent"),
    ("bucket-default-absent", ["get-bucket-encryption"], 404, "NoSuchEncryptionConfiguration"),
    ("append-position", ["append-object"], 409, "PositionNotEqualToLength"),
    ("not-appendable", ["append-object"], 409, "ObjectNotAppendable"),
    ("policy-violated", ["post-object"], 400, "InvalidPolicyDocument"),
    ("signature-mismatch", ["put-object", "get-object"], 403, "SignatureDoesNotMatch"),
    ("archived", ["get-object"], 403, "InvalidObjectState"),
    ("no-such-object", ["get-object"], 404, "NoSuchKey"),
    ("no-such-bucket", ["put-bucket-encryption", "get-bucket-encryption"], 404, "NoSuchBucket"),
    ("no-such-upload", ["upload-part", "complete-multipart"], 404, "NoSuchUpload"),
    ("no-such-version", ["get-object"], 404, "NoSuchVersion"),
    ("precondition-failed", ["get-object"], 412, "PreconditionFailed"),
]

# Name, operation, and the statement that promises the refusal whose answer is silent; none: not even that is said.
_SILENT = [
    ("missing-customer-key", "get-object", "N67"),
    ("missing-customer-key", "head-object", "N68"),
    ("wrong-customer-key", "head-object", "N68"),
    ("customer-key-md5-mismatch", "put-object", "N64"),
    ("customer-key-not-base64", "put-object", "N63"),
    ("customer-key-length", "put-object", "N63"),
    ("customer-algorithm-unknown", "put-object", "N62"),
    ("customer-key-md5-missing", "put-object", "N61"),
    ("customer-over-plain-http", "put-object", "N70"),
    ("kms-over-plain-http", "put-object", "N71"),
    ("customer-with-sse", "put-object", "N03"),
    ("kms-key-id-without-kms", "put-object", "N21"),
    ("kms-key-id-with-managed", "put-object", "N21"),
    ("sse-value-unknown", "put-object", ""),
    ("data-encryption-without-kms", "put-object", "N27"),
    ("sse-on-read", "get-object", ""),
    ("customer-headers-on-other-object", "get-object", ""),
    ("source-key-missing", "copy-object", "N86"),
    ("source-key-wrong", "copy-part", "N100"),
    ("source-headers-on-other-object", "copy-object", ""),
    ("part-key-missing", "upload-part", "N97"),
    ("part-key-differs", "copy-part", "N99"),
    ("part-headers-not-initiated", "upload-part", ""),
    ("complete-with-sse", "complete-multipart", ""),
    ("missing-customer-key", "append-object", "N110"),
    ("bucket-encryption-unknown-algorithm", "put-bucket-encryption", "N118"),
    ("bucket-encryption-managed-with-key", "put-bucket-encryption", ""),
    ("bucket-encryption-two-rules", "put-bucket-encryption", ""),
    ("kms-key-pending", "put-object", ""),
]


def _rule(name: str, verb: str) -> Refusal:
    rule = _OBS.refusal(name, verb)
    assert rule is not None, f"the spec has no refusal {name} for {verb}"
    return rule


@pytest.mark.parametrize(("name", "verbs", "status", "code"), _ANSWERED)
def test_documented_answer(name: str, verbs: list[str], status: int, code: str) -> None:
    for verb in verbs:
        (answer,) = _rule(name, verb).answers
        assert answer.status == status, verb
        assert code in answer.codes or not (code or answer.codes), verb


@pytest.mark.parametrize(("name", "verb", "key"), _SILENT)
def test_silent_answer(name: str, verb: str, key: str) -> None:
    rule = _rule(name, verb)
    assert rule.answers == []
    assert rule.silent.startswith("OBS facts")
    assert key in rule.cites or (not key and not rule.cites)


def test_no_answer_more_than_the_facts_have() -> None:
    told = {
        (name, answer.status, code)
        for name, rules in _OBS.refusals.items()
        for rule in rules
        for answer in rule.answers
        for code in answer.codes or [""]
    }
    listed = {(name, status, code) for name, _, status, code in _ANSWERED}
    assert told - listed == {
        ("unsigned-header", 403, "SignatureDoesNotMatch"),
        ("bad-signature", 403, "SignatureDoesNotMatch"),
    }
