"""Who may use an emulator: fixed accounts with throw-away credentials, the same in every run."""

from collections.abc import Mapping
from dataclasses import dataclass

from conformance.emulator.auth.principal import Principal


@dataclass(frozen=True, slots=True)
class Account:
    """The owner of buckets and keys, in the spellings that vendors use."""

    number: str
    """Twelve digits, as in an ARN."""
    domain: str
    """32 hexadecimal digits, as in OBS's key ids."""
    project: str
    """The project that its KMS keys belong to."""


MAIN_ACCOUNT = Account("111122223333", "0a7c3e5d91f24b68a3d07f1e6b2c4d01", "0a7c3e5d91f24b68a3d07f1e6b2c4d11")
OTHER_ACCOUNT = Account("444455556666", "0a7c3e5d91f24b68a3d07f1e6b2c4d02", "0a7c3e5d91f24b68a3d07f1e6b2c4d12")

MAIN = Principal(
    name="main",
    access_key="EMULATORMAIN00000001",
    secret_key="emulator-main-throw-away-0000000000000001",  # noqa: S106 - public by design
)
OTHER = Principal(
    name="other",
    access_key="EMULATOROTHER0000002",
    secret_key="emulator-other-throw-away-000000000000002",  # noqa: S106 - public by design
)
TEMP = Principal(
    name="temp",
    access_key="EMULATORTEMP00000003",
    secret_key="emulator-temp-throw-away-0000000000000003",  # noqa: S106 - public by design
    token="emulator-session-throw-away-token",  # noqa: S106 - public by design
)
"""Temporary credentials of the main account."""

PRINCIPALS: Mapping[str, Principal] = {principal.access_key: principal for principal in (MAIN, OTHER, TEMP)}

ACCOUNTS: Mapping[str, Account] = {"main": MAIN_ACCOUNT, "temp": MAIN_ACCOUNT, "other": OTHER_ACCOUNT}
"""Account by the name of its principals."""
