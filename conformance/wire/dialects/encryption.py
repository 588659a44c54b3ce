"""Encryption as headers or form fields: the same names carry both."""

import base64
import hashlib
from typing import NamedTuple

from conformance.model.operation import Encryption
from conformance.model.words import Mode, Role
from conformance.wire.dialects.base import Field, Spelling
from conformance.wire.errors import NotExpressibleError

_CUSTOMER_ALGORITHM = "AES256"


class _KeyRoles(NamedTuple):
    algorithm: Role
    key: Role
    md5: Role


_TARGET = _KeyRoles(Role.CUSTOMER_ALGORITHM, Role.CUSTOMER_KEY, Role.CUSTOMER_KEY_MD5)
_SOURCE = _KeyRoles(Role.SOURCE_CUSTOMER_ALGORITHM, Role.SOURCE_CUSTOMER_KEY, Role.SOURCE_CUSTOMER_KEY_MD5)


def for_writing(encryption: Encryption | None, spelling: Spelling) -> tuple[Field, ...]:
    """The fields that choose how a new object is encrypted."""
    if encryption is None or encryption.mode is Mode.NONE:
        return ()
    if encryption.mode is Mode.CUSTOMER:
        return _customer(encryption, spelling, _TARGET)
    value, cipher = spelling.method(spelling.sse, encryption.mode, encryption.data_algorithm)
    if value is None:
        raise NotExpressibleError(f"the {spelling.dialect} dialect has no {encryption.mode} encryption")
    return (spelling.field(Role.SSE, value), *_details(encryption, cipher, spelling))


def for_reading(encryption: Encryption | None, spelling: Spelling) -> tuple[Field, ...]:
    """The fields that open an object: a customer key's, and none in every other mode."""
    if encryption is None or encryption.mode is not Mode.CUSTOMER:
        return ()
    return _customer(encryption, spelling, _TARGET)


def for_source(encryption: Encryption | None, spelling: Spelling) -> tuple[Field, ...]:
    """The fields that open the source of a copy."""
    if encryption is None or encryption.mode is not Mode.CUSTOMER:
        return ()
    return _customer(encryption, spelling, _SOURCE)


def _customer(encryption: Encryption, spelling: Spelling, roles: _KeyRoles) -> tuple[Field, ...]:
    key = encryption.customer_key
    if key is None:
        raise NotExpressibleError("encryption with a customer key was asked for, and no key given")
    return (
        spelling.field(roles.algorithm, _CUSTOMER_ALGORITHM),
        spelling.field(roles.key, base64.b64encode(key).decode()),
        spelling.field(roles.md5, base64.b64encode(hashlib.md5(key, usedforsecurity=False).digest()).decode()),
    )


def _details(encryption: Encryption, cipher: str | None, spelling: Spelling) -> tuple[Field, ...]:
    bucket_key = None if encryption.bucket_key is None else str(encryption.bucket_key).lower()
    values = {
        Role.DATA_ENCRYPTION: cipher,
        Role.KMS_KEY_ID: encryption.kms_key_id,
        Role.CONTEXT: None if encryption.context is None else spelling.context(encryption.context),
        Role.BUCKET_KEY: bucket_key,
    }
    return tuple(spelling.field(role, value) for role, value in values.items() if value is not None)
