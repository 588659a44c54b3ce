"""An emulator to prove things on: opened like any subject, with no pauses, as it is never busy."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from conformance.catalogue import targets
from conformance.engine.patience import Patience
from conformance.engine.subject import Subject
from conformance.model.words import Dialect
from conformance.opening import open_subject
from conformance.options import Options
from conformance.prove.items import SEED

PATIENCE = Patience(throttled=1, unanswered=2, sleep=lambda _: None)


@contextmanager
def stand(dialect: Dialect, *faults: str) -> Iterator[Subject]:
    """A subject on an emulator of its own. Raise `CannotOpenError` where a fault keeps it from being used at all."""
    (target,) = targets.select([str(dialect)])
    options = Options(
        targets=(target,), results=Path(), run="prove", seed=SEED, answers=0, faults=frozenset(faults)
    )
    with ExitStack() as stack:
        subject = open_subject(target, options, stack)
        subject.patience = PATIENCE
        yield subject
        # Nothing is cleaned up: the store ends with this.
