"""What oss2 says to a bucket: its default encryption and what goes with it."""

from collections.abc import Mapping
from functools import partial

from oss2 import models

from conformance.drivers.sdk.kit import Call, Got, Untyped, shown
from conformance.drivers.sdk.oss2_arguments import algorithm, method
from conformance.drivers.sdk.oss2_shown import Buckets, answered, answers
from conformance.model.case import BucketDefault
from conformance.model.operation import Operation, Reply, Told
from conformance.model.words import Mode
from conformance.wire.dialects import policies
from conformance.wire.dialects.oss import dialect
from conformance.wire.errors import NotExpressibleError


def _put_bucket_encryption(buckets: Buckets, operation: Operation) -> Got:
    result = buckets.of(operation).put_bucket_encryption(_rule(operation.default))
    return answered("put_bucket_encryption", result)


def _rule(default: BucketDefault | None) -> models.ServerSideEncryptionRule:
    if default is None or default.xml is not None or default.rules != 1:
        raise NotExpressibleError("oss2: the SDK writes the configuration itself, and it has one rule")
    if default.blocks is not None:
        raise NotExpressibleError("oss2: no document of the store lets a bucket block a method")
    rule = models.ServerSideEncryptionRule()
    if default.algorithm is not None:
        rule.sse_algorithm, rule.kms_data_encryption = default.algorithm, default.data_algorithm
    else:
        rule.sse_algorithm, rule.kms_data_encryption = algorithm(default.mode, default.data_algorithm)
    rule.kms_master_keyid = "" if default.empty_key_id else default.kms_key
    return rule


def _get_bucket_encryption(buckets: Buckets, operation: Operation) -> Got:
    result = buckets.of(operation).get_bucket_encryption()
    return Got(method="get_bucket_encryption", shows=partial(_default, result, result))


def _get_bucket_info(buckets: Buckets, operation: Operation) -> Got:
    result = buckets.of(operation).get_bucket_info()
    rule = result.bucket_encryption_rule or models.ServerSideEncryptionRule()
    return Got(method="get_bucket_info", shows=partial(_default, result, rule))


def _default(result: Untyped, rule: Untyped, reply: Reply) -> tuple[Told, ...]:
    """The rule is shown as it was read; in a bucket's information, `None` stands for no rule."""
    read = reply.default or BucketDefault()
    configured = None if read.mode is Mode.NONE and read.algorithm in {None, "None"} else read.algorithm
    cipher = None if read.data_algorithm == configured else read.data_algorithm
    return (
        *answers(result, reply),
        shown("sse_algorithm", expected=configured, observed=rule.sse_algorithm),
        shown("kms_master_keyid", expected=read.kms_key, observed=rule.kms_master_keyid),
        shown("kms_data_encryption", expected=cipher, observed=rule.kms_data_encryption),
    )


def _delete_bucket_encryption(buckets: Buckets, operation: Operation) -> Got:
    return answered("delete_bucket_encryption", buckets.of(operation).delete_bucket_encryption())


def _create_bucket(buckets: Buckets, operation: Operation) -> Got:
    return answered("create_bucket", buckets.of(operation).create_bucket(headers=method(operation.encryption)))


def _put_bucket_versioning(buckets: Buckets, operation: Operation) -> Got:
    config = models.BucketVersioningConfig("Enabled")
    return answered("put_bucket_versioning", buckets.of(operation).put_bucket_versioning(config))


def _put_bucket_policy(buckets: Buckets, operation: Operation) -> Got:
    policy = policies.put_bucket_policy(policies.OSS, operation, dialect("").spelling).body
    return answered("put_bucket_policy", buckets.of(operation).put_bucket_policy(policy))


def _list_objects(buckets: Buckets, operation: Operation) -> Got:
    result = buckets.of(operation).list_objects(prefix=operation.key or "")
    return Got(method="list_objects", shows=partial(_listing, result))


def _listing(result: Untyped, reply: Reply) -> tuple[Told, ...]:
    listed = [(each.key, each.size) for each in reply.listed]
    found = [(each.key, each.size) for each in result.object_list]
    return (*answers(result, reply), shown("object_list", expected=listed, observed=found))


CALLS: Mapping[str, Call] = {
    "put-bucket-encryption": _put_bucket_encryption,
    "get-bucket-encryption": _get_bucket_encryption,
    "delete-bucket-encryption": _delete_bucket_encryption,
    "get-bucket-info": _get_bucket_info,
    "create-bucket": _create_bucket,
    "put-bucket-versioning": _put_bucket_versioning,
    "put-bucket-policy": _put_bucket_policy,
    "list-objects": _list_objects,
}
