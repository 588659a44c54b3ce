"""Turn a step of a case into an operation."""

from typing import Any

from conformance.engine.names import Names
from conformance.model import steps, values
from conformance.model.operation import Helper, Operation, Tweaks
from conformance.reference.digests import md5_base64

_OfUpload = steps.UploadPart | steps.CopyPart | steps.CompleteMultipart | steps.AbortMultipart | steps.ListParts
_Reading = steps.GetObject | steps.HeadObject | steps.GetObjectAttributes | steps.GetObjectMeta
_NO_ETAG = f'"{"0" * 32}"'
"""That of no part."""


def operation_of(step: steps.AnyStep, names: Names) -> Operation:
    """The operation of a step; raise `CannotSendError` where something it needs is not there."""
    common: dict[str, Any] = {
        "do": step.__struct_config__.tag,
        "bucket": names.bucket(step.bucket),
        "auth": step.auth,
        "secure": step.transport == "secure",
        "expect_continue": step.expect_continue,
        "tweaks": _tweaks(step, names),
        "envelope": names.envelope(getattr(step, "envelope", None)),
    }
    return Operation(**common, **_particular(step, names))


def _particular(step: steps.AnyStep, names: Names) -> dict[str, Any]:
    match step:
        case steps.PutObject() | steps.PostObject() | steps.AppendObject():
            return {**_object(step, names), **_writing(step, names)}
        case steps.GetObject() | steps.HeadObject() | steps.GetObjectAttributes() | steps.GetObjectMeta():
            return {**_object(step, names), **_reading(step, names)}
        case steps.RestoreObject() | steps.GetObjectTagging() | steps.UpdateObjectEncryption():
            return _object(step, names)
        case steps.CopyObject() | steps.InitiateMultipart() | steps.DeleteObject():
            return {**_object(step, names), **_other(step, names)}
        case (
            steps.UploadPart()
            | steps.CopyPart()
            | steps.CompleteMultipart()
            | steps.AbortMultipart()
            | steps.ListParts()
        ):
            return {**_of_upload(step, names), **_multipart(step, names)}
        case _:
            return _on_bucket(step, names)


def _writing(step: steps.PutObject | steps.PostObject | steps.AppendObject, names: Names) -> dict[str, Any]:
    body = names.body(step.body, step.name)
    match step:
        case steps.PutObject():
            return {
                "body": body,
                "given": step.given,
                "helper": _helper(step.helper),
                "damage": step.damage,
                "apart": step.apart,
                "content_md5": _content_md5(step.content_md5, body),
                "metadata": {**step.metadata, **names.named_as(step.named_as)},
                "acl": step.acl,
                "storage": step.storage,
            }
        case steps.PostObject():
            return {"body": body}
        case steps.AppendObject():
            return {"body": body, "position": int(step.position)}


def _other(step: steps.CopyObject | steps.InitiateMultipart | steps.DeleteObject, names: Names) -> dict[str, Any]:
    match step:
        case steps.CopyObject():
            return {
                "source": names.source(step.source, step.bucket),
                "helper": _helper(step.helper),
                "body": names.body(step.body, step.name) if step.body is not None else None,
                "metadata": step.metadata,
                "metadata_directive": step.metadata_directive,
            }
        case steps.InitiateMultipart():
            return {
                "metadata": step.metadata,
                "part_size": int(step.part_size) if step.part_size is not None else None,
                "data_size": int(step.data_size) if step.data_size is not None else None,
            }
        case steps.DeleteObject():
            return {"version_id": names.version(step.version)}


def _multipart(step: _OfUpload, names: Names) -> dict[str, Any]:
    match step:
        case steps.UploadPart():
            body = names.body(step.body, step.name)
            content_md5 = _content_md5(step.content_md5, body)
            return {
                "part_number": int(step.part),
                "body": body,
                "content_md5": content_md5,
                "forget_context": step.forget_context,
                "last_part": step.last,
            }
        case steps.CopyPart():
            return {"part_number": int(step.part), "source": names.source(step.source, step.bucket)}
        case steps.CompleteMultipart():
            parts = sorted(names.upload(step.upload).parts.items())
            wrong = int(step.wrong_etag) if step.wrong_etag is not None else None
            return {"parts": tuple((number, _NO_ETAG if number == wrong else etag) for number, (etag, _) in parts)}
        case _:
            return {}


def _on_bucket(step: steps.AnyStep, names: Names) -> dict[str, Any]:
    match step:
        case steps.PutBucketEncryption():
            return {"default": names.default(step.default)}
        case steps.PutBucketPolicy():
            return {"policy": tuple(step.policy), "other_principal": names.policy_principal(step)}
        case steps.ListObjects():
            return {"key": names.key("")}
        case steps.CreateBucket():
            return {"encryption": names.encryption(step.sse)}
        case steps.Raw() | steps.SendUnknown():
            return _verbatim(step, names)
        case _:
            return {}


def _verbatim(step: steps.Raw | steps.SendUnknown, names: Names) -> dict[str, Any]:
    sent = {"method": step.method, "body": names.body(step.body, step.name) if step.body is not None else None}
    match step:
        case steps.Raw():
            headers = tuple((name, names.keys.fill(value)) for name, value in step.raw_headers)
            return {**sent, "key": names.key(step.object), "query": step.query, "raw_headers": headers}
        case steps.SendUnknown():
            key = names.key(step.object) if step.on == "object" else None
            return {**sent, "key": key, "query": step.sub_resource}


def _object(step: Any, names: Names) -> dict[str, Any]:  # noqa: ANN401 - any step about an object
    return {"key": names.key(step.object), "encryption": names.encryption(step.sse)}


def _of_upload(step: _OfUpload, names: Names) -> dict[str, Any]:
    upload = names.upload(step.upload)
    return {
        "key": upload.place[1],
        "upload_id": upload.upload_id,
        "encryption": names.encryption(step.sse),
    }


def _reading(step: _Reading, names: Names) -> dict[str, Any]:
    taking = {}
    if isinstance(step, steps.GetObject):
        taking = {
            "taken": step.taken,
            "range_ignored": step.range_ignored,
            "helper": _helper(step.helper),
            "apart": step.apart,
        }
    return {
        **taking,
        "range": step.range,
        "version_id": names.version(step.version),
        "part_number": int(step.part) if step.part is not None else None,
        "if_match": names.etag(step.if_match),
        "if_none_match": names.etag(step.if_none_match),
    }


def _tweaks(step: steps.AnyStep, names: Names) -> Tweaks:
    tamper = step.tamper or values.Tamper()
    return Tweaks(
        override={role: names.keys.fill(value) for role, value in step.override.items()},
        drop=frozenset(step.drop),
        repeat=frozenset(step.repeat),
        misname=step.misname,
        tamper_drop=frozenset(tamper.drop),
        tamper_body=tamper.body,
        tamper_set={role: names.keys.fill(value) for role, value in tamper.set.items()},
        unsigned=frozenset(step.unsigned),
        in_query=frozenset(step.in_query),
        lower_case_fields=getattr(step, "lower_case_fields", False),
        outside_policy=frozenset(getattr(step, "outside_policy", ())),
    )


def _content_md5(wish: str | None, body: bytes) -> str | None:
    if wish == "right":
        return md5_base64(body)
    if wish == "wrong":
        return md5_base64(body + b"\0")
    return wish


def _helper(wish: values.Helper | None) -> Helper | None:
    return None if wish is None else Helper(part_size=int(wish.part_size), threads=int(wish.threads))
