"""The driver of an SDK: the SDK makes the call, the hop says what went over the wire, and both are told apart."""

import gc
import warnings
from dataclasses import replace
from functools import partial
from importlib.metadata import version

from conformance.drivers.sdk.asked import is_ranged, verb_of
from conformance.drivers.sdk.crossing import Crossing
from conformance.drivers.sdk.expressible import check
from conformance.drivers.sdk.hop import Hop, Spoken
from conformance.drivers.sdk.kit import Call, Got, Linker, Nameless, Refused, Sdk, Untyped, Way, shown
from conformance.drivers.sdk.links import Follower
from conformance.drivers.sdk.sent import about, leaks, sent
from conformance.drivers.tweaks import before_signing
from conformance.model.operation import Operation, Reply, Told, Tweaks
from conformance.model.words import Mode
from conformance.wire.credentials import Credentials
from conformance.wire.dialects.answers import read
from conformance.wire.dialects.base import Dialect, Draft
from conformance.wire.endpoint import Endpoint
from conformance.wire.errors import NotExpressibleError
from conformance.wire.exchange import SPOILED, record
from conformance.wire.redact import Redactor

_NOBODY = Credentials(access_key="", secret_key="")


class SdkDriver:
    """Carries out operations by the methods of one SDK."""

    def __init__(  # noqa: PLR0913 - one for each way to be somebody
        self,
        sdk: Sdk,
        *,
        endpoint: Endpoint,
        dialect: Dialect,
        credentials: Credentials,
        other: Credentials | None = None,
        temporary: Credentials | None = None,
    ) -> None:
        self.name = f"{sdk.distribution} {version(sdk.distribution)}"
        self._sdk = sdk
        self._endpoint = endpoint
        self._dialect = dialect
        self._credentials = {"header": credentials, "bad-signature": credentials.spoiled()}
        for auth, more in (("other-principal", other), ("temporary", temporary)):
            if more is not None:
                self._credentials[auth] = more
        self._redactor = Redactor.of([*self._credentials.values(), *endpoint.proxies.secrets()])
        self._hop = Hop(endpoint)
        self._follower = Follower(endpoint)
        self._clients: dict[tuple[str, bool], Untyped] = {}
        gc.freeze()  # what is there by now stays: each collection after a refusal need not look through it

    def perform(self, operation: Operation) -> Reply:
        """Make one call by the SDK and return the store's answer beside what the SDK made of it."""
        plain = self._dialect.draft(_of_the_wire(operation))
        draft = before_signing(plain, operation.tweaks, self._dialect.spelling)
        call = self._call(operation, draft)
        check(operation, self._sdk)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an SDK's old ways with Python are not what is judged
            client = self._client(operation)
            self._hop.taken()
            self._hop.cross(Crossing() if _has_parts_at_once(operation) else None)
            self._hop.ignore_ranges(operation.range_ignored)
            try:
                got: Got | Exception = call(client, operation)
            except NotExpressibleError:
                raise
            except Exception as error:  # noqa: BLE001 - whatever an SDK throws at its user is a finding
                got = error.with_traceback(None)
                gc.collect()  # what the SDK left open is closed here, where its warnings are nobody's finding
        return self._reply(operation, draft, got, self._hop.taken())

    def _call(self, operation: Operation, draft: Draft) -> Call:
        """The SDK's way to make the call; raise `NotExpressibleError` where it has none."""
        if operation.auth != "signed-url" and not (draft.form and operation.do in self._sdk.links):
            call = self._sdk.calls.get(operation.do)
            if call is None:
                raise NotExpressibleError(self._reason(operation.do))
            return call
        linker = self._sdk.links.get(operation.do)
        if linker is None:
            raise NotExpressibleError(f"{self._sdk.name}: {operation.do}: no page makes a signed URL for it")
        return partial(self._by_link, linker, draft)

    def _by_link(self, linker: Linker, draft: Draft, client: Untyped, operation: Operation) -> Got:
        link = linker(client, operation)
        followed = self._follower.follow(link, operation, draft, self._dialect.spelling)
        self._hop.note(followed)
        if link.headers is None or operation.tweaks != Tweaks():  # then what was sent is not the SDK's alone
            return Got(method=link.method)
        return Got(method=link.method, told=tuple(sent(operation, self._dialect, draft, [followed])))

    def close(self) -> None:
        """Stop the hop."""
        self._follower.close()
        for client in self._clients.values():
            close = getattr(client, "close", None)
            if close is not None:
                close()
        self._hop.close()

    def _reason(self, verb: str) -> str:
        why = self._sdk.not_offered.get(verb, "no method of the SDK is mapped to it")
        return f"{self._sdk.name}: {verb}: {why}"

    def _client(self, operation: Operation) -> Untyped:
        auth = "header" if operation.auth == "signed-url" else operation.auth
        nameless = auth == "anonymous" and isinstance(self._sdk, Nameless)
        if auth not in self._credentials and not nameless:
            raise NotExpressibleError(f"{self._sdk.name}: no call of the SDK is authorised by {auth}")
        place = (auth, operation.secure)
        if place not in self._clients:
            way = Way(
                endpoint=self._endpoint,
                proxy=self._hop.url,
                ca_file=self._hop.ca_file,
                credentials=self._credentials.get(auth, _NOBODY),
                secure=operation.secure,
            )
            made = self._sdk.nameless if isinstance(self._sdk, Nameless) and nameless else self._sdk.client
            self._clients[place] = made(way)
        return self._clients[place]

    def _reply(self, operation: Operation, draft: Draft, got: Got | Exception, spoken: list[Spoken]) -> Reply:
        """Raise the `WireError` where the road failed the SDK."""
        refused = self._sdk.refusal(got) if isinstance(got, Exception) else None
        by_link = operation.auth == "signed-url" or draft.form  # who follows it sends what the SDK told them, as judged
        told = [] if by_link else sent(_of_the_wire(operation), self._dialect, draft, spoken)
        told += leaks(operation, spoken)
        notes = (SPOILED,) if operation.auth == "bad-signature" else ()
        exchanges = tuple(record(each.request, each.answer, self._redactor, *notes) for each in spoken)
        last = next((each for each in reversed(spoken) if by_link or about(operation, each.request)), None)
        if isinstance(got, Exception) and refused is None:
            if last is not None and last.error is not None:
                last.error.exchange = exchanges[-1]
                raise last.error
            return _raised(got, told, exchanges, last)
        if last is None or last.answer is None:
            raise NotExpressibleError(f"{self._sdk.name}: {operation.do} answered without asking the store")
        verb = verb_of(last.request, operation, draft)
        reply = replace(
            read(self._dialect, replace(operation, do=verb), last.answer),
            exchanges=exchanges,
            told=tuple(told),
            verb=verb if verb != operation.do else "",
            ranged=is_ranged(last.request, operation),
        )
        return _refused(reply, refused) if refused is not None else _returned(reply, got)


def _has_parts_at_once(operation: Operation) -> bool:
    """Whether the caller asks for several threads, and there are two parts at least that may cross."""
    helper = operation.helper
    return helper is not None and helper.threads > 1 and len(operation.body or b"") > helper.part_size


def _of_the_wire(operation: Operation) -> Operation:
    """What the store is asked: client-side encryption is none of its business."""
    client_side = operation.encryption is not None and operation.encryption.mode is Mode.CLIENT
    return replace(operation, encryption=None) if client_side else operation


def _raised(error: Exception, told: list[Told], exchanges: tuple[Untyped, ...], last: Spoken | None) -> Reply:
    """The SDK failed its user by itself."""
    words = " ".join(f"{type(error).__name__}: {error}".split()).partition(", value:")[0][:200]
    answer = last.answer if last is not None else None
    fact = Told(fact="returned", met=False, expected="a result, or what the store answered", observed=words)
    return Reply(
        status=answer.status if answer is not None else 0,
        headers=answer.headers if answer is not None else (),
        body=answer.body if answer is not None else b"",
        roles={},
        exchanges=exchanges,
        told=(*told, fact),
        raised=words,
    )


def _refused(reply: Reply, refused: Refused) -> Reply:
    """The user learns status and code as the store answered them, where it did so in a body.

    HEAD has none; whether a code in a header is shown is each SDK's own to promise.
    """
    facts = [shown("status", expected=reply.status, observed=refused.status)]
    if reply.code is not None and reply.body:
        facts.append(shown("code", expected=reply.code, observed=refused.code))
    return replace(reply, method=refused.method, told=(*reply.told, *facts, *refused.shows(reply)))


def _returned(reply: Reply, got: Got | Exception) -> Reply:
    if isinstance(got, Exception):  # it was no refusal, and was told already
        return reply
    return replace(
        reply,
        method=got.method,
        body=reply.body if got.body is None else got.body,
        etag=got.etag or reply.etag,
        version_id=got.version_id or reply.version_id,
        upload_id=got.upload_id or reply.upload_id,
        told=(*reply.told, *got.told, *got.shows(reply)),
    )
