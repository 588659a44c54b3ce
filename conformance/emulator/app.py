"""The emulator's application: from a request on the wire to an answer, with a line in the log."""

import secrets
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import unquote_plus

from conformance.emulator.accounts import PRINCIPALS
from conformance.emulator.addressing import Place
from conformance.emulator.auth.errors import AuthError
from conformance.emulator.auth.request import SignedRequest
from conformance.emulator.auth.result import Anonymous, Verified
from conformance.emulator.auth.schemes import authenticate
from conformance.emulator.call import Call, Spoken, World
from conformance.emulator.dialects.dialect import Dialect
from conformance.emulator.errors import Condition, Refused
from conformance.emulator.faults import refusing, requests
from conformance.emulator.http import Request, Response
from conformance.emulator.log import RequestLog, entry_of
from conformance.emulator.refusing import auth_refusal, common_headers, error_answer
from conformance.emulator.routing import OPERATIONS, verb_of
from conformance.emulator.rules.access import check_access
from conformance.emulator.rules.placement import check_placement
from conformance.emulator.rules.signing import check_signature
from conformance.emulator.verbs import Verb


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A request as far as it can be read before anybody asks who signed it."""

    request: Request
    query: dict[str, str]
    headers: dict[str, str]
    place: Place
    dialect: Dialect


class App:
    """Serves one world; the `Application` of the emulator's server."""

    def __init__(self, world: World, log: RequestLog) -> None:
        self._world = world
        self._log = log
        self._schemes = tuple(scheme for dialect in world.product.dialects for scheme in dialect.schemes)

    async def __call__(self, request: Request) -> Response:
        """Answer one request."""
        heard = self._hear(request)
        spoken = Spoken(heard.dialect.name)
        request_id = secrets.token_hex(heard.dialect.request_id_bytes).upper()
        status = 500
        try:
            response = await self._respond(heard, spoken, request_id)
            status = response.status
        finally:
            style = heard.place.style if heard.place.bucket else None
            entry = entry_of(request, dialect=spoken.dialect, scheme=spoken.scheme, addressing=style, status=status)
            self._log.add(entry)
        return replace(response, headers=(*common_headers(heard.dialect, request_id), *response.headers))

    async def _respond(self, heard: Heard, spoken: Spoken, request_id: str) -> Response:
        def refusal(refused: Refused) -> Response:
            return error_answer(heard.dialect, heard.request.method, heard.place, request_id, refused)

        requests.before_auth(self._world.faults, heard.request.body)
        try:
            call = self._call(heard, spoken)
        except AuthError as error:
            return refusal(auth_refusal(heard.dialect, error))
        except Refused as refused:
            return refusal(refused)
        try:
            return await _carried_out(call)
        except AuthError as error:
            return refusal(auth_refusal(call.dialect, error))
        except Refused as refused:
            return refusing.answered(call, refusal(refusing.reworded(call, refused)))

    def _hear(self, request: Request) -> Heard:
        headers = read_headers(request)
        query = read_query(request.query)
        is_bucket = self._world.store.find
        place = self._world.hosts.locate(
            headers.get("host", ""), request.path, lambda name: is_bucket(name) is not None
        )
        word = headers.get("authorization", "").partition(" ")[0].lower()
        return Heard(
            request=request,
            query=query,
            headers=headers,
            place=place,
            dialect=self._world.product.dialect(word, query, headers),
        )

    def _call(self, heard: Heard, spoken: Spoken) -> Call:
        """Settle what the request means and who signed it; raises `AuthError` or `Refused`."""
        dialect = heard.dialect
        has_source = dialect.names.of("copy-source") in heard.headers
        # A signature's own parameters may be empty, and would look like sub-resources.
        meant = {name: value for name, value in heard.query.items() if name.lower() not in dialect.parameters}
        verb = verb_of(heard.request.method, heard.place, meant, has_source=has_source)
        if verb in dialect.lacks:
            verb = None
        if verb is None and self._world.faults.on(requests.UNKNOWN_SUB_RESOURCE_OVERLOOKED):
            verb = verb_of(heard.request.method, heard.place, {}, has_source=has_source)
        if verb is None:
            what = f"{heard.request.method} with {', '.join(heard.query) or 'no query'}"
            raise Refused(dialect.conditions[Condition.NOT_IMPLEMENTED], what=what)
        self._check_style(heard)
        signer = self._signer(heard, verb)
        spoken.signed_by(signer)
        return Call(
            world=self._world,
            request=heard.request,
            dialect=dialect,
            place=heard.place,
            verb=verb,
            query=heard.query,
            headers=heard.headers,
            signer=signer,
            payload=signer.open(heard.request.body),
            spoken=spoken,
        )

    def _check_style(self, heard: Heard) -> None:
        in_path = heard.place.bucket is not None and heard.place.style == "path"
        refusal = heard.dialect.path_style_refusal
        if refusal is not None and in_path and self._world.hosts.is_documented(heard.headers.get("host", "")):
            raise Refused(refusal)

    def _signer(self, heard: Heard, verb: Verb) -> Verified | Anonymous:
        def verify(request: SignedRequest) -> Verified | Anonymous:
            return authenticate(request, PRINCIPALS, lambda: datetime.now(UTC), self._schemes)

        came = SignedRequest.of(heard.request, bucket=heard.place.bucket, addressing=heard.place.style)
        signed = heard.dialect.overlooks(came)
        rules = self._world.rules[heard.dialect.name, verb]
        return check_signature(signed, verify, heard.dialect, rules, self._world.faults)


async def _carried_out(call: Call) -> Response:
    """The answer of the operation that a request means; raises `AuthError` or `Refused`."""
    check_access(call)
    check_placement(call)
    requests.before_checks(call)
    return await OPERATIONS[call.verb](call)


def read_headers(request: Request) -> dict[str, str]:
    """Headers by lower-cased name; repeated ones are joined by commas."""
    headers: dict[str, str] = {}
    for name, value in request.headers:
        lower, text = name.lower(), value.strip()
        headers[lower] = f"{headers[lower]},{text}" if lower in headers else text
    return headers


def read_query(text: str) -> dict[str, str]:
    """The first value of each parameter, decoded; a name without a value has the empty one."""
    query: dict[str, str] = {}
    for pair in filter(None, text.split("&")):
        name, _, value = pair.partition("=")
        query.setdefault(unquote_plus(name), unquote_plus(value))
    return query
