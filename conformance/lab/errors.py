"""What can go wrong with a server on this machine, said so that a person can mend it."""


class LabError(Exception):
    """A server cannot be started, stopped or installed; says why and what would help."""
