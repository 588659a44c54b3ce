"""What alibabacloud-oss-v2 says to a bucket: its default encryption and what goes with it."""

from collections.abc import Mapping
from functools import partial

import alibabacloud_oss_v2 as oss

from conformance.drivers.sdk.kit import Call, Got, Untyped, shown
from conformance.drivers.sdk.oss_common import default_read, policy, rule_of
from conformance.drivers.sdk.oss_v2.arguments import method, request
from conformance.drivers.sdk.oss_v2.shown import Clients, answered, answers
from conformance.model.operation import Operation, Reply, Told


def _put_bucket_encryption(clients: Clients, operation: Operation) -> Got:
    name, key, cipher = rule_of(operation.default)
    fields = {"sse_algorithm": name, "kms_master_key_id": key, "kms_data_encryption": cipher}
    applied = oss.ApplyServerSideEncryptionByDefault(**fields)
    rule = oss.ServerSideEncryptionRule(apply_server_side_encryption_by_default=applied)
    wanted = request(oss.PutBucketEncryptionRequest, operation, server_side_encryption_rule=rule)
    return answered("put_bucket_encryption", clients.once.put_bucket_encryption(wanted))


def _get_bucket_encryption(clients: Clients, operation: Operation) -> Got:
    result = clients.once.get_bucket_encryption(request(oss.GetBucketEncryptionRequest, operation))
    rule = result.server_side_encryption_rule.apply_server_side_encryption_by_default
    return Got(method="get_bucket_encryption", shows=partial(_default, result, rule))


def _get_bucket_info(clients: Clients, operation: Operation) -> Got:
    result = clients.once.get_bucket_info(request(oss.GetBucketInfoRequest, operation))
    return Got(method="get_bucket_info", shows=partial(_default, result, result.bucket_info.sse_rule))


def _default(result: Untyped, rule: Untyped, reply: Reply) -> tuple[Told, ...]:
    """The rule is shown as it was read; an element without text may be shown as such."""
    name, key, cipher = default_read(reply)
    return (
        *answers(result, reply),
        shown("sse_algorithm", expected=name, observed=rule.sse_algorithm),
        shown("kms_master_key_id", expected=key, observed=rule.kms_master_key_id or None),
        shown("kms_data_encryption", expected=cipher, observed=rule.kms_data_encryption or None),
    )


def _delete_bucket_encryption(clients: Clients, operation: Operation) -> Got:
    wanted = request(oss.DeleteBucketEncryptionRequest, operation)
    return answered("delete_bucket_encryption", clients.once.delete_bucket_encryption(wanted))


def _create_bucket(clients: Clients, operation: Operation) -> Got:
    wanted = request(oss.PutBucketRequest, operation, **method(operation.encryption))
    return answered("put_bucket", clients.once.put_bucket(wanted))


def _put_bucket_versioning(clients: Clients, operation: Operation) -> Got:
    config = oss.VersioningConfiguration(status="Enabled")
    wanted = request(oss.PutBucketVersioningRequest, operation, versioning_configuration=config)
    return answered("put_bucket_versioning", clients.once.put_bucket_versioning(wanted))


def _put_bucket_policy(clients: Clients, operation: Operation) -> Got:
    wanted = request(oss.PutBucketPolicyRequest, operation, body=policy(operation).decode())
    return answered("put_bucket_policy", clients.once.put_bucket_policy(wanted))


def _list_objects(clients: Clients, operation: Operation) -> Got:
    result = clients.once.list_objects_v2(request(oss.ListObjectsV2Request, operation, prefix=operation.key))
    return Got(method="list_objects_v2", shows=partial(_listing, result))


def _listing(result: Untyped, reply: Reply) -> tuple[Told, ...]:
    listed = [(each.key, each.size) for each in reply.listed]
    found = [(each.key, each.size) for each in result.contents or []]
    return (*answers(result, reply), shown("contents", expected=listed, observed=found))


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
