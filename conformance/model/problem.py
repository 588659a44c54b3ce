"""What is wrong with an input file, said so that a person can mend it."""

import msgspec


class Problem(msgspec.Struct, frozen=True, kw_only=True, order=True):
    """One complaint about one place of one file."""

    file: str
    line: int
    """1-based; 0 where the whole file is meant."""
    message: str

    def __str__(self) -> str:
        """Return `file:line: message`, the form editors make clickable."""
        return f"{self.file}:{self.line}: {self.message}" if self.line else f"{self.file}: {self.message}"


class InputError(Exception):
    """An input (case file, spec, profile, waiver, results) cannot be used; says where and why."""

    def __init__(self, *problems: Problem) -> None:
        self.problems = problems
        super().__init__("\n".join(map(str, problems)))
