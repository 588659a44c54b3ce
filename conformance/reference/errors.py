"""Why something sealed cannot be opened, or cannot be sealed: one class per cause."""


class EnvelopeError(Exception):
    """An envelope, its content or its master key is not in order."""


class MissingMetadataError(EnvelopeError):
    """An entry that the format requires is not there."""

    def __init__(self, name: str) -> None:
        super().__init__(f"the metadata entry {name!r} is missing")
        self.name = name


class MalformedMetadataError(EnvelopeError):
    """An entry is there and cannot be read."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"the metadata entry {name!r} {reason}")
        self.name = name


class UnknownAlgorithmError(EnvelopeError):
    """An entry names an algorithm that the format does not know, or not together with the others."""


class AmbiguousEnvelopeError(EnvelopeError):
    """Entries of two formats stand side by side."""


class UnwrapError(EnvelopeError):
    """A master key does not open a wrapped key."""


class NoMasterKeyError(EnvelopeError):
    """No master key on hand is the one that the envelope describes."""


class PartSizeError(EnvelopeError):
    """Parts are not cut as the format requires."""


class AuthenticationError(EnvelopeError):
    """A tag, a padding or a key commitment does not fit: content or envelope was changed, or the key is another."""


class ContextError(EnvelopeError):
    """The encryption context that a reader brings is not the one that the envelope holds."""


class LegacyError(EnvelopeError):
    """An envelope of an old or uncommitted kind, which the reader was not told to accept."""
