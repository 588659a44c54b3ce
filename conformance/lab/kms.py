"""KMS keys for servers that bring a key service along: two to use, one disabled, one on its way out."""

import botocore.session
from botocore.config import Config

from conformance.model.target import KmsKey

_NO_PROXY = Config(proxies={}, connect_timeout=5, read_timeout=30)
_DAYS = 7


def kms_keys(endpoint: str, region: str, access_key: str, secret_key: str) -> dict[str, KmsKey]:
    """Make the keys; raises what botocore does."""
    client = botocore.session.Session().create_client(
        "kms",
        region_name=region,
        endpoint_url=endpoint,
        aws_access_key_id=access_key,
        aws_secret_access_key=secret_key,
        config=_NO_PROXY,
    )
    keys: dict[str, KmsKey] = {}
    for name in ("main", "other", "disabled", "pending"):
        made = client.create_key(Description=f"conformance: {name}")["KeyMetadata"]
        client.create_alias(AliasName=f"alias/conformance-{name}", TargetKeyId=made["KeyId"])
        keys[name] = KmsKey(id=made["KeyId"], full=made["Arn"], alias=f"alias/conformance-{name}")
    client.disable_key(KeyId=keys["disabled"].id)
    client.schedule_key_deletion(KeyId=keys["pending"].id, PendingWindowInDays=_DAYS)
    return keys
