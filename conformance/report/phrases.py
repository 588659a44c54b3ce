"""Plain words for what results say in short: operations, facts, and what came out."""

import re

from conformance.model.result import Finding, Result
from conformance.model.words import Level, Role, Severity, Verdict

_CALLS = {
    "put-object": "PUT",
    "get-object": "GET",
    "head-object": "HEAD",
    "get-object-attributes": "reading attributes",
    "get-object-meta": "reading length and ETag",
    "get-object-tagging": "reading tags",
    "restore-object": "restoring",
    "update-object-encryption": "changing an object's encryption",
    "send-unknown": "a request for what no store has",
    "list-objects": "listing objects",
    "delete-object": "DELETE",
    "copy-object": "copying",
    "initiate-multipart": "beginning a multipart upload",
    "upload-part": "uploading a part",
    "copy-part": "copying a part",
    "complete-multipart": "completing a multipart upload",
    "abort-multipart": "aborting a multipart upload",
    "list-parts": "listing parts",
    "post-object": "a form upload",
    "append-object": "appending",
    "create-bucket": "creating a bucket",
    "put-bucket-encryption": "setting the bucket's default encryption",
    "get-bucket-encryption": "reading the bucket's default encryption",
    "delete-bucket-encryption": "removing the bucket's default encryption",
    "get-bucket-info": "reading the bucket's information",
    "put-bucket-versioning": "turning on versioning",
    "set-kms-key": "changing a KMS key's state",
    "set-key-service": "turning the key service on or off",
    "raw": "a request sent as printed",
}
LOST = "lost"
"""The fact of what was uploaded and nobody can open."""
_FACTS = {
    "status": "HTTP status",
    "code": "error code",
    "accepted": "that it succeeds",
    "refused": "that it is refused",
    "answer": "how it is refused",
    "recorded": "what is answered",
    "body": "the content that is read",
    "listed": "the size that is listed",
    "content-range": "the range that is named",
    "kms-key-id": "the KMS key that is named",
    "default": "the bucket's default encryption",
    "metadata": "the caller's metadata",
    "opened": "that the format's own reader opens it",
    LOST: "that what was uploaded can be opened",
    "kept": "that what the caller handed over is as it was",
    "leak:sent": "that only ciphertext goes out",
    "leak:plaintext": "that no plaintext comes out",
    "leak:at-rest": "that no plaintext is kept",
    "at-rest-in-view": "that the probe sees what is kept",
    "leak:keystream": "that no keystream serves twice",
    "leak:customer-key": "that no customer key comes out",
}
_KINDS = {"header": "header for {}", "absent": "no header for {}"}
_LEAKS = {
    "leak:plaintext": "returned the plaintext",
    "leak:at-rest": "stored plaintext that it had said to encrypt",
    "leak:keystream": "sealed two contents with one keystream",
    "leak:customer-key": "gave out the customer key",
}
_ROLES: dict[str, str] = {
    Role.SSE: "the encryption method",
    Role.KMS_KEY_ID: "the KMS key id",
    Role.CONTEXT: "the encryption context",
    Role.CUSTOMER_ALGORITHM: "the customer algorithm",
    Role.CUSTOMER_KEY: "the customer key",
    Role.CUSTOMER_KEY_MD5: "the customer key's MD5",
    Role.SOURCE_CUSTOMER_ALGORITHM: "the copy source's algorithm",
    Role.SOURCE_CUSTOMER_KEY: "the copy source's key",
    Role.SOURCE_CUSTOMER_KEY_MD5: "the copy source's key MD5",
    Role.REQUEST_ID: "the request id",
}


_FROM_FINDINGS = {Verdict.VIOLATES, Verdict.ADVISES, Verdict.LENIENT, Verdict.OBSERVES}


def call(operation: str) -> str:
    """An operation in words: `GET`, `uploading a part`."""
    return _CALLS.get(operation, operation)


def role(name: str) -> str:
    """A header's role in words: `the customer key's MD5`."""
    return _ROLES.get(name, name.replace("-", " "))


def fact(name: str) -> str:
    """A checked fact in words: `HTTP status`, `header for the customer key's MD5`."""
    if name in _FACTS:
        return _FACTS[name]
    kind, _, rest = name.partition(":")
    return _KINDS[kind].format(role(rest)) if kind in _KINDS else name.replace("-", " ").replace("etag", "ETag")


def criticals(result: Result) -> list[Finding]:
    """What made a result critical: what let a secret out, or lost data."""
    return [finding for finding in result.findings if finding.severity is Severity.CRITICAL]


def came_out(result: Result) -> str:
    """What a critical result let out, for a person: `GET returned the plaintext (status 200)`."""
    said = [_came_out(result, finding) for finding in criticals(result)]
    return "; ".join(dict.fromkeys(said)) or result.reason or "a secret came out"


def why(result: Result) -> str:
    """Why a result is what it is, in words; empty where there is nothing to say.

    What leaked comes first, then what a waiver says; then the gravest finding, and for items that are only observed
    what was seen. What could not be judged keeps the engine's own reason.
    """
    if result.severity is Severity.CRITICAL:
        return came_out(result)
    if result.verdict is Verdict.CONFORMS:
        return ""
    found = [each for each in result.findings if each.verdict is result.verdict]
    if result.waiver is not None or not found or result.verdict not in _FROM_FINDINGS:
        return result.reason
    if result.verdict is Verdict.OBSERVES:
        return "; ".join(dict.fromkeys(f"at “{each.step}” came {each.observed}" for each in found))
    worst = min(found, key=lambda each: list(Level).index(each.level))
    return f"at “{worst.step}”, {fact(worst.fact)}: expected {worst.expected}, saw {worst.observed}"


def _came_out(result: Result, finding: Finding) -> str:
    step = next((step for step in result.steps if step.name == finding.step), None)
    if finding.fact not in _LEAKS:
        return f"{fact(finding.fact)}: expected {finding.expected}, saw {finding.observed}"
    if step is None:
        return f"the store {_LEAKS[finding.fact]}"
    status = re.match(r"\d{3}", step.outcome)
    return f"{call(step.do)} {_LEAKS[finding.fact]}" + (f" (status {status[0]})" if status else "")
