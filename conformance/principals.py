"""Who may use a store that the suite did not start: credentials from the environment, or from a closed file."""

import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from conformance.model.target import Auth
from conformance.wire.credentials import Credentials

_OTHERS = stat.S_IRWXG | stat.S_IRWXO


@dataclass(frozen=True, slots=True, kw_only=True)
class Principals:
    """The owner, and a second principal if there is one."""

    main: Credentials
    other: Credentials | None = None
    other_id: str = ""
    """How a bucket policy names the second principal."""


def principals(auth: Auth) -> Principals:
    """Look up what a profile names, in the environment before its file.

    Raise `ValueError` where the owner's credentials are nowhere, or the file cannot be used.
    """
    values = _values(auth)
    missing = [name for name in (auth.access_key, auth.secret_key) if not values.get(name)]
    if missing:
        raise ValueError(f"no credentials; set {' and '.join(missing)} in the environment")
    other = _pair(values, auth.other_access_key, auth.other_secret_key)
    return Principals(
        main=Credentials(
            access_key=values[auth.access_key],
            secret_key=values[auth.secret_key],
            token=values.get(auth.token) or None,
        ),
        other=other,
        other_id=values.get(auth.other_id, "") if other is not None else "",
    )


def read_file(path: Path) -> dict[str, str]:
    """Lines of NAME=value; raise `OSError`, or `ValueError` for a file open to others or of another form."""
    with path.open(encoding="utf-8") as file:
        if stat.S_IMODE(os.fstat(file.fileno()).st_mode) & _OTHERS:
            raise ValueError("the file is open to others; chmod 600 closes it")
        lines = file.read().splitlines()
    values: dict[str, str] = {}
    for number, line in enumerate(lines, start=1):
        name, equals, value = line.partition("=")
        if not equals or not name.isidentifier():
            raise ValueError(f"line {number} is not NAME=value")
        values[name] = value
    return values


def _values(auth: Auth) -> Mapping[str, str]:
    if not auth.file:
        return os.environ
    try:
        return {**read_file(Path(auth.file)), **os.environ}
    except OSError as error:
        raise ValueError(f"the credentials in {auth.file} cannot be read: {error.strerror}") from None
    except ValueError as error:
        raise ValueError(f"the credentials in {auth.file}: {error}") from None


def _pair(values: Mapping[str, str], *names: str) -> Credentials | None:
    access_key, secret_key = (values.get(name) for name in names)
    return Credentials(access_key=access_key, secret_key=secret_key) if access_key and secret_key else None
