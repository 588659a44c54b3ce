"""Verbs about a bucket, spelled as every dialect of this family spells them.

Besides the verbs of cases there are those by which a sandbox cleans up: `head-bucket`, `delete-bucket`,
`list-versions` and `list-uploads`.
"""

from collections.abc import Iterator, Mapping
from typing import Literal

from conformance.model.operation import Operation
from conformance.model.values import BucketDefault
from conformance.model.words import Mode, Role
from conformance.wire.dialects.base import DefaultDocument, Draft, Spelling
from conformance.wire.dialects.integrity import document_md5
from conformance.wire.errors import NotExpressibleError
from conformance.wire.request import Parameter, parameter
from conformance.wire.xml import Xml, element, leaf

APPLIED = "ApplyServerSideEncryptionByDefault"
_ALGORITHM = "SSEAlgorithm"
_KEY_ID = "KMSMasterKeyID"
_BLOCKED: Mapping[str, Literal["customer", "none"]] = {"SSE-C": "customer", "NONE": "none"}
"""What stands in the element that blocks methods (S3 facts 0.1), and what it means."""


def head_bucket(_operation: Operation, _spelling: Spelling) -> Draft:
    """Ask whether the bucket is there."""
    return Draft(method="HEAD")


def delete_bucket(_operation: Operation, _spelling: Spelling) -> Draft:
    """Delete the bucket, which must be empty."""
    return Draft(method="DELETE")


def list_versions(operation: Operation, _spelling: Spelling) -> Draft:
    """List the first versions and delete markers, below a prefix if a key is given; for any bucket."""
    return Draft(method="GET", query=(parameter("versions"), *_prefix(operation)))


def list_uploads(operation: Operation, _spelling: Spelling) -> Draft:
    """List the first uploads under way, below a prefix if a key is given."""
    return Draft(method="GET", query=(parameter("uploads"), *_prefix(operation)))


def _prefix(operation: Operation) -> tuple[Parameter, ...]:
    return () if operation.key is None else (parameter("prefix", operation.key),)


def put_bucket_versioning(_operation: Operation, spelling: Spelling) -> Draft:
    """Turn versioning on."""
    document = element("VersioningConfiguration", leaf("Status", "Enabled"), namespace=spelling.namespace)
    return settings("versioning", document, spelling)


def put_bucket_encryption(operation: Operation, spelling: Spelling) -> Draft:
    """Set the default encryption."""
    if operation.default is None:
        raise NotExpressibleError("put-bucket-encryption needs a default")
    return settings("encryption", _document(operation.default, spelling), spelling)


def get_bucket_encryption(_operation: Operation, _spelling: Spelling) -> Draft:
    """Read the default encryption."""
    return Draft(method="GET", query=(parameter("encryption"),))


def delete_bucket_encryption(_operation: Operation, _spelling: Spelling) -> Draft:
    """Remove the default encryption."""
    return Draft(method="DELETE", query=(parameter("encryption"),))


def settings(sub_resource: str, document: str, spelling: Spelling) -> Draft:
    """PUT of a bucket setting."""
    body = document.encode()
    fields = (spelling.field(Role.CONTENT_TYPE, "application/xml"), *document_md5(body, spelling))
    return Draft(method="PUT", query=(parameter(sub_resource),), fields=fields, body=body)


def read_rule(document: Xml, spelling: Spelling) -> BucketDefault:
    """Read the document; no rule, or one without algorithm, is no default."""
    words = spelling.default
    root = document[words.root]
    applied = root[APPLIED].each() if words.rule is None else [rule[APPLIED] for rule in root[words.rule].each()]
    first = applied[0] if applied else Xml()
    algorithm = first[_ALGORITHM].text
    managed = dict.fromkeys(spelling.managed_ciphers, Mode.MANAGED)
    modes = {value: mode for mode, value in spelling.bucket_sse.items()} | managed
    return BucketDefault(
        mode=modes.get(algorithm or "", Mode.NONE),
        kms_key=first[_KEY_ID].text,
        algorithm=algorithm,
        data_algorithm=algorithm if algorithm in managed else first[words.cipher].text,
        empty_key_id=_KEY_ID in first and first[_KEY_ID].text is None,
        blocks=_blocks(root, words),
        rules=len(applied),
    )


def _blocks(root: Xml, words: DefaultDocument) -> Literal["customer", "none"] | None:
    if words.rule is None or words.blocking is None:
        return None
    rules = root[words.rule].each()
    kind = rules[0][words.blocking]["EncryptionType"].text if rules else None
    return _BLOCKED.get(kind or "")


def _document(default: BucketDefault, spelling: Spelling) -> str:
    if default.xml is not None:
        return default.xml
    words = spelling.default
    applied = element(APPLIED, *_rule(default, spelling))
    rule = applied if words.rule is None else element(words.rule, applied, *_blocking(default, spelling))
    return element(words.root, *[rule] * default.rules, namespace=spelling.namespace)


def _blocking(default: BucketDefault, spelling: Spelling) -> Iterator[str]:
    if default.blocks is None:
        return
    if spelling.default.blocking is None:
        raise NotExpressibleError(f"the {spelling.dialect} dialect has no bucket that blocks customer keys")
    kind = next(text for text, meaning in _BLOCKED.items() if meaning == default.blocks)
    yield element(spelling.default.blocking, leaf("EncryptionType", kind))


def _rule(default: BucketDefault, spelling: Spelling) -> Iterator[str]:
    """What a rule says; an algorithm that is given is sent as it is, beside whatever cipher."""
    algorithm, cipher = default.algorithm, default.data_algorithm
    if algorithm is None:
        algorithm, cipher = spelling.method(spelling.bucket_sse, default.mode, cipher)
    if algorithm is None:
        raise NotExpressibleError(f"the {spelling.dialect} dialect has no {default.mode} default of a bucket")
    key = "" if default.empty_key_id else None
    values = {_ALGORITHM: algorithm, spelling.default.cipher: cipher, _KEY_ID: default.kms_key or key}
    for name in spelling.default.order:
        value = values[name]
        if value is not None:
            yield leaf(name, value)
