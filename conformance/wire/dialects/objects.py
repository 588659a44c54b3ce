"""Verbs about one object, spelled as every dialect of this family spells them."""

from collections.abc import Iterable

from conformance.model.operation import Operation
from conformance.model.words import Role
from conformance.wire.dialects.archive import storage_class
from conformance.wire.dialects.base import Draft, Field, Spelling
from conformance.wire.dialects.encryption import for_reading, for_source, for_writing
from conformance.wire.errors import NotExpressibleError
from conformance.wire.request import Parameter, parameter, parameters


def put_object(operation: Operation, spelling: Spelling) -> Draft:
    """PUT of the whole object."""
    fields = (*for_writing(operation.encryption, spelling), *metadata(operation, spelling))
    acl = [spelling.field(Role.ACL, operation.acl)] if operation.acl is not None else []
    return Draft(
        method="PUT",
        key=operation.key,
        fields=(*fields, *acl, *storage_class(operation, spelling), *content_md5(operation, spelling)),
        body=operation.body or b"",
    )


def get_object(operation: Operation, spelling: Spelling) -> Draft:
    """GET of the object or a range of it."""
    return _read("GET", operation, spelling)


def head_object(operation: Operation, spelling: Spelling) -> Draft:
    """HEAD of the object."""
    return _read("HEAD", operation, spelling)


def delete_object(operation: Operation, spelling: Spelling) -> Draft:
    """DELETE of the object, or of one version."""
    fields = for_reading(operation.encryption, spelling)
    return Draft(method="DELETE", key=operation.key, query=_version(operation), fields=fields)


def copy_object(operation: Operation, spelling: Spelling) -> Draft:
    """PUT that names a source; encryption is the destination's."""
    directive = operation.metadata_directive
    fields = (
        *source(operation, spelling),
        *([spelling.field(Role.METADATA_DIRECTIVE, spelling.directive(directive))] if directive is not None else []),
        *for_writing(operation.encryption, spelling),
        *metadata(operation, spelling),
    )
    return Draft(method="PUT", key=operation.key, fields=fields, body=operation.body)


def append_object(operation: Operation, spelling: Spelling) -> Draft:
    """POST behind the end of an appendable object."""
    query = (parameter("append"), parameter("position", str(operation.position or 0)))
    fields = for_writing(operation.encryption, spelling)
    return Draft(method="POST", key=operation.key, query=query, fields=fields, body=operation.body or b"")


def post_object(operation: Operation, spelling: Spelling) -> Draft:
    """POST of an HTML form to the bucket: key and encryption are fields."""
    fields = (Field("key", operation.key or ""), *for_writing(operation.encryption, spelling))
    return Draft(method="POST", fields=fields, body=operation.body or b"", form=True)


def raw(operation: Operation, spelling: Spelling) -> Draft:
    """A documented sample as printed; its headers take the roles that their names have."""
    if operation.method is None:
        raise NotExpressibleError("a raw call needs a method")
    roles = {name.lower(): role for role, name in spelling.roles.items()}
    return Draft(
        method=operation.method,
        key=operation.key,
        query=parameters(operation.query),
        fields=tuple(Field(name, value, roles.get(name.lower())) for name, value in operation.raw_headers),
        body=operation.body,
    )


def metadata(operation: Operation, spelling: Spelling) -> Iterable[Field]:
    """User metadata as headers, and with it that of a client's encryption."""
    pairs = {**operation.metadata, **_envelope(operation, spelling)}
    return (Field(f"{spelling.metadata_prefix}{name}", spelling.metadata_value(value)) for name, value in pairs.items())


def _envelope(operation: Operation, spelling: Spelling) -> dict[str, str]:
    if operation.envelope and not spelling.envelope:
        raise NotExpressibleError(f"a store of the {spelling.dialect} dialect looks at no client's encryption")
    return {
        spelling.envelope[name]: value or spelling.envelope_words[name] for name, value in operation.envelope.items()
    }


def content_md5(operation: Operation, spelling: Spelling) -> Iterable[Field]:
    """The Content-MD5 that the operation was given, right or wrong."""
    return [spelling.field(Role.CONTENT_MD5, operation.content_md5)] if operation.content_md5 is not None else []


def source(operation: Operation, spelling: Spelling) -> Iterable[Field]:
    """Where a copy reads from, which bytes, and the key that opens it."""
    if operation.source is None:
        raise NotExpressibleError(f"{operation.do} needs a source")
    copied = operation.source
    yield spelling.field(Role.COPY_SOURCE, spelling.copy_source(copied))
    if copied.range is not None:
        yield spelling.field(Role.COPY_SOURCE_RANGE, f"bytes={copied.range}")
    yield from for_source(copied.encryption, spelling)


def _read(method: str, operation: Operation, spelling: Spelling) -> Draft:
    part = operation.part_number
    query = (*([parameter("partNumber", str(part))] if part is not None else []), *_version(operation))
    fields = (*for_reading(operation.encryption, spelling), *_conditions(operation, spelling))
    return Draft(method=method, key=operation.key, query=query, fields=fields)


def _conditions(operation: Operation, spelling: Spelling) -> Iterable[Field]:
    if operation.range is not None:
        yield spelling.field(Role.RANGE, f"bytes={operation.range}")
    if operation.if_match is not None:
        yield Field("If-Match", operation.if_match)
    if operation.if_none_match is not None:
        yield Field("If-None-Match", operation.if_none_match)


def _version(operation: Operation) -> tuple[Parameter, ...]:
    return (parameter("versionId", operation.version_id),) if operation.version_id is not None else ()
