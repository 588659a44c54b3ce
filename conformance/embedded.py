"""What the embedded emulator offers besides its wire: its keys, its second account, and a look at what it keeps."""

from collections.abc import Iterator
from dataclasses import dataclass

from conformance.emulator import OTHER_ACCOUNT, Emulator
from conformance.emulator.accounts import MAIN_ACCOUNT
from conformance.emulator.kms import KeyState, Kms
from conformance.model.target import KmsKey
from conformance.model.words import Dialect

_ROTATED = "rotated"
OTHER_ID = {
    Dialect.OBS: f"domain/{OTHER_ACCOUNT.domain}:user/*",
    Dialect.COS: f"qcs::cam::uin/{OTHER_ACCOUNT.number}:uin/{OTHER_ACCOUNT.number}",
    Dialect.OSS: OTHER_ACCOUNT.number,
    Dialect.S3: f"arn:aws:iam::{OTHER_ACCOUNT.number}:root",
}
"""The emulator's second account, as each dialect's policies name accounts."""


@dataclass(frozen=True, slots=True)
class EmulatorProbe:
    """Looks at what an emulator that runs in this process keeps."""

    emulator: Emulator

    def stored(self, bucket: str, key: str, version: str | None) -> Iterator[bytes]:
        """Yield what is kept of an object; raises `LookupError` where there is none."""
        yield self.emulator.stored_bytes(bucket, key, version)


@dataclass(frozen=True, slots=True)
class EmulatorKeys:
    """Operates the KMS of an emulator that runs in this process."""

    kms: Kms
    model: KmsKey
    """A key of the profile: a new one's long form is spelled like its."""

    def create(self, description: str) -> KmsKey:  # noqa: ARG002 - the key ends with the emulator: nobody looks for it
        """Make a key of the main account."""
        key = self.kms.add("", MAIN_ACCOUNT.number)
        return KmsKey(id=key.id, full=self.model.full.replace(self.model.id, key.id))

    def change(self, key: KmsKey, state: str) -> None:
        """Bring a key into a state, or rotate it."""
        if state == _ROTATED:
            self.kms.rotate(key.id)
        else:
            self.kms.set_state(key.id, KeyState(state))

    def remove(self, key: KmsKey) -> None:
        """Delete a key."""
        self.kms.set_state(key.id, KeyState.DELETED)

    def serve(self, *, active: bool) -> None:
        """Turn the service on or off for the main account."""
        (self.kms.activate if active else self.kms.deactivate)(MAIN_ACCOUNT.number)
