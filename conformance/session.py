"""The subjects of one process: opened when first used, closed at the end."""

from contextlib import ExitStack

from conformance.catalogue.suites import Variant
from conformance.drivers.sdk.registry import NotInstalledError
from conformance.engine.subject import Subject
from conformance.model.result import Result
from conformance.model.target import Target
from conformance.model.words import Level, Verdict
from conformance.opening import CannotOpenError, open_subject
from conformance.options import Options


class SubjectUnavailableError(Exception):
    """A subject could not be opened; every item of it ends as `error` with this cause."""


class SubjectMissingError(Exception):
    """An SDK is not installed; every item of it ends as `not-installed` with this cause."""


class Session:
    """Opens each subject once, and remembers one that cannot be opened."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._stack = ExitStack()
        self._open: dict[str, Subject] = {}
        self._broken: dict[str, str] = {}
        self._missing: dict[str, str] = {}
        self._said: set[str] = set()

    def subject(self, target: Target) -> Subject:
        """The opened subject of a target.

        Raise `SubjectUnavailableError` or `SubjectMissingError` with the cause, the same every time.
        """
        if target.name in self._missing:
            raise SubjectMissingError(self._missing[target.name])
        if target.name in self._broken:
            raise SubjectUnavailableError(self._broken[target.name])
        if target.name not in self._open:
            try:
                self._open[target.name] = open_subject(target, self._options, self._stack)
            except NotInstalledError as error:
                self._missing[target.name] = str(error)
                raise SubjectMissingError(str(error)) from None
            except CannotOpenError as error:
                self._broken[target.name] = str(error)
                raise SubjectUnavailableError(str(error)) from None
        return self._open[target.name]

    def is_repeated(self, result: Result) -> bool:
        """Whether a result only repeats that its subject cannot be opened, which was said once already."""
        if self._broken.get(result.subject) != result.reason:
            return False
        repeated = result.subject in self._said
        self._said.add(result.subject)
        return repeated

    def close(self) -> list[str]:
        """Clean up and close every subject; return what could not be removed."""
        left: list[str] = []
        for subject in self._open.values():
            subject.sandbox.close()
            left += subject.sandbox.left
        self._stack.close()
        return left


def no_result(  # noqa: PLR0913, PLR0917 - what is known of an item without a subject
    target: Target, name: str, variant: Variant, nodeid: str, cause: str, verdict: Verdict = Verdict.ERROR
) -> Result:
    """The result of an item that could not be carried out."""
    return Result(
        case=name,
        title=variant.case.title,
        variant=variant.values,
        subject=target.name,
        driver=target.driver,
        dialect=target.dialect,
        level=Level.SILENT,
        verdict=verdict,
        cites=variant.case.cites[target.dialect],
        reason=cause,
        nodeid=nodeid,
    )
