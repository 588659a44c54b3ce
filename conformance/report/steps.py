"""A case's steps in words, read from the case as a person wrote it. `${name}` stays: the variants fill it in."""

from collections.abc import Iterator

import msgspec

from conformance.model import yaml
from conformance.model.problem import InputError
from conformance.model.yaml import Plain
from conformance.report.phrases import role

_Map = dict[str, Plain]
_DO = {
    "put-object": "Upload",
    "get-object": "Read",
    "head-object": "Read only the headers of",
    "get-object-attributes": "Read the attributes of",
    "get-object-meta": "Read only length and ETag of",
    "get-object-tagging": "Read the tags of",
    "restore-object": "Restore",
    "update-object-encryption": "Change the encryption of",
    "send-unknown": "Send a request for what no store has to",
    "list-objects": "List the objects of the bucket",
    "delete-object": "Delete",
    "copy-object": "Copy to",
    "post-object": "Upload by an HTML form",
    "append-object": "Append to",
    "initiate-multipart": "Begin a multipart upload of",
    "upload-part": "Upload a part of",
    "copy-part": "Copy a part into",
    "complete-multipart": "Complete the multipart upload of",
    "abort-multipart": "Abort the multipart upload of",
    "list-parts": "List the parts of",
    "raw": "Send the documented sample request for",
    "create-bucket": "Create a bucket",
    "put-bucket-encryption": "Set the bucket's default encryption",
    "get-bucket-encryption": "Read the bucket's default encryption",
    "delete-bucket-encryption": "Remove the bucket's default encryption",
    "put-bucket-policy": "Set the bucket's policy",
    "get-bucket-info": "Read the bucket's information",
    "put-bucket-versioning": "Turn versioning on for the bucket",
    "set-kms-key": "Change the state of the case's own KMS key",
    "set-key-service": "Turn the key service on or off for the account",
}
_ON_NO_OBJECT = {"list-objects", "set-kms-key", "set-key-service", *(name for name in _DO if "bucket" in name)}
_AUTH = {
    "signed-url": "by a signed URL",
    "anonymous": "without any signature",
    "temporary": "with temporary credentials",
    "other-principal": "as another account",
    "bad-signature": "with a broken signature",
}
_ASKED_BY = {"argument": "SDK's own argument", "header": "header's name"}
_ACCEPTED = {
    "customer": "it succeeds and confirms the customer key",
    "kms": "it succeeds and reports encryption by KMS",
    "dsse": "it succeeds and reports two layers of encryption by KMS",
    "managed": "it succeeds and reports encryption by the store's own key",
    "none": "it succeeds and reports no encryption",
    "client": "it succeeds, and the store knows nothing of the encryption",
}
_ETAG = {
    "md5": "the ETag is the MD5 of the content",
    "md5-of-request": "the ETag is the MD5 of what this request brought",
    "not-md5": "the ETag is not the MD5 of the content",
    "multipart": "the ETag has the form of a multipart upload",
    "same-as": "the ETag is that of “{}”",
    "differs-from": "the ETag is not that of “{}”",
}
_BODY = {"same": "the content is what was written", "empty": "there is no content", "same-as": "the content is “{}”'s"}
_AT_REST = {
    "in-view": "the probe sees its data at rest",
    "sealed": "at rest there is no plaintext of it, and no keystream that served before",
}
_INTERIM = {"continue": "“100 Continue” comes first", "none": "the final answer comes before any body is sent"}


class StepText(msgspec.Struct, frozen=True, kw_only=True):
    """One step for a reader."""

    name: str
    purpose: str
    """`prepares`, `control` or empty for what the case is about."""
    does: str
    expects: str


def steps_in_words(source: str) -> list[StepText]:
    """The steps of a case given as YAML; none where the text is not a case."""
    try:
        value = yaml.parse(source, "case").value
    except InputError:
        return []
    case = value[0] if isinstance(value, list) and value else value
    steps = case.get("steps") if isinstance(case, dict) else None
    return [_step(step) for step in steps if isinstance(step, dict)] if isinstance(steps, list) else []


def _step(step: _Map) -> StepText:
    purpose = "prepares" if _word(step, "setup") == "true" else "control" if _word(step, "control") == "true" else ""
    return StepText(
        name=_word(step, "name"),
        purpose=purpose,
        does=", ".join([_call(step), *_how(step)]),
        expects="; ".join(_expects(_map(step, "expect"))) or "it succeeds",
    )


def _call(step: _Map) -> str:
    verb = _word(step, "do")
    text = _DO.get(verb, f"Do {verb} on")
    if _word(step, "on") == "bucket":
        return f"{text} the bucket"
    return text if verb in _ON_NO_OBJECT else f"{text} “{_word(step, 'object') or 'doc'}”"


def _how(step: _Map) -> Iterator[str]:
    source = _map(step, "source")
    if source:
        yield f"from “{_word(source, 'object') or 'doc'}”"
        yield from (f"{text} for the source" for text in _sse(_map(source, "sse")))
        yield from _one(source, "range", "its bytes {}")
    yield from _sse(_map(step, "sse"))
    yield from _sse(_map(step, "default"))
    yield from _blocks(_map(step, "default"))
    yield from _one(_map(step, "body"), "size", "{} bytes")
    yield from _one(step, "given", "handed over as {}")
    yield from _one(step, "taken", "taken by {}")
    yield from _one(_map(step, "helper"), "part-size", "by the SDK's helper in parts of {} bytes")
    yield from (f"{_word(step, 'method')} with the sub-resource “{name}”" for name in _given(step, "sub-resource"))
    yield from _one(step, "acl", "with the ACL {}")
    yield from _policy(step)
    yield from _one(step, "range", "bytes {}")
    yield from _one(step, "version", "the version of “{}”")
    yield from _one(step, "wrong-etag", "with an ETag of no part for part {}")
    yield from _one(step, "content-md5", "{} Content-MD5")
    yield from _altered(step)
    tamper = _map(step, "tamper")
    if tamper:
        changes = _altered({"override": tamper.get("set", {}), "drop": tamper.get("drop", [])})
        body = ["with another body of the same length"] if _word(tamper, "body") == "true" else []
        yield "after signing " + " and ".join([*changes, *body])
    yield from (f"{role(name)} not covered by the signature" for name in _words(step, "unsigned"))
    yield from (f"{role(name)} in the query" for name in _words(step, "in-query"))
    yield from filter(None, [_AUTH.get(_word(step, "auth"), "")])
    if _word(step, "transport") == "plain":
        yield "over plain HTTP"
    if _word(step, "expect-continue") == "true":
        yield "holding the body back until the store asks for it"


def _policy(step: _Map) -> Iterator[str]:
    statements = step.get("policy", [])
    for each in statements if isinstance(statements, list) else []:
        if isinstance(each, dict):
            unless = _word(each, "unless")
            what = f"{_word(each, 'effect')} {_word(each, 'to')} {' and '.join(_words(each, 'verbs'))}".replace(
                "-", " "
            )
            yield f"{what}, unless {unless} is asked for" if unless else what


def _altered(step: _Map) -> Iterator[str]:
    yield from (f"with {role(name)} sent as “{value}”" for name, value in _map(step, "override").items())
    yield from (f"without {role(name)}" for name in _words(step, "drop"))
    yield from (f"with {role(name)} sent twice" for name in _words(step, "repeat"))
    yield from (f"with the header of {role(name)} misnamed" for name in _map(step, "misname"))


def _sse(sse: _Map) -> Iterator[str]:
    yield from _method(sse)
    yield from (f"asked for by the {_ASKED_BY[by]}" for by in _given(sse, "asked-by") if by in _ASKED_BY)


def _method(sse: _Map) -> Iterator[str]:
    match _word(sse, "mode"):
        case "":
            return
        case "customer":
            yield f"with the customer key “{_word(sse, 'key')}”"
        case "kms" if _word(sse, "kms-key"):
            yield f"under the KMS key “{_word(sse, 'kms-key')}”"
        case "kms":
            yield "under the default KMS key"
        case "managed":
            yield "under the store's own key"
        case "none":
            yield "without encryption"
        case mode:
            yield f"with encryption “{mode}”"


def _blocks(default: _Map) -> Iterator[str]:
    words = {"customer": "refusing customer keys", "none": "taking customer keys"}
    yield from (words.get(given, given) for given in _given(default, "blocks"))


def _expects(expect: _Map) -> Iterator[str]:
    yield from (_ACCEPTED.get(name, "it succeeds") for name in _given(expect, "accepted"))
    yield from (f"it is refused ({name.replace('-', ' ')})" for name in _given(expect, "refused"))
    yield from (f"open, only recorded ({name.replace('-', ' ')})" for name in _given(expect, "recorded"))
    for key, texts in (("body", _BODY), ("etag", _ETAG), ("interim", _INTERIM), ("at-rest", _AT_REST)):
        for given in _given(expect, key):
            word, _, step = given.partition(":")
            yield texts.get(word, given).format(step)
    yield from _one(expect, "kms-key", "it names the KMS key “{}”")
    yield from (f"the default is encryption {text}" for text in _sse(_map(expect, "default")))
    yield from (f"{role(name)} is “{value}”" for name, value in _map(expect, "headers").items())
    yield from (f"{role(name)} is not there" for name in _words(expect, "absent"))


def _one(of: _Map, key: str, text: str) -> Iterator[str]:
    yield from (text.format(value) for value in _given(of, key))


def _given(of: _Map, key: str) -> list[str]:
    return [_word(of, key)] if _word(of, key) else []


def _word(of: _Map, key: str) -> str:
    value = of.get(key, "")
    return value if isinstance(value, str) else ""


def _words(of: _Map, key: str) -> list[str]:
    value = of.get(key, [])
    return [word for word in value if isinstance(word, str)] if isinstance(value, list) else []


def _map(of: _Map, key: str) -> _Map:
    value = of.get(key, {})
    return value if isinstance(value, dict) else {}
