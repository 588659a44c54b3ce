"""An emulator: one store, served over HTTP, HTTPS and a proxy port."""

from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Self

from conformance.emulator.accounts import MAIN_ACCOUNT
from conformance.emulator.addressing import Hosts
from conformance.emulator.app import App
from conformance.emulator.call import World
from conformance.emulator.certificates import Authority
from conformance.emulator.dialects.dialect import Product
from conformance.emulator.dialects.products import PRODUCTS
from conformance.emulator.editions import CURRENT, of_edition
from conformance.emulator.faults.catalogue import BUILT
from conformance.emulator.faults.fault import Faults
from conformance.emulator.faults.refusing import UNFORESEEN_IS_SERVER_ERROR
from conformance.emulator.faults.refusing import answers as faulty_answers
from conformance.emulator.kms import KEY_IDS, KeyState, Kms
from conformance.emulator.log import RequestLog
from conformance.emulator.rules.rule import Rules
from conformance.emulator.server import Server
from conformance.emulator.store import Store
from conformance.emulator.switches import switched
from conformance.emulator.vault import Vault
from conformance.emulator.verbs import Verb


class Emulator:
    """A running store: a context manager. Port 0 takes a free port, None opens none.

    Where the documents are silent, `answers` chooses: the number of the answer, the last where there are fewer.
    """

    def __init__(  # noqa: PLR0913 - a store's doors and switches, each with a default
        self,
        dialect: str,
        *,
        host: str = "127.0.0.1",
        http_port: int = 0,
        https_port: int | None = 0,
        proxy_port: int | None = 0,
        faults: Iterable[str] = (),
        answers: int = 0,
        region: str = "region-1",
        edition: str = CURRENT,
    ) -> None:
        """Prepare a store; raises `ValueError` for an unknown dialect, fault or edition."""
        if dialect not in PRODUCTS:
            raise ValueError(f"no store speaks {dialect}; there are {', '.join(PRODUCTS)}")
        self.log = RequestLog()
        self._world = new_world(PRODUCTS[dialect], region, switched(faults), answers, edition)
        self._server = Server(
            App(self._world, self.log), host=host, http_port=http_port, https_port=https_port, proxy_port=proxy_port
        )

    def __enter__(self) -> Self:
        self._server.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._server.__exit__(kind, error, traceback)
        self._world.store.clear()

    @property
    def http_port(self) -> int:
        """Where plain HTTP is served."""
        return self._server.http_port

    @property
    def https_port(self) -> int | None:
        """Where HTTPS is served."""
        return self._server.https_port

    @property
    def proxy_port(self) -> int | None:
        """Where a forward proxy leads every host name to this emulator."""
        return self._server.proxy_port

    @property
    def domain(self) -> str:
        """The store's host name; a bucket's is put before it."""
        return self._world.hosts.domain

    @property
    def authority(self) -> Authority:
        """The CA behind its certificates."""
        return self._server.authority

    @property
    def ca_pem(self) -> bytes:
        """The CA's certificate."""
        return self.authority.ca_pem

    @property
    def kms(self) -> Kms:
        """Its keys: disable, rotate, schedule their deletion."""
        return self._world.kms

    @property
    def store(self) -> Store:
        """Its buckets and what is in them."""
        return self._world.store

    @property
    def asked(self) -> set[str]:
        """The names of the rules and faults that it asked for while answering; whoever watches may clear it."""
        return self._world.faults.asked

    @property
    def possible_faults(self) -> list[str]:
        """The names of the faults that it can have: a rule that its dialect lacks or leaves open makes none."""
        points = [dialect.points for dialect in self._world.product.dialects]
        rules = {rule.name for each in points for rule, point in each.items() if not point.is_open}
        return sorted(rules | {fault.name for fault in BUILT})

    @property
    def errors(self) -> tuple[Exception, ...]:
        """Its own bugs: what went wrong inside and was answered with 500."""
        return self._server.errors

    def stored_bytes(self, bucket: str, key: str, version: str | None = None) -> bytes:
        """What is at rest for an object: ciphertext where it is encrypted. Raises `KeyError` where there is none."""
        return self._world.store.stored_bytes(bucket, key, version)

    def reset(self) -> None:
        """Forget all buckets and all log entries, and put the keys back as they were."""
        self._world.store.clear()
        self._world.kms.clear()
        add_keys(self._world.kms)
        self.log.clear()

    def serve_forever(self, ready: Callable[[], object]) -> None:
        """Call `ready`, then wait for SIGINT or SIGTERM; inside the context, from the main thread."""
        self._server.serve_forever(ready)


def new_world(product: Product, region: str, faults: Faults, answers: int, edition: str = CURRENT) -> World:
    """An empty store with the keys that every store has from the start."""
    kms = Kms(product.default_key_alias)
    add_keys(kms)
    points = {dialect.name: of_edition(edition, dialect.points) for dialect in product.dialects}
    return World(
        product=product,
        region=region,
        hosts=Hosts.of(product.name, region, product.domains, has_paths=product.has_paths),
        store=Store(),
        kms=kms,
        # A second way to data keys is kept only where a fault may need it: no correct store has one.
        vault=Vault(kms, escrow=bool(faults.names)),
        faults=faults,
        rules={
            (dialect.name, verb): Rules(
                faulty_answers(faults, points[dialect.name]), verb, faults, answers, UNFORESEEN_IS_SERVER_ERROR
            )
            for dialect in product.dialects
            for verb in Verb
        },
    )


def add_keys(kms: Kms) -> None:
    """Add the fixed keys of the main account."""
    for alias, key_id in KEY_IDS.items():
        kms.add(alias, MAIN_ACCOUNT.number, key_id=key_id)
    kms.set_state("disabled", KeyState.DISABLED)
    kms.set_state("pending", KeyState.PENDING_DELETION)
