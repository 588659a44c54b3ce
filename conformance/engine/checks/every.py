"""All checks of one step, in the order in which a person would look."""

from conformance.engine.checks.accepted import accepted, echoed, seen, withheld
from conformance.engine.checks.at_rest import at_rest
from conformance.engine.checks.client import client
from conformance.engine.checks.content import body, etag, user_metadata
from conformance.engine.checks.envelope import shows_envelope
from conformance.engine.checks.laws import laws
from conformance.engine.checks.listing import listed
from conformance.engine.checks.look import UNSAID, Look
from conformance.engine.checks.refused import recorded, refused
from conformance.engine.checks.settings import default, interim, kms_key
from conformance.model.spec import Ground
from conformance.model.steps import Raw
from conformance.model.words import Role


def check(look: Look) -> None:
    """State every fact that the step expects, and the laws."""
    expect = look.step.expect
    if expect.accepted is not None:
        accepted(look, expect.accepted)
    if expect.refused is not None:
        refused(look, expect.refused)
    if expect.recorded is not None:
        recorded(look, expect.recorded)
    if isinstance(look.step, Raw) and not (
        expect.refused or expect.recorded
    ):  # a documented sample, whose page shows a success
        look.promised("accepted", met=look.reply.ok, expected="success", observed=seen(look))
    if expect.shows_envelope:
        shows_envelope(look)
    if expect.interim is not None:
        interim(look, expect.interim)
    _details(look)
    client(look)
    laws(look)


def _details(look: Look) -> None:
    expect = look.step.expect
    if expect.body is not None:
        body(look, expect.body)
    user_metadata(look)
    if expect.etag is not None:
        etag(look, expect.etag)
    if expect.kms_key is not None:
        kms_key(look, expect.kms_key)
    if expect.listed is not None:
        listed(look, expect.listed)
    if expect.at_rest is not None:
        at_rest(look, expect.at_rest)
    if expect.default is not None:
        default(look, expect.default)
    if not look.reply.ok:
        return
    for role, value in expect.headers.items():
        echoed(look, role, value, _header_ground(look, role))
    for role in expect.absent:
        withheld(look, role, _header_ground(look, role))


def _header_ground(look: Look, role: Role) -> Ground:
    """What a header that a case asks for by itself rests on: what is said of its role first."""
    return look.spec.facts.get(f"headers/{role}") or look.spec.facts.get("headers") or UNSAID
