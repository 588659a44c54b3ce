"""What ObsClient does with buckets."""

from obs import CreateBucketHeader

from conformance.drivers.sdk.kit import Got, Untyped, shown
from conformance.drivers.sdk.obs import arguments
from conformance.drivers.sdk.obs.results import got
from conformance.model.operation import Operation, Reply, Told
from conformance.model.words import Mode
from conformance.wire.dialects import obs as wire
from conformance.wire.errors import NotExpressibleError

_METHODS = {Mode.KMS: "kms", Mode.MANAGED: "AES256"}


def create_bucket(client: Untyped, operation: Operation) -> Got:
    """Create a bucket; its default encryption goes into `extensionHeaders`, as no argument is for it."""
    fields = wire.dialect("").draft(operation).fields
    result = client.createBucket(
        operation.bucket,
        header=CreateBucketHeader(),
        location=client.region or None,
        extensionHeaders={field.name: field.value for field in fields} | (arguments.more(operation) or {}),
    )
    return got("createBucket", result, blank=True)


def list_objects(client: Untyped, operation: Operation) -> Got:
    """List the objects below a prefix."""
    return got(
        "listObjects",
        client.listObjects(operation.bucket, prefix=operation.key, extensionHeaders=arguments.more(operation)),
    )


def put_bucket_encryption(client: Untyped, operation: Operation) -> Got:
    """Set the default encryption."""
    default = operation.default
    if default is None or default.xml is not None or default.rules != 1:
        raise NotExpressibleError("obs-sdk: the SDK writes the configuration itself, with one rule")
    if default.data_algorithm is not None or default.blocks is not None:
        raise NotExpressibleError("obs-sdk: setBucketEncryption takes a method and a key, and no cipher")
    algorithm = default.algorithm or _METHODS.get(default.mode)
    key = "" if default.empty_key_id else default.kms_key
    return got(
        "setBucketEncryption",
        client.setBucketEncryption(operation.bucket, algorithm, key=key, extensionHeaders=arguments.more(operation)),
        blank=True,
    )


def get_bucket_encryption(client: Untyped, operation: Operation) -> Got:
    """Read the default encryption."""
    result = client.getBucketEncryption(operation.bucket, extensionHeaders=arguments.more(operation))
    return got("getBucketEncryption", result, more=lambda reply: _default(result, reply))


def _default(result: Untyped, reply: Reply) -> tuple[Told, ...]:
    """The user is shown method and key as the store told them."""
    default = reply.default
    if default is None:
        return ()
    method = default.algorithm or _METHODS.get(default.mode)
    return (
        shown("encryption", expected=method, observed=getattr(result.body, "encryption", None)),
        shown("key", expected=default.kms_key, observed=getattr(result.body, "key", None)),
    )


def delete_bucket_encryption(client: Untyped, operation: Operation) -> Got:
    """Remove the default encryption."""
    return got(
        "deleteBucketEncryption",
        client.deleteBucketEncryption(operation.bucket, extensionHeaders=arguments.more(operation)),
        blank=True,
    )


def put_bucket_versioning(client: Untyped, operation: Operation) -> Got:
    """Turn versioning on."""
    return got(
        "setBucketVersioning",
        client.setBucketVersioning(operation.bucket, "Enabled", extensionHeaders=arguments.more(operation)),
        blank=True,
    )


def put_bucket_policy(client: Untyped, operation: Operation) -> Got:
    """Say who may do what; the user writes the policy himself."""
    policy = (wire.dialect("").draft(operation).body or b"").decode()
    return got(
        "setBucketPolicy",
        client.setBucketPolicy(operation.bucket, policy, extensionHeaders=arguments.more(operation)),
        blank=True,
    )
