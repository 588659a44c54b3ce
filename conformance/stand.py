"""An emulator under a case, with the emulator itself in view: to record its answers, and to break it on purpose."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from conformance.catalogue import specs, targets
from conformance.catalogue.places import cases_root
from conformance.drivers.rest import RestDriver
from conformance.embedded import EmulatorKeys, EmulatorProbe
from conformance.emulator import FAULTS, Emulator
from conformance.emulator.rules.catalogue import ALL_RULES
from conformance.engine.patience import Patience
from conformance.engine.sandbox import Sandbox
from conformance.engine.subject import Subject
from conformance.model.words import Dialect
from conformance.opening import connect, reach_emulator

SUMMARIES = FAULTS
"""Fault to what it does."""
RULES = frozenset(rule.name for rule in ALL_RULES)
"""Those faults that are a rule switched off: a dialect that has the rule is to try it, whoever else may do without."""
IMPATIENT = Patience(throttled=1, unanswered=2, sleep=lambda _: None)
"""An emulator is never busy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """A subject and what stands behind it."""

    subject: Subject
    driver: RestDriver
    """The subject's own."""
    emulator: Emulator
    probe: EmulatorProbe
    keys: EmulatorKeys


@contextmanager
def stand(dialect: Dialect, seed: str, *faults: str) -> Iterator[Stand]:
    """Open an emulator of its own. Nothing is cleaned up: the store ends with this."""
    (target,) = targets.select([str(dialect)])
    with ExitStack() as stack:
        emulator = stack.enter_context(Emulator(str(dialect), faults=faults, region=target.region, proxy_port=None))
        reached = reach_emulator(target, emulator)
        driver = connect(target, reached, stack)
        probe, keys = EmulatorProbe(emulator), EmulatorKeys(emulator.kms, target.kms["main"])
        subject = Subject(
            name=target.name,
            target=target,
            spec=specs.load(cases_root(), dialect),
            driver=driver,
            sandbox=Sandbox(driver=driver, target=target, run="prove"),
            seed=seed,
            has_plain_endpoint=True,
            patience=IMPATIENT,
            probe=probe,
            key_service=keys,
            has_second_principal=True,
            other_principal=reached.other_id,
        )
        yield Stand(subject=subject, driver=driver, emulator=emulator, probe=probe, keys=keys)
