"""cos-python-sdk-v5: its methods about buckets."""

import json
from collections.abc import Mapping

from conformance.drivers.sdk.cos.arguments import Arguments, given, tweaked
from conformance.drivers.sdk.cos.caller import Caller
from conformance.drivers.sdk.cos.shown import of_a_default, of_a_listing
from conformance.drivers.sdk.kit import Call, Got
from conformance.model.operation import Operation
from conformance.model.values import BucketDefault
from conformance.model.words import Mode
from conformance.wire.dialects import cos, policies
from conformance.wire.errors import NotExpressibleError

_DEFAULTS = {Mode.MANAGED: "AES256", Mode.KMS: "KMS"}


def _asked(operation: Operation, **more: object) -> Arguments:
    return tweaked(operation, given(Bucket=operation.bucket, **more))


def _create_bucket(caller: Caller, operation: Operation) -> Got:
    caller.client.create_bucket(**_asked(operation))
    return Got(method="create_bucket")


def _put_bucket_encryption(caller: Caller, operation: Operation) -> Got:
    default = operation.default
    if default is None or default.xml is not None:
        raise NotExpressibleError("cos-sdk: the SDK writes the configuration itself")
    rules = [{"ApplyServerSideEncryptionByDefault": _rule(default)}] * default.rules
    caller.client.put_bucket_encryption(**_asked(operation, ServerSideEncryptionConfiguration={"Rule": rules}))
    return Got(method="put_bucket_encryption")


def _rule(default: BucketDefault) -> dict[str, str]:
    algorithm, cipher = default.algorithm or _DEFAULTS.get(default.mode), default.data_algorithm
    if default.mode is Mode.MANAGED and default.algorithm is None and cipher is not None:
        algorithm, cipher = cipher, None
    key = "" if default.empty_key_id else default.kms_key
    return given(SSEAlgorithm=algorithm, KMSMasterKeyID=key, KMSAlgorithm=cipher)


def _get_bucket_encryption(caller: Caller, operation: Operation) -> Got:
    answer = caller.client.get_bucket_encryption(**_asked(operation))
    return Got(method="get_bucket_encryption", shows=of_a_default(answer))


def _delete_bucket_encryption(caller: Caller, operation: Operation) -> Got:
    caller.client.delete_bucket_encryption(**_asked(operation))
    return Got(method="delete_bucket_encryption")


def _put_bucket_versioning(caller: Caller, operation: Operation) -> Got:
    caller.client.put_bucket_versioning(**_asked(operation, Status="Enabled"))
    return Got(method="put_bucket_versioning")


def _put_bucket_policy(caller: Caller, operation: Operation) -> Got:
    """The policy's text is the user's own."""
    spelling = cos.dialect(caller.region).spelling
    draft = policies.put_bucket_policy(policies.cos(caller.region), operation, spelling)
    caller.client.put_bucket_policy(**_asked(operation, Policy=json.loads(draft.body or b"")))
    return Got(method="put_bucket_policy")


def _list_objects(caller: Caller, operation: Operation) -> Got:
    answer = caller.client.list_objects(**_asked(operation, Prefix=operation.key or ""))
    return Got(method="list_objects", shows=of_a_listing(answer))


CALLS: Mapping[str, Call] = {
    "create-bucket": _create_bucket,
    "put-bucket-encryption": _put_bucket_encryption,
    "get-bucket-encryption": _get_bucket_encryption,
    "delete-bucket-encryption": _delete_bucket_encryption,
    "put-bucket-versioning": _put_bucket_versioning,
    "put-bucket-policy": _put_bucket_policy,
    "list-objects": _list_objects,
}
