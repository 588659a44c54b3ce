"""Who may sign requests."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """One signer. Temporary credentials carry the session token that every one of their requests must show."""

    name: str
    access_key: str
    secret_key: str = field(repr=False)
    token: str | None = field(default=None, repr=False)


Credentials = Mapping[str, Principal]
"""Access key to principal."""
