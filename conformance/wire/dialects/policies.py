"""Bucket policies: each dialect's JSON for the same statements.

OBS's form and condition keys are printed beside its encryption headers (OBS facts 3), and so are the names of the
permissions on a bucket's default encryption (OBS N124, COS N66, OSS S46). How principals and resources are named is
the vendors' policy languages', which the facts do not cover: the emulator takes them as loosely as it can.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from conformance.model.operation import Operation
from conformance.model.policy import PolicyStatement
from conformance.model.words import Role
from conformance.wire.dialects.base import Draft, Spelling
from conformance.wire.dialects.integrity import document_md5
from conformance.wire.errors import NotExpressibleError
from conformance.wire.request import parameter

Json = dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyWords:
    """A dialect's policy language, as far as cases speak it."""

    actions: Mapping[str, str]
    """Verb to action."""
    principal: Callable[[str], object]
    """The element that names one principal, or everyone by `*`."""
    resource: str
    """What stands before the bucket in a resource's name; `{account}` is what follows a bucket's last hyphen."""
    condition: str | None = None
    """What stands before a header in a condition; None: the documents know no conditions on headers."""
    version: Mapping[str, str]
    """The element that names the language's version, if it has one."""


def by_kind(kind: str) -> Callable[[str], object]:
    """Principals that are named as `{kind: [id]}`."""
    return lambda name: {kind: [name]}


_ENCRYPTION = {
    "put-bucket-encryption": "PutEncryptionConfiguration",
    "get-bucket-encryption": "GetEncryptionConfiguration",
    "delete-bucket-encryption": "PutEncryptionConfiguration",
}
_OBJECTS = {"put-object": "PutObject", "get-object": "GetObject"}
_BY_VERB = {
    "put-bucket-encryption": "PutBucketEncryption",
    "get-bucket-encryption": "GetBucketEncryption",
    "delete-bucket-encryption": "DeleteBucketEncryption",
}


def _prefixed(prefix: str, actions: Mapping[str, str]) -> Mapping[str, str]:
    return {verb: prefix + action for verb, action in actions.items()}


OBS = PolicyWords(actions={**_OBJECTS, **_ENCRYPTION}, principal=by_kind("ID"), resource="", condition="", version={})
S3 = PolicyWords(
    actions=_prefixed("s3:", {**_OBJECTS, **_ENCRYPTION}),
    principal=by_kind("AWS"),
    resource="arn:aws:s3:::",
    condition="s3:",
    version={"Version": "2012-10-17"},
)
OSS = PolicyWords(
    actions=_prefixed("oss:", {**_OBJECTS, **_BY_VERB}),
    principal=lambda name: [name],
    resource="acs:oss:*:*:",
    version={"Version": "1"},
)


def cos(region: str) -> PolicyWords:
    """COS's language; its resources name the region and the account."""
    return PolicyWords(
        actions=_prefixed("name/cos:", {**_OBJECTS, **_BY_VERB}),
        principal=by_kind("qcs"),
        resource=f"qcs::cos:{region}:uid/{{account}}:",
        version={"version": "2.0"},
    )


def put_bucket_policy(words: PolicyWords, operation: Operation, spelling: Spelling) -> Draft:
    """PUT of the policy; raise `NotExpressibleError` where the dialect has no word for what it says."""
    statements = [_statement(each, words, operation, spelling) for each in operation.policy]
    body = json.dumps({**words.version, "Statement": statements}).encode()
    fields = (spelling.field(Role.CONTENT_TYPE, "application/json"), *document_md5(body, spelling))
    return Draft(method="PUT", query=(parameter("policy"),), fields=fields, body=body)


def _statement(each: PolicyStatement, words: PolicyWords, operation: Operation, spelling: Spelling) -> Json:
    bucket = words.resource.format(account=operation.bucket.rpartition("-")[2]) + operation.bucket
    statement: Json = {
        "Effect": each.effect.capitalize(),
        "Principal": words.principal("*" if each.to == "everyone" else operation.other_principal),
        "Action": sorted({_action(verb, words, spelling) for verb in each.verbs}),
        "Resource": [bucket, f"{bucket}/*"],
    }
    return statement | _condition(each, words, spelling)


def _action(verb: str, words: PolicyWords, spelling: Spelling) -> str:
    if verb not in words.actions:
        raise NotExpressibleError(f"the {spelling.dialect} dialect has no action of a policy for {verb}")
    return words.actions[verb]


def _condition(each: PolicyStatement, words: PolicyWords, spelling: Spelling) -> Json:
    if each.unless is None:
        return {}
    value = spelling.sse.get(each.unless)
    if words.condition is None or value is None:
        raise NotExpressibleError(f"no policy of the {spelling.dialect} dialect looks at the method {each.unless}")
    return {"Condition": {"StringNotEquals": {words.condition + spelling.roles[Role.SSE]: value}}}
