"""What oss2 says to a bucket: its default encryption and what goes with it."""

from collections.abc import Mapping
from functools import partial

import oss2
from oss2 import models

from conformance.drivers.sdk.kit import Call, Got, Untyped, shown
from conformance.drivers.sdk.oss2.arguments import method
from conformance.drivers.sdk.oss2.shown import Buckets, answered, answers
from conformance.drivers.sdk.oss_common import default_read, policy, rule_of
from conformance.model.operation import Operation, Reply, Told, Tweaks
from conformance.wire.errors import NotExpressibleError


def _bucket(buckets: Buckets, operation: Operation) -> oss2.Bucket:
    """The bucket of a call that takes no headers; raise `NotExpressibleError` where there are some."""
    if operation.tweaks != Tweaks():
        raise NotExpressibleError(f"oss2: the method of {operation.do} takes no headers")
    return buckets.of(operation)


def _put_bucket_encryption(buckets: Buckets, operation: Operation) -> Got:
    rule = models.ServerSideEncryptionRule()
    rule.sse_algorithm, rule.kms_master_keyid, rule.kms_data_encryption = rule_of(operation.default)
    result = _bucket(buckets, operation).put_bucket_encryption(rule)
    return answered("put_bucket_encryption", result)


def _get_bucket_encryption(buckets: Buckets, operation: Operation) -> Got:
    result = _bucket(buckets, operation).get_bucket_encryption()
    return Got(method="get_bucket_encryption", shows=partial(_default, result, result))


def _get_bucket_info(buckets: Buckets, operation: Operation) -> Got:
    result = _bucket(buckets, operation).get_bucket_info()
    rule = result.bucket_encryption_rule or models.ServerSideEncryptionRule()
    return Got(method="get_bucket_info", shows=partial(_default, result, rule))


def _default(result: Untyped, rule: Untyped, reply: Reply) -> tuple[Told, ...]:
    """The rule is shown as it was read; in a bucket's information, `None` stands for no rule."""
    name, key, cipher = default_read(reply)
    return (
        *answers(result, reply),
        shown("sse_algorithm", expected=None if name == "None" else name, observed=rule.sse_algorithm),
        shown("kms_master_keyid", expected=key, observed=rule.kms_master_keyid),
        shown("kms_data_encryption", expected=cipher, observed=rule.kms_data_encryption),
    )


def _delete_bucket_encryption(buckets: Buckets, operation: Operation) -> Got:
    return answered("delete_bucket_encryption", _bucket(buckets, operation).delete_bucket_encryption())


def _create_bucket(buckets: Buckets, operation: Operation) -> Got:
    return answered("create_bucket", _bucket(buckets, operation).create_bucket(headers=method(operation.encryption)))


def _put_bucket_versioning(buckets: Buckets, operation: Operation) -> Got:
    config = models.BucketVersioningConfig("Enabled")
    return answered("put_bucket_versioning", _bucket(buckets, operation).put_bucket_versioning(config))


def _put_bucket_policy(buckets: Buckets, operation: Operation) -> Got:
    return answered("put_bucket_policy", _bucket(buckets, operation).put_bucket_policy(policy(operation)))


def _list_objects(buckets: Buckets, operation: Operation) -> Got:
    result = _bucket(buckets, operation).list_objects(prefix=operation.key or "")
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
