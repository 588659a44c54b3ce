"""The specs of COS and OSS say what the facts say: every statement, every documented answer, and no answer more."""

from pathlib import Path

import pytest

from conformance.catalogue.specs import load
from conformance.model.spec import Refusal, Spec
from conformance.model.words import Dialect, Level

_ROOT = Path(__file__).resolve().parents[2] / "cases"
_COS = load(_ROOT, Dialect.COS)
_OSS = load(_ROOT, Dialect.OSS)
each_spec = pytest.mark.parametrize("spec", [_COS, _OSS], ids=["cos", "oss"])

_NUMBERED = {
    Dialect.COS: {f"N{number}" for number in range(1, 90)},
    Dialect.OSS: {f"S{number:02}" for number in range(1, 61)} | {f"C-{number:02}" for number in range(1, 32)},
}
_BEGINS = ["put-object", "post-object", "copy-object", "initiate-multipart"]
"""The operations that begin an object in both dialects; OSS adds append."""

# Name, operations, status, code: COS facts 3, 4.1 and 4.2, written a second time.
_COS_ANSWERS = [
    ("wrong-customer-key", ["get-object"], 400, "SsecDecryptHeaderInvalid"),
    ("missing-customer-key", ["get-object"], 400, "SsecDecryptHeaderInvalid"),
    ("source-key-wrong", ["copy-object"], 400, "SsecDecryptHeaderInvalid"),
    ("source-key-missing", ["copy-object"], 400, "SsecDecryptHeaderInvalid"),
    ("sse-on-read", ["get-object"], 400, "SSEHeaderNotAllowed"),
    ("sse-value-unknown", _BEGINS, 400, "SSEContentNotSupported"),
    ("kms-key-unknown", _BEGINS, 400, "KmsKeyNotExist"),
    ("kms-key-disabled", _BEGINS, 400, "KmsKeyDisabled"),
    ("bucket-default-absent", ["get-bucket-encryption"], 404, "NoSuchEncryptionConfiguration"),
    ("bucket-encryption-malformed", ["put-bucket-encryption"], 400, "MalformedXML"),
    ("content-md5-mismatch", ["put-object", "upload-part"], 400, "BadDigest"),
    ("part-etag-wrong", ["complete-multipart"], 400, "InvalidPart"),
    ("content-md5-malformed", ["put-object", "upload-part"], 400, "InvalidDigest"),
    ("bad-signature", ["put-object", "get-object"], 403, "SignatureDoesNotMatch"),
    ("other-principal", ["put-bucket-encryption", "get-bucket-encryption"], 403, "AccessDenied"),
    ("archived", ["get-object"], 403, "InvalidObjectState"),
]

# OSS facts 1.3 and 4, rows E1 to E23 and C1 to C24.
_OSS_ANSWERS = [
    ("sse-value-unknown", [*_BEGINS, "append-object"], 400, "InvalidEncryptionAlgorithmError"),
    ("bucket-encryption-unknown-algorithm", ["put-bucket-encryption"], 400, "InvalidEncryptionAlgorithmError"),
    ("bucket-encryption-managed-with-key", ["put-bucket-encryption"], 400, "InvalidArgument"),
    ("bucket-encryption-data-algorithm", ["put-bucket-encryption"], 400, "InvalidDataEncryptionAlgorithmError"),
    ("sse-on-read", ["get-object"], 400, "InvalidArgument"),
    ("sse-not-allowed", ["delete-object", "abort-multipart", "list-parts"], 400, "InvalidArgument"),
    ("part-sse-header", ["upload-part", "copy-part"], 400, "InvalidArgument"),
    ("complete-with-sse", ["complete-multipart"], 400, "InvalidArgument"),
    ("kms-not-enabled", [*_BEGINS, "append-object"], 403, "KmsServiceNotEnabled"),
    ("kms-not-permitted", [*_BEGINS, "get-object"], 403, "AccessDenied"),
    ("kms-key-id-malformed", _BEGINS, 400, "InvalidParameter"),
    ("kms-key-unknown", _BEGINS, 404, "KeyNotFound"),
    ("kms-alias-unknown", _BEGINS, 404, "AliasNotFound"),
    ("kms-key-disabled", [*_BEGINS, "append-object", "get-object"], 409, "KeyDisabled"),
    ("kms-key-pending", [*_BEGINS, "append-object", "get-object"], 409, "KeyPendingDeletion"),
    ("bucket-default-absent", ["get-bucket-encryption"], 404, "NoSuchServerSideEncryptionRule"),
    ("no-such-bucket", ["put-bucket-encryption", "get-bucket-encryption"], 404, "NoSuchBucket"),
    ("other-principal", ["put-bucket-encryption", "delete-bucket-encryption"], 403, "AccessDenied"),
    ("signature-mismatch", ["put-object"], 403, "SignatureDoesNotMatch"),
    ("content-md5-mismatch", ["put-object"], 400, "InvalidDigest"),
    ("client-envelope-incomplete", ["put-object", "initiate-multipart"], 400, "InvalidEncryptionRequest"),
    ("client-envelope-changed", ["copy-object"], 400, "InvalidEncryptionRequest"),
    ("client-part-copied", ["copy-part"], 400, "InvalidEncryptionRequest"),
]

# Both readings where documents contradict each other: status and code of the other one; no code where any will do.
_OTHER_READINGS = [
    (_COS, "sse-value-unknown", "put-object", 400, "InvalidArgument"),
    (_COS, "anonymous-public-object", "get-object", 200, ""),
    (_COS, "bad-signature", "put-object", 403, "AccessDenied"),
    (_OSS, "kms-not-enabled", "put-object", 400, "KmsServiceNotEnabled"),
    (_OSS, "bucket-default-absent", "get-bucket-encryption", 400, "NoSuchServerSideEncryptionRule"),
    (_OSS, "no-such-bucket", "get-bucket-encryption", 400, "NoSuchBucket"),
    (_OSS, "client-envelope-changed", "copy-object", 200, ""),
]

_SILENT_BUT_PROMISED = [  # rows of COS facts 4.2 whose code is silent, and the statement that promises the refusal
    ("customer-key-md5-mismatch", "put-object", "N44"),
    ("customer-key-md5-missing", "put-object", "N43"),
    ("customer-key-length", "put-object", "N40"),
    ("customer-algorithm-unknown", "put-object", "N42"),
    ("customer-over-plain-http", "put-object", "N39"),
    ("part-key-differs", "upload-part", "N53"),
    ("part-headers-not-initiated", "upload-part", "N54"),
]
_COS_NOT_SAID = [
    "customer-with-sse",
    "customer-headers-on-other-object",
    "source-headers-on-other-object",
    "kms-key-id-without-kms",
    "context-malformed",
]


def _rule(spec: Spec, name: str, verb: str) -> Refusal:
    rule = spec.refusal(name, verb)
    assert rule is not None, f"the spec has no refusal {name} for {verb}"
    return rule


@each_spec
def test_every_numbered_statement_of_the_facts_is_there(spec: Spec) -> None:
    numbered = {key for key in spec.statements if "." not in key}
    assert numbered == _NUMBERED[spec.dialect]


@each_spec
def test_every_statement_stands_somewhere_and_a_weak_one_says_why(spec: Spec) -> None:
    levels = {statement.level for statement in spec.statements.values()}
    unexplained = [key for key, known in spec.statements.items() if known.level is Level.MAY and not known.note]
    assert Level.SILENT not in levels
    assert unexplained == []


@each_spec
def test_bucket_default_is_answered_200_200_204(spec: Spec) -> None:
    verbs = ["put-bucket-encryption", "get-bucket-encryption", "delete-bucket-encryption"]
    assert [spec.statuses[verb] for verb in verbs] == [200, 200, 204]


@pytest.mark.parametrize(
    ("spec", "name", "verbs", "status", "code"),
    [
        pytest.param(spec, *row, id=f"{spec.dialect}-{row[0]}")
        for spec, rows in ((_COS, _COS_ANSWERS), (_OSS, _OSS_ANSWERS))
        for row in rows
    ],
)
def test_documented_answer(spec: Spec, name: str, verbs: list[str], status: int, code: str) -> None:
    for verb in verbs:
        (answer,) = _rule(spec, name, verb).answers
        assert answer.status == status, verb
        assert code in answer.codes, verb


@pytest.mark.parametrize(
    ("spec", "name", "verb", "status", "code"),
    [pytest.param(*row, id=f"{row[0].dialect}-{row[1]}") for row in _OTHER_READINGS],
)
def test_other_reading_of_a_contradiction_is_lenient(spec: Spec, name: str, verb: str, status: int, code: str) -> None:
    readings = {(answer.status, code) for answer in _rule(spec, name, verb).lenient for code in answer.codes or [""]}
    assert (status, code) in readings


@each_spec
def test_answers_lack_codes_only_where_the_facts_give_none(spec: Spec) -> None:
    codeless = {
        (name, verb)
        for name, rules in spec.refusals.items()
        for rule in rules
        if not all(answer.codes for answer in rule.answers)
        for verb in rule.on or ["any"]
        if verb != "head-object"  # answered without a body
    }
    only = ("range-unsatisfiable", "get-object") if spec is _COS else ("client-part-too-many", "upload-part")
    assert codeless == {only}


@pytest.mark.parametrize(("name", "verb", "key"), _SILENT_BUT_PROMISED)
def test_cos_promises_a_refusal_whose_code_is_silent(name: str, verb: str, key: str) -> None:
    rule = _rule(_COS, name, verb)
    assert key in rule.cites
    assert rule.answers == []
    assert rule.silent.startswith("COS facts")


@pytest.mark.parametrize("name", _COS_NOT_SAID)
def test_cos_promises_no_refusal_that_no_document_speaks_of(name: str) -> None:
    assert [rule.cites for rule in _COS.refusals[name]] == [[] for _ in _COS.refusals[name]]


def test_cos_tells_customer_keys_by_algorithm_and_md5() -> None:
    echoing = {verb for rule in _COS.acceptances["customer"] if rule.echoes for verb in rule.on}
    assert echoing == {*_BEGINS, "upload-part", "complete-multipart", "get-object", "head-object"}
    assert all("customer-key" in rule.withholds for rule in _COS.acceptances["customer"])


def test_oss_offers_no_customer_keys_and_judges_none() -> None:
    assert "customer" not in _OSS.acceptances
    names = [name for name in _OSS.refusals if name.startswith(("customer-", "source-", "part-key-"))]
    names += ["wrong-customer-key", "missing-customer-key", "part-headers-not-initiated"]
    for name in names:
        (rule,) = _OSS.refusals[name]
        assert rule == Refusal(silent="OSS facts 0.1: no document offers SSE-C"), name


def test_oss_expects_the_key_id_where_a_document_lists_it() -> None:
    showing = {verb for rule in _OSS.acceptances["kms"] if "kms-key-id" in rule.echoes for verb in rule.on}
    assert showing == {"head-object"}


def test_oss_promises_no_etag_under_encryption() -> None:
    assert _OSS.facts["etag-md5/none"].cites == ["etag.put"]
    assert _OSS.facts["etag-md5"].cites == _OSS.facts["etag-not-md5"].cites == []
