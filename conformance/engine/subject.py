"""What is being judged, opened: a target, its spec, a driver to it, and a sandbox on it."""

from dataclasses import dataclass, field

from conformance.drivers.base import Driver
from conformance.engine.key_service import KeyService
from conformance.engine.patience import Patience
from conformance.engine.probe import Probe
from conformance.engine.sandbox import Rooms
from conformance.model.spec import Spec
from conformance.model.target import Target


@dataclass(slots=True, kw_only=True)
class Subject:
    """One column of the report."""

    name: str
    target: Target
    spec: Spec
    driver: Driver
    sandbox: Rooms
    seed: str
    """The run's seed: the same seed makes the same keys and bodies again."""
    has_plain_endpoint: bool
    text_keys: bool = False
    """Whether an SDK's page takes customer keys as text: then random ones are text too."""
    key_service: KeyService | None = None
    """None where the target does not let the suite operate its keys."""
    has_second_principal: bool = False
    has_temporary_credentials: bool = False
    other_principal: str = ""
    """How a bucket policy names the second principal; empty: unknown."""
    patience: Patience = field(default_factory=Patience)
    store: Driver | None = None
    """Plain requests to the store, whoever is judged; None: the driver's own."""
    reference: Driver | None = None
    """Our own client-side encryption on the store; None where the dialect has none."""
    peer: Driver | None = None
    """Another SDK that writes the same envelopes; None where there is none, or it is not installed."""
    probe: Probe | None = None
    """How to look at what the store keeps; None where nobody can."""
