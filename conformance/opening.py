"""Open a subject: start what is to be started, find the credentials, and put a driver and a sandbox on it."""

import hashlib
import os
from contextlib import ExitStack
from dataclasses import dataclass

from conformance.catalogue import specs
from conformance.catalogue.places import cases_root
from conformance.describe import describe
from conformance.drivers.base import Driver
from conformance.drivers.rest import RestDriver
from conformance.drivers.sdk.driver import SdkDriver
from conformance.drivers.sdk.registry import SDKS, NotInstalledError, load
from conformance.embedded import OTHER_ID, EmulatorKeys, EmulatorProbe
from conformance.emulator import MAIN, OTHER, TEMP, Emulator
from conformance.emulator.editions import CURRENT
from conformance.engine.envelopes import ENVELOPES
from conformance.engine.journal import Journal
from conformance.engine.key_service import JournalledKeys, KeyService
from conformance.engine.meter import MeteredDriver
from conformance.engine.patience import PatientDriver
from conformance.engine.probe import Probe
from conformance.engine.reference_client import ReferenceClient
from conformance.engine.sandbox import Sandbox, SandboxError
from conformance.engine.subject import Subject
from conformance.hints import after, misplaced
from conformance.lab import moto
from conformance.limits import meter_of
from conformance.model.problem import InputError
from conformance.model.target import Target
from conformance.options import Options
from conformance.principals import principals
from conformance.probes import probe_of
from conformance.probes.kms_api import KmsApi
from conformance.subjects import REST
from conformance.wire.credentials import Credentials
from conformance.wire.dialects import dialect_for
from conformance.wire.endpoint import Endpoint, Origin
from conformance.wire.errors import NotExpressibleError, WireError
from conformance.wire.proxies import Proxies
from conformance.wire.signers import signer_for
from conformance.wire.tls import Trust

_LOOPBACK = "127.0.0.1"


class CannotOpenError(Exception):
    """A subject cannot be reached or used; says why and what would help."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """A store that is there, and who may use it."""

    endpoint: Endpoint
    credentials: Credentials
    other: Credentials | None = None
    """A second principal."""
    temporary: Credentials | None = None
    """The first principal's, with a token."""
    other_id: str = ""
    """How a bucket policy names it."""
    probe: Probe | None = None
    key_service: KeyService | None = None


def open_subject(target: Target, options: Options, stack: ExitStack) -> Subject:
    """Open a target; what is started is stopped when `stack` closes.

    Whoever is judged, what the suite needs for itself is made and removed by its own driver. Raise `CannotOpenError`,
    or `NotInstalledError` where an SDK is not there.
    """
    reached = _reach(target, options, stack)
    store = connect(target, reached, stack)
    driver = store if target.driver == REST else _sdk(target.driver, target, reached, stack)
    run = f"{options.run}{os.environ.get('PYTEST_XDIST_WORKER', '')}"
    journal = None if target.start else Journal(options.journal, run, describe(target))
    meter = meter_of(target.limits)
    ours = MeteredDriver(driver=store, meter=meter, bound=True)
    envelopes = ENVELOPES.get(target.dialect)
    keeper = PatientDriver(MeteredDriver(driver=store, meter=meter, bound=False))
    sandbox = Sandbox(driver=keeper, target=target, run=f"{run}-{_short(target.name)}", journal=journal)
    try:
        spec = specs.load(cases_root(), target.dialect)
        sandbox.open()
    except (InputError, WireError, SandboxError, NotExpressibleError) as error:
        sandbox.close()
        hints = () if target.start else after(target, reached.endpoint.origin, str(error))
        raise CannotOpenError("; ".join([f"target {target.name}: {error}", *hints, *sandbox.left])) from None
    keys = reached.key_service
    if keys is not None and journal is not None:
        owner = f"{target.prefix}-{sandbox.run}"
        keys = JournalledKeys(service=keys, journal=journal, run=owner, left=sandbox.left)
    plain = reached.endpoint.plain is not None or reached.endpoint.origin.scheme == "http"
    return Subject(
        name=target.name,
        target=target,
        spec=spec,
        driver=MeteredDriver(driver=driver, meter=meter, bound=True),
        sandbox=sandbox,
        seed=options.seed,
        has_plain_endpoint=plain,
        text_keys=target.driver != REST and SDKS[target.driver].text_keys,
        probe=reached.probe,
        key_service=keys,
        has_second_principal=reached.other is not None,
        has_temporary_credentials=reached.temporary is not None,
        other_principal=reached.other_id,
        store=ours,
        peer=_peer(target, reached, stack),
        reference=ReferenceClient(ours, envelopes) if envelopes is not None else None,
    )


def _short(name: str) -> str:
    """Four letters for a subject: several of one run may be on one store, and each has buckets of its own."""
    return hashlib.sha256(name.encode()).hexdigest()[:4]


def connect(target: Target, reached: Reached, stack: ExitStack) -> RestDriver:
    """A driver to a store that is there; it ends when `stack` closes. Raise `CannotOpenError`."""
    try:
        signer = signer_for(target.auth.scheme, reached.endpoint.region)
    except ValueError as error:
        raise CannotOpenError(f"target {target.name}: {error}") from None
    driver = RestDriver(
        endpoint=reached.endpoint,
        dialect=dialect_for(target.dialect, reached.endpoint.region),
        signer=signer,
        credentials=reached.credentials,
        other=reached.other,
        temporary=reached.temporary,
    )
    stack.callback(driver.close)
    return driver


def _sdk(name: str, target: Target, reached: Reached, stack: ExitStack) -> Driver:
    driver = SdkDriver(
        load(name),
        endpoint=reached.endpoint,
        dialect=dialect_for(target.dialect, reached.endpoint.region),
        credentials=reached.credentials,
        other=reached.other,
        temporary=reached.temporary,
    )
    stack.callback(driver.close)
    return driver


def _peer(target: Target, reached: Reached, stack: ExitStack) -> Driver | None:
    """The vendor's other SDK for the envelopes that the judged one writes."""
    if target.driver == REST or not SDKS[target.driver].encrypts:
        return None
    peers = [name for name, sdk in SDKS.items() if sdk.encrypts and sdk.dialect is target.dialect]
    peer = next((name for name in peers if name != target.driver), None)
    try:
        return _sdk(peer, target, reached, stack) if peer is not None else None
    except NotInstalledError:
        return None


def reach_given(target: Target) -> Reached:
    """A store that the suite did not start, with credentials from the environment; raise `CannotOpenError`."""
    try:
        origin = _origin(target, target.endpoint)
        plain = _origin(target, target.plain_endpoint) if target.plain_endpoint else None
        allowed = principals(target.auth)
        proxies = proxies_of(target)
    except ValueError as error:
        raise CannotOpenError(f"target {target.name}: {error}") from None
    why = misplaced(target, origin)
    if why:
        raise CannotOpenError(f"target {target.name}: {why}")
    endpoint = Endpoint(
        origin=origin,
        plain=plain,
        region=target.region,
        addressing=target.addressing,
        trust=Trust(ca_file=target.ca_file),
        proxies=proxies,
    )
    return Reached(
        endpoint=endpoint,
        credentials=allowed.main,
        other=allowed.other,
        temporary=allowed.main if allowed.main.token else None,
        other_id=allowed.other_id,
        probe=probe_of(target.probe),
        key_service=key_service_of(target, allowed.main),
    )


def key_service_of(target: Target, credentials: Credentials) -> KmsApi | None:
    """Where the suite may make keys; None where the profile names no such place."""
    if target.key_service is None:
        return None
    endpoint = target.key_service.endpoint.replace("{region}", target.region)
    return KmsApi(endpoint=endpoint, region=target.region, credentials=credentials, proxies=proxies_of(target))


def proxies_of(target: Target) -> Proxies:
    """The way to a store that the suite did not start; raise `ValueError` for what is no proxy."""
    return Proxies.of_profile(target.proxy, os.environ)


def _origin(target: Target, url: str) -> Origin:
    return Origin.of_url(url.replace("{region}", target.region))


def _reach(target: Target, options: Options, stack: ExitStack) -> Reached:
    match target.start:
        case "emulator":
            return _emulator(target, options, stack)
        case "moto":
            return _moto(target, stack)
        case "":
            return reach_given(target)
        case other:
            raise CannotOpenError(f"target {target.name}: `start: {other}` is not known (known: emulator, moto)")


def _emulator(target: Target, options: Options, stack: ExitStack) -> Reached:
    try:
        emulator = stack.enter_context(
            Emulator(
                str(target.dialect),
                faults=options.faults,
                answers=options.answers,
                region=target.region,
                edition=target.edition or CURRENT,
            )
        )
    except ValueError as error:
        raise CannotOpenError(f"--fault: {error}") from None
    return reach_emulator(target, emulator)


def reach_emulator(target: Target, emulator: Emulator) -> Reached:
    """A running emulator, and the credentials that it knows."""
    secure, plain = (_LOOPBACK, emulator.https_port or 0), (_LOOPBACK, emulator.http_port)
    endpoint = Endpoint(
        origin=Origin(scheme="https", host=emulator.domain, port=443, connect_to=secure),
        plain=Origin(scheme="http", host=emulator.domain, port=80, connect_to=plain),
        region=target.region,
        addressing=target.addressing,
        trust=Trust(ca_pem=emulator.ca_pem.decode()),
    )
    return Reached(
        endpoint=endpoint,
        probe=EmulatorProbe(emulator),
        credentials=Credentials(access_key=MAIN.access_key, secret_key=MAIN.secret_key),
        other=Credentials(access_key=OTHER.access_key, secret_key=OTHER.secret_key),
        temporary=Credentials(access_key=TEMP.access_key, secret_key=TEMP.secret_key, token=TEMP.token),
        key_service=EmulatorKeys(emulator.kms, target.kms["main"]) if "main" in target.kms else None,
        other_id=OTHER_ID[target.dialect],
    )


def _moto(target: Target, stack: ExitStack) -> Reached:
    url = stack.enter_context(moto.running())
    endpoint = Endpoint(origin=Origin.of_url(url), region=target.region, addressing=target.addressing)
    return Reached(endpoint=endpoint, credentials=Credentials(access_key="moto", secret_key="moto"))  # noqa: S106 - moto checks none
