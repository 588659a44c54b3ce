"""The keys that sign requests."""

from dataclasses import dataclass, field, replace


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """An access key, its secret, and the token of temporary credentials. Printing it shows nothing."""

    access_key: str = field(repr=False)
    secret_key: str = field(repr=False)
    token: str | None = field(default=None, repr=False)

    def spoiled(self) -> "Credentials":
        """The same principal with a secret that is not its own: signatures are well-formed and wrong."""
        return replace(self, secret_key=f"{self.secret_key}-spoiled")
