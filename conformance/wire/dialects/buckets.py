"""Verbs about a bucket, spelled as every dialect of this family spells them.

Besides the verbs of cases there are those by which a sandbox cleans up: `head-bucket`, `delete-bucket`,
`list-versions` and `list-uploads`.
"""

import base64
import hashlib

from conformance.model.case import BucketDefault
from conformance.model.operation import Operation
from conformance.model.words import Mode, Role
from conformance.wire.dialects.base import Draft, Spelling
from conformance.wire.errors import NotExpressibleError
from conformance.wire.request import parameter
from conformance.wire.xml import Xml, element, leaf

_KEY_ID = "KMSMasterKeyID"


def head_bucket(_operation: Operation, _spelling: Spelling) -> Draft:
    """Ask whether the bucket is there."""
    return Draft(method="HEAD")


def delete_bucket(_operation: Operation, _spelling: Spelling) -> Draft:
    """Delete the bucket, which must be empty."""
    return Draft(method="DELETE")


def list_versions(_operation: Operation, _spelling: Spelling) -> Draft:
    """List the first versions and delete markers; works on buckets without versions too."""
    return Draft(method="GET", query=(parameter("versions"),))


def list_uploads(_operation: Operation, _spelling: Spelling) -> Draft:
    """List the first uploads under way."""
    return Draft(method="GET", query=(parameter("uploads"),))


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
    fields = [spelling.field(Role.CONTENT_TYPE, "application/xml")]
    if spelling.settings_md5:
        digest = hashlib.md5(body, usedforsecurity=False).digest()
        fields.append(spelling.field(Role.CONTENT_MD5, base64.b64encode(digest).decode()))
    return Draft(method="PUT", query=(parameter(sub_resource),), fields=tuple(fields), body=body)


def read_rule(document: Xml, spelling: Spelling) -> BucketDefault:
    """Read `ServerSideEncryptionConfiguration`; no rule, or one without algorithm, is no default."""
    rules = document["ServerSideEncryptionConfiguration"]["Rule"].each()
    applied = rules[0]["ApplyServerSideEncryptionByDefault"] if rules else Xml()
    algorithm = applied["SSEAlgorithm"].text
    modes = {value: mode for mode, value in spelling.bucket_sse.items()}
    return BucketDefault(
        mode=modes.get(algorithm or "", Mode.NONE),
        kms_key=applied[_KEY_ID].text,
        algorithm=algorithm,
        data_algorithm=applied["KMSDataEncryption"].text,
        empty_key_id=_KEY_ID in applied and applied[_KEY_ID].text is None,
        rules=len(rules),
    )


def _document(default: BucketDefault, spelling: Spelling) -> str:
    if default.xml is not None:
        return default.xml
    rules = [element("Rule", _rule(default, spelling))] * default.rules
    return element("ServerSideEncryptionConfiguration", *rules, namespace=spelling.namespace)


def _rule(default: BucketDefault, spelling: Spelling) -> str:
    algorithm = default.algorithm if default.algorithm is not None else spelling.bucket_sse.get(default.mode)
    if algorithm is None:
        raise NotExpressibleError(f"the {spelling.dialect} dialect has no {default.mode} default of a bucket")
    children = [leaf("SSEAlgorithm", algorithm)]
    if default.data_algorithm is not None:
        children.append(leaf("KMSDataEncryption", default.data_algorithm))
    if default.kms_key is not None or default.empty_key_id:
        children.append(leaf(_KEY_ID, default.kms_key or ""))
    return element("ApplyServerSideEncryptionByDefault", *children)
