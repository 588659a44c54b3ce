"""oss2's provider of master keys in a key service, on the suite's own service instead of the vendor's."""

import json
from base64 import b64decode, b64encode
from collections.abc import Sequence

from aliyunsdkcore.acs_exception.exceptions import ServerException
from oss2.crypto import AliKMSProvider, EncryptionMaterials

from conformance.drivers.sdk.kit import Untyped
from conformance.model.operation import Master, Vault

_REGION = "cn-hangzhou"
_NOBODY = ("nobody", "nothing")
"""Credentials for a service that is never asked."""


def in_service(master: Master, also: Sequence[Master]) -> Untyped:
    """The provider of a master key, and of further ones that only open."""
    vaults = {each.vault.key_id: each.vault for each in (master, *also) if each.vault is not None}
    provider = AliKMSProvider(*_NOBODY, _REGION, next(iter(vaults)), mat_desc=dict(master.description) or None)
    provider.kms_client = _Service(vaults)
    for other in also:
        if other.vault is not None:
            material = EncryptionMaterials(dict(other.description), custom_master_key_id=other.vault.key_id)
            provider.add_encryption_materials(material)
    return provider


class _Service:
    """What the SDK asks of the vendor's client: three calls, Base64 inside JSON. A blob says which key made it."""

    def __init__(self, vaults: dict[str, Vault]) -> None:
        self._vaults = vaults

    def do_action_with_exception(self, request: Untyped) -> bytes:
        """Answer one call; raise `ServerException` as the vendor's client does."""
        asked = request.get_query_params()
        match request.get_action_name():
            case "GenerateDataKey":
                plain, wrapped = self._vaults[asked["KeyId"]].generate({})
                return _said(Plaintext=plain, CiphertextBlob=wrapped)
            case "Encrypt":
                return _said(CiphertextBlob=self._vaults[asked["KeyId"]].encrypt(b64decode(asked["Plaintext"]), {}))
            case "Decrypt":
                return _said(Plaintext=self._opened(asked["CiphertextBlob"]))
            case other:
                raise ServerException("UnsupportedOperation", other, http_status=400)

    def _opened(self, blob: str | bytes) -> bytes:
        try:
            wrapped = b64decode(blob, validate=True)
        except ValueError:
            wrapped = b""
        opened = (vault.decrypt(wrapped, {}) for vault in self._vaults.values())
        plain = next((each for each in opened if each is not None), None)
        if plain is None:
            raise ServerException("Forbidden.KeyNotFound", "the key service does not open it", http_status=403)
        return plain


def _said(**entries: bytes) -> bytes:
    return json.dumps({name: b64encode(value).decode() for name, value in entries.items()}).encode()
