"""PostObject: an upload by an HTML form. Its fields are what headers are elsewhere."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from conformance.emulator.accounts import PRINCIPALS
from conformance.emulator.auth.result import Anonymous, Verified
from conformance.emulator.auth.schemes import authenticate_form
from conformance.emulator.call import Call
from conformance.emulator.errors import Condition
from conformance.emulator.forms import Form, FormError, FormFile, read_form
from conformance.emulator.http import Response
from conformance.emulator.objects import StoredObject
from conformance.emulator.operations.put import take_in, written_headers
from conformance.emulator.rules.access import check_access
from conformance.emulator.rules.placement import check_placement
from conformance.emulator.rules.signing import check_form
from conformance.emulator.showing import XML, quoted
from conformance.emulator.xml import Tree


async def post_object(call: Call) -> Response:
    """Store the file of a form."""
    bucket = call.bucket()
    try:
        form = await read_form(call.header("content-type") or "", call.payload.chunks())
        understood = _as_call(call, form)
        check_access(understood)
        check_placement(understood)
        return _answer(understood, await take_in(understood, bucket, understood.place.key))
    except FormError:
        raise call.refusal(Condition.MALFORMED_FORM) from None


def _as_call(call: Call, form: Form) -> Call:
    """The call that the form's fields make; raises `AuthError` or `Refused`."""
    fields = {name.lower(): value for name, value in reversed(form.fields)}
    if not fields.get("key"):
        raise call.refusal(Condition.BAD_ARGUMENT, name="key", value="")
    dialect = call.world.product.dialect("", fields, fields)
    signer = _signer(replace(call, dialect=dialect), form)
    call.spoken.dialect = dialect.name
    call.spoken.signed_by(signer)
    if "acl" in fields:
        fields[dialect.names.of("acl")] = fields["acl"]
    return replace(
        call,
        dialect=dialect,
        place=replace(call.place, key=fields["key"]),
        headers=fields,
        signer=signer,
        payload=_limited(call, form.file, signer),
    )


def _signer(call: Call, form: Form) -> Verified | Anonymous:
    schemes = tuple(scheme for dialect in call.world.product.dialects for scheme in dialect.schemes)
    bucket = call.place.bucket or ""
    return check_form(
        lambda: authenticate_form(form.fields, bucket, PRINCIPALS, lambda: datetime.now(UTC), schemes), call.rules
    )


def _limited(call: Call, file: FormFile, signer: Verified | Anonymous) -> "FormFile | LimitedFile":
    limits = signer.length_range if isinstance(signer, Verified) else None
    return file if limits is None else LimitedFile(file.source, file.mark, call=call, limits=limits)


@dataclass(slots=True, kw_only=True)
class LimitedFile(FormFile):
    """A form's file whose length the policy limits."""

    call: Call
    limits: tuple[int, int]

    async def chunks(self) -> AsyncIterator[bytes]:
        """Yield the file; raises `Refused` where it is longer or shorter than the policy says."""
        length = 0
        async for piece in self.source.until(self.mark):
            length += len(piece)
            if length > self.limits[1]:
                raise self.call.refusal(Condition.TOO_LARGE)
            yield piece
        if length < self.limits[0]:
            raise self.call.refusal(Condition.TOO_SMALL)


def _answer(call: Call, stored: StoredObject) -> Response:
    """204, or what the form asks for."""
    redirect = call.header("success_action_redirect")
    location = f"/{call.place.bucket}/{stored.key}"
    headers = written_headers(call, stored)
    if redirect:
        return Response(status=303, headers=(("Location", redirect), *headers))
    asked = call.header("success_action_status")
    if asked == "201":
        made = [("Location", location), ("Bucket", call.place.bucket or ""), ("Key", stored.key)]
        tree = Tree("PostResponse", [Tree(name, text) for name, text in (*made, ("ETag", quoted(stored.etag)))])
        return Response(status=201, headers=(XML, *headers), body=tree.write())
    return Response(status=200 if asked == "200" else 204, headers=(("Location", location), *headers))
