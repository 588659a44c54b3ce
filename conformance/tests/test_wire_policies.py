"""Bucket policies and ACLs, as each dialect spells them."""

import json
from typing import Any

import pytest

from conformance.model.operation import Operation
from conformance.model.policy import PolicyStatement
from conformance.model.words import Dialect as Name
from conformance.model.words import Mode
from conformance.wire.dialects import dialect_for
from conformance.wire.errors import NotExpressibleError

VERBS = ["put-bucket-encryption", "delete-bucket-encryption"]
ALLOW = PolicyStatement(effect="allow", to="other-principal", verbs=VERBS)
DEMAND = PolicyStatement(effect="deny", to="everyone", verbs=["put-object"], unless=Mode.KMS)


def document(name: Name, statement: PolicyStatement) -> dict[str, Any]:
    operation = Operation(do="put-bucket-policy", bucket="b-125", policy=(statement,), other_principal="them")
    draft = dialect_for(name, "region-1").draft(operation)
    assert (draft.method, draft.query) == ("PUT", (("policy", None),))
    read: dict[str, Any] = json.loads(draft.body or b"")
    return read


@pytest.mark.parametrize(
    ("name", "principal", "actions", "resource"),
    [
        (Name.OBS, {"ID": ["them"]}, ["PutEncryptionConfiguration"], "b-125"),
        (Name.S3, {"AWS": ["them"]}, ["s3:PutEncryptionConfiguration"], "arn:aws:s3:::b-125"),
        (Name.OSS, ["them"], ["oss:DeleteBucketEncryption", "oss:PutBucketEncryption"], "acs:oss:*:*:b-125"),
        (
            Name.COS,
            {"qcs": ["them"]},
            ["name/cos:DeleteBucketEncryption", "name/cos:PutBucketEncryption"],
            "qcs::cos:region-1:uid/125:b-125",
        ),
    ],
)
def test_a_permission(name: Name, principal: object, actions: list[str], resource: str) -> None:
    [statement] = document(name, ALLOW)["Statement"]
    expected = {"Effect": "Allow", "Principal": principal, "Action": actions}
    assert statement == {**expected, "Resource": [resource, f"{resource}/*"]}


@pytest.mark.parametrize(
    ("name", "condition"),
    [
        (Name.OBS, {"x-obs-server-side-encryption": "kms"}),
        (Name.S3, {"s3:x-amz-server-side-encryption": "aws:kms"}),
    ],
)
def test_a_method_that_is_demanded(name: Name, condition: dict[str, str]) -> None:
    [statement] = document(name, DEMAND)["Statement"]
    assert statement["Condition"] == {"StringNotEquals": condition}
    assert list(statement["Principal"].values()) == [["*"]]


@pytest.mark.parametrize("name", [Name.COS, Name.OSS])
def test_conditions_that_no_document_knows(name: Name) -> None:
    with pytest.raises(NotExpressibleError, match="looks at the method kms"):
        document(name, DEMAND)


def test_an_action_that_is_not_there() -> None:
    with pytest.raises(NotExpressibleError, match="no action of a policy for restore"):
        document(Name.S3, PolicyStatement(effect="allow", to="everyone", verbs=["restore"]))


@pytest.mark.parametrize(
    ("name", "header"),
    [
        (Name.OBS, "x-obs-acl"),
        (Name.COS, "x-cos-acl"),
        (Name.OSS, "x-oss-object-acl"),
        (Name.S3, "x-amz-acl"),
    ],
)
def test_a_public_upload(name: Name, header: str) -> None:
    operation = Operation(do="put-object", bucket="b-125", key="k", body=b"", acl="public-read")
    fields = dialect_for(name, "region-1").draft(operation).fields
    assert [(each.name, each.value) for each in fields] == [(header, "public-read")]
