"""From an operation to a signed request."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from conformance.drivers.tweaks import after_signing, before_signing, body_after_signing, names_of
from conformance.model.operation import Operation, Tweaks
from conformance.wire.credentials import Credentials
from conformance.wire.dialects.base import Dialect, Draft
from conformance.wire.endpoint import Endpoint
from conformance.wire.errors import NotExpressibleError
from conformance.wire.form import Form, encode
from conformance.wire.request import Pair, Request
from conformance.wire.signers.base import Signer

LIFETIME = timedelta(minutes=15)
"""Of signed URLs and form policies."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preparer:
    """Spells, places, alters and signs."""

    endpoint: Endpoint
    dialect: Dialect
    signer: Signer
    credentials: Credentials = field(repr=False)
    other: Credentials | None = field(default=None, repr=False)
    """A second principal."""
    temporary: Credentials | None = field(default=None, repr=False)
    """The first principal's, with a token."""
    now: Callable[[], datetime]

    def request(self, operation: Operation) -> Request:
        """The request of a call; raise `NotExpressibleError` where there is no form for it."""
        draft = before_signing(self.dialect.draft(operation), operation.tweaks, self.dialect.spelling)
        if draft.form:
            return self._posted(draft, operation)
        headers: tuple[Pair, ...] = tuple((each.name, each.value) for each in draft.fields)
        if operation.expect_continue:
            headers += (("Expect", "100-continue"),)
        request = replace(
            self._placed(draft, operation),
            headers=headers,
            body=draft.body,
            unsigned=names_of(draft.fields, operation.tweaks.unsigned),
        )
        signed = self._signed(request, operation.auth)
        headers = after_signing(signed.headers, operation.tweaks, self.dialect.spelling)
        return replace(signed, headers=headers, body=body_after_signing(signed.body, operation.tweaks))

    def _placed(self, draft: Draft, operation: Operation) -> Request:
        self.dialect.check_addressing(self.endpoint.addressing)
        place = self.endpoint.place(operation.bucket, draft.key, secure=operation.secure)
        return Request(
            method=draft.method,
            scheme=place.scheme,
            host=place.host,
            path=place.path,
            query=draft.query,
            bucket=operation.bucket,
            key=draft.key,
            addressing=self.endpoint.addressing,
            connect_to=place.connect_to,
        )

    def _signed(self, request: Request, auth: str) -> Request:
        if auth == "anonymous":
            return request
        if auth == "signed-url":
            return self.signer.sign_url(request, self.credentials, self.now(), LIFETIME)
        return self.signer.sign_header(request, self._signing(auth), self.now())

    def _signing(self, auth: str) -> Credentials:
        match auth:
            case "header":
                return self.credentials
            case "bad-signature":
                return self.credentials.spoiled()
            case "temporary" if self.temporary is not None:
                return self.temporary
            case "temporary":
                raise NotExpressibleError("the target has no temporary credentials")
            case "other-principal" if self.other is not None:
                return self.other
            case "other-principal":
                raise NotExpressibleError("the target has no credentials of a second principal")
            case _:
                raise NotExpressibleError(f"there is no way {auth!r} to sign this")

    def _posted(self, draft: Draft, operation: Operation) -> Request:
        """A form: its fields are what is signed, altered and sent, and its headers say nothing about encryption."""
        tweaks = operation.tweaks
        outside = names_of(draft.fields, tweaks.outside_policy)
        pairs = tuple((_lower(each.name, tweaks), each.value) for each in draft.fields)
        form = Form(bucket=operation.bucket, fields=pairs, outside=outside)
        fields = after_signing(self._signed_form(form, operation.auth), tweaks, self.dialect.spelling)
        content_type, body = encode(fields, body_after_signing(draft.body, tweaks) or b"")
        headers: tuple[Pair, ...] = (("Content-Type", content_type),)
        if operation.expect_continue:
            headers += (("Expect", "100-continue"),)
        return replace(self._placed(draft, operation), headers=headers, body=body)

    def _signed_form(self, form: Form, auth: str) -> tuple[Pair, ...]:
        if auth == "anonymous":
            return form.fields
        return self.signer.sign_form(form, self._signing(auth), self.now(), LIFETIME)


def _lower(name: str, tweaks: Tweaks) -> str:
    return name.lower() if tweaks.lower_case_fields else name
