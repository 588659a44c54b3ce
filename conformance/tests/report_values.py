"""Builders of invented, plausible results for the report's tests: nothing here was measured on any store."""

import hashlib

from conformance.model.result import (
    Exchange,
    Finding,
    Payload,
    Result,
    Run,
    StepRecord,
    SubjectInfo,
    WireRequest,
    WireResponse,
)
from conformance.model.words import Dialect, Level, Severity, Verdict

SUBJECTS = [
    SubjectInfo(
        name="emulator-obs",
        title="The emulator, OBS dialect",
        dialect=Dialect.OBS,
        driver="rest",
        endpoint="https://obs.region-1.localhost:18443",
        region="region-1",
    ),
    SubjectInfo(
        name="emulator-s3",
        title="The emulator, S3 dialect",
        dialect=Dialect.S3,
        driver="rest",
        endpoint="https://s3.us-east-1.localhost:18444",
        region="us-east-1",
    ),
    SubjectInfo(
        name="moto",
        title="moto, the AWS mock, started by the suite",
        dialect=Dialect.S3,
        driver="rest",
        endpoint="started by the suite (moto)",
        region="us-east-1",
    ),
    SubjectInfo(
        name="acme-gateway",
        title="Acme object gateway 4.2, staging",
        dialect=Dialect.OBS,
        driver="rest",
        endpoint="https://obs.staging.acme.example",
        region="staging-1",
    ),
]
RUN = Run(
    run="5f0c2a",
    started="2026-11-21T06:00:12+00:00",
    suite_version="0.1.0",
    commit="1d2a902",
    seed="5f0c2a9b",
    python="3.12.4",
    subjects=SUBJECTS,
    options={"answers": "documented"},
)
PLAINTEXT = "the quarterly figures nobody may read"


def payload(text: str) -> Payload:
    return Payload(length=len(text.encode()), sha256=hashlib.sha256(text.encode()).hexdigest(), text=text)


def exchange(method: str, status: int, reason: str, *, sent: str = "", answered: str = "") -> Exchange:
    key = "x-amz-server-side-encryption-customer"
    request = WireRequest(
        method=method,
        url="https://bucket-5f0c2a.s3.us-east-1.localhost:18444/5f0c2a/doc",
        headers=[
            ("Host", "bucket-5f0c2a.s3.us-east-1.localhost:18444"),
            ("Authorization", "AWS4-HMAC-SHA256 Credential=***, SignedHeaders=host;x-amz-date, Signature=***"),
            (f"{key}-algorithm", "AES256"),
            (f"{key}-key", "b3RoZXIta2V5LW90aGVyLWtleS1vdGhlci1rZXktMTI="),
            (f"{key}-key-MD5", "4XvB3tbNTN+tIEVa0/fGaQ=="),
            ("Content-Length", str(len(sent))),
        ],
        body=payload(sent) if sent else None,
    )
    response = WireResponse(
        status=status,
        reason=reason,
        headers=[
            ("x-amz-request-id", "4442587FB7D0A2F9"),
            ("ETag", '"6a1ef71cf80a8b85beb0a4c4c1d8a3b7"'),
            ("Server", "sample"),
        ],
        body=payload(answered) if answered else None,
    )
    return Exchange(request=request, response=response, seconds=0.0123)


def steps(last: Exchange, outcome: str) -> list[StepRecord]:
    put = exchange("PUT", 200, "OK", sent=PLAINTEXT)
    get = exchange("GET", 200, "OK", answered=PLAINTEXT)
    return [
        StepRecord(name="upload", do="put-object", outcome="200", exchanges=[put]),
        StepRecord(name="my key reads it", do="get-object", outcome="200", exchanges=[get]),
        StepRecord(name="the other key does not", do="get-object", outcome=outcome, exchanges=[last]),
    ]


def result(case: str, subject: str, verdict: Verdict = Verdict.CONFORMS, **more: object) -> Result:
    """A result of a known subject; `more` is any other field."""
    info = next(info for info in SUBJECTS if info.name == subject)
    fields: dict[str, object] = {
        "title": f"{case.rpartition('/')[2].replace('-', ' ').capitalize()} does what the documents say",
        "variant": {},
        "driver": info.driver,
        "dialect": info.dialect,
        "level": Level.MUST,
        "cites": ["N67"] if info.dialect is Dialect.OBS else ["ssec.get-wrongkey"],
        "facts": 9,
        "duration": 0.041,
        "nodeid": f"cases/{case}",
    }
    return Result(case=case, subject=subject, verdict=verdict, **{**fields, **more})  # type: ignore[arg-type]


def finding(fact: str, verdict: Verdict, expected: str, observed: str, **more: object) -> Finding:
    fields: dict[str, object] = {"step": "the other key does not", "level": Level.MUST, "cites": ["ssec.get-wrongkey"]}
    return Finding(fact=fact, verdict=verdict, expected=expected, observed=observed, **{**fields, **more})  # type: ignore[arg-type]


def leaking(case: str, subject: str, **more: object) -> Result:
    """A critical result: another key read the object."""
    leak = "get-object was answered 200 with the object's plaintext"
    found = [
        finding("refused", Verdict.VIOLATES, "a clean 4xx", "200"),
        finding(
            "leak:plaintext",
            Verdict.VIOLATES,
            "no plaintext where a refusal is due",
            leak,
            severity=Severity.CRITICAL,
            cites=[],
        ),
    ]
    return result(
        case,
        subject,
        Verdict.VIOLATES,
        severity=Severity.CRITICAL,
        findings=found,
        reason=f"the other key does not: {leak}",
        steps=steps(exchange("GET", 200, "OK", answered=PLAINTEXT), "200"),
        **more,
    )
