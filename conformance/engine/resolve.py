"""Turn a step of a case into an operation: names become keys, ids, bytes and places of this run."""

import uuid
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from conformance.engine.key_service import OWN
from conformance.engine.keys import KeyRing, random_bytes
from conformance.engine.memory import Memory, Place
from conformance.model import case as c
from conformance.model.operation import CopySource, Encryption, Helper, Master, Operation, Tweaks
from conformance.model.target import KmsKey
from conformance.model.words import Mode
from conformance.reference.digests import md5_base64


class CannotSendError(Exception):
    """A step needs something that an earlier step was to give: an upload id, a version."""


class ProfileLacksError(Exception):
    """A step needs something that the target's profile does not name."""


_NO_ETAG = f'"{"0" * 32}"'
"""That of no part."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolver:
    """Everything names stand for in one item."""

    keys: KeyRing
    kms: Mapping[str, KmsKey]
    buckets: Mapping[str, str]
    """The case's bucket names to real ones."""
    prefix: str
    """Put before every object name."""
    seed: str
    memory: Memory
    other_principal: str = ""
    """How a policy names the second principal; empty: the target does not say."""
    masters: Mapping[str, Master] = field(default_factory=dict)
    max_object: int = 0
    """Bytes; 0: bodies of any size."""

    def operation(self, step: c.AnyStep) -> Operation:
        """The operation of a step; raise `CannotSendError` where something it needs is not there."""
        common: dict[str, Any] = {
            "do": step.__struct_config__.tag,
            "bucket": self.bucket(step.bucket),
            "auth": step.auth,
            "secure": step.transport == "secure",
            "expect_continue": step.expect_continue,
            "tweaks": self._tweaks(step),
            "envelope": self._envelope(getattr(step, "envelope", None)),
        }
        return Operation(**common, **self._particular(step))

    def place(self, step: c.AnyStep) -> Place:
        """The bucket and key that a step is about."""
        upload = getattr(step, "upload", None)
        if upload is not None and upload in self.memory.uploads:
            return self.memory.uploads[upload].place
        return self.bucket(step.bucket), self.key(getattr(step, "object", ""))

    def bucket(self, name: str) -> str:
        """The real name of a bucket."""
        return self.buckets[name]

    def key(self, name: str) -> str:
        """The real key of an object."""
        return f"{self.prefix}/{name}"

    def body(self, body: c.Body, step: str) -> bytes:
        """The bytes of a body; equal `like` names give equal bytes."""
        if body.text is not None:
            return body.text.encode()
        if self.max_object and int(body.size) > self.max_object:
            raise ProfileLacksError(f"the profile allows bodies of {self.max_object:,} bytes (limits: max-object)")
        return random_bytes(int(body.size), self.seed, "body", body.like or f"step {step}")

    def customer_key(self, step: c.AnyStep) -> bytes | None:
        """The customer key that a step brings for the object it is about."""
        sse: c.Sse | None = getattr(step, "sse", None)
        return self.keys[sse.key] if sse is not None and sse.key is not None else None

    def kms_key(self, name: str) -> KmsKey:
        """A KMS key by its name in the profile; `unknown` is made up in the form of `main`."""
        if name in self.kms:
            return self.kms[name]
        if name == "unknown":
            return self._unknown_key()
        if name == OWN:
            raise ProfileLacksError("the target does not let the suite make KMS keys")
        raise ProfileLacksError(f"the profile names no KMS key {name!r} (under `kms:`)")

    def _unknown_key(self) -> KmsKey:
        made_up = str(uuid.UUID(bytes=random_bytes(16, self.seed, "unknown KMS key"), version=4))
        model = self.kms.get("main")
        full = model.full.replace(model.id, made_up) if model is not None else ""
        return KmsKey(id=made_up, full=full, alias=f"alias/{made_up}")

    def _particular(self, step: c.AnyStep) -> dict[str, Any]:
        match step:
            case c.PutObject() | c.PostObject() | c.AppendObject():
                return {**self._object(step), **self._writing(step)}
            case c.GetObject() | c.HeadObject() | c.GetObjectAttributes() | c.GetObjectMeta():
                return {**self._object(step), **self._reading(step)}
            case c.RestoreObject() | c.GetObjectTagging() | c.UpdateObjectEncryption():
                return self._object(step)
            case c.CopyObject() | c.InitiateMultipart() | c.DeleteObject():
                return {**self._object(step), **self._other(step)}
            case c.UploadPart() | c.CopyPart() | c.CompleteMultipart() | c.AbortMultipart() | c.ListParts():
                return {**self._of_upload(step), **self._multipart(step)}
            case _:
                return self._on_bucket(step)

    def _writing(self, step: c.PutObject | c.PostObject | c.AppendObject) -> dict[str, Any]:
        body = self.body(step.body, step.name)
        match step:
            case c.PutObject():
                return {
                    "body": body,
                    "given": step.given,
                    "helper": _helper(step.helper),
                    "damage": step.damage,
                    "apart": step.apart,
                    "content_md5": _content_md5(step.content_md5, body),
                    "metadata": step.metadata,
                    "acl": step.acl,
                    "storage": step.storage,
                }
            case c.PostObject():
                return {"body": body}
            case c.AppendObject():
                return {"body": body, "position": int(step.position)}

    def _other(self, step: c.CopyObject | c.InitiateMultipart | c.DeleteObject) -> dict[str, Any]:
        match step:
            case c.CopyObject():
                return {
                    "source": self._source(step.source, step.bucket),
                    "helper": _helper(step.helper),
                    "body": self.body(step.body, step.name) if step.body is not None else None,
                    "metadata": step.metadata,
                    "metadata_directive": step.metadata_directive,
                }
            case c.InitiateMultipart():
                return {
                    "metadata": step.metadata,
                    "part_size": int(step.part_size) if step.part_size is not None else None,
                    "data_size": int(step.data_size) if step.data_size is not None else None,
                }
            case c.DeleteObject():
                return {"version_id": self._version(step.version)}

    def _multipart(
        self, step: c.UploadPart | c.CopyPart | c.CompleteMultipart | c.AbortMultipart | c.ListParts
    ) -> dict[str, Any]:
        match step:
            case c.UploadPart():
                body = self.body(step.body, step.name)
                content_md5 = _content_md5(step.content_md5, body)
                return {
                    "part_number": int(step.part),
                    "body": body,
                    "content_md5": content_md5,
                    "forget_context": step.forget_context,
                    "last_part": step.last,
                }
            case c.CopyPart():
                return {"part_number": int(step.part), "source": self._source(step.source, step.bucket)}
            case c.CompleteMultipart():
                parts = sorted(self._upload(step.upload).parts.items())
                wrong = int(step.wrong_etag) if step.wrong_etag is not None else None
                return {"parts": tuple((number, _NO_ETAG if number == wrong else etag) for number, (etag, _) in parts)}
            case _:
                return {}

    def _on_bucket(self, step: c.AnyStep) -> dict[str, Any]:
        match step:
            case c.PutBucketEncryption():
                return {"default": self._default(step.default)}
            case c.PutBucketPolicy():
                return {"policy": tuple(step.policy), "other_principal": self._other_principal(step)}
            case c.ListObjects():
                return {"key": self.key("")}
            case c.CreateBucket():
                return {"encryption": self._encryption(step.sse)}
            case c.Raw() | c.SendUnknown():
                return self._verbatim(step)
            case _:
                return {}

    def _verbatim(self, step: c.Raw | c.SendUnknown) -> dict[str, Any]:
        sent = {"method": step.method, "body": self.body(step.body, step.name) if step.body is not None else None}
        match step:
            case c.Raw():
                headers = tuple((name, self.keys.fill(value)) for name, value in step.raw_headers)
                return {**sent, "key": self.key(step.object), "query": step.query, "raw_headers": headers}
            case c.SendUnknown():
                key = self.key(step.object) if step.on == "object" else None
                return {**sent, "key": key, "query": step.sub_resource}

    def _other_principal(self, step: c.PutBucketPolicy) -> str:
        if not self.other_principal and any(each.to == "other-principal" for each in step.policy):
            raise ProfileLacksError(
                "the target does not say how a policy names the second principal (`auth: other-id`)"
            )
        return self.other_principal

    def _object(self, step: Any) -> dict[str, Any]:  # noqa: ANN401 - any step about an object
        return {"key": self.key(step.object), "encryption": self._encryption(step.sse)}

    def _of_upload(self, step: Any) -> dict[str, Any]:  # noqa: ANN401 - any step about an upload
        upload = self._upload(step.upload)
        return {
            "key": upload.place[1],
            "upload_id": upload.upload_id,
            "encryption": self._encryption(step.sse),
        }

    def _upload(self, name: str) -> Any:  # noqa: ANN401 - memory's Upload
        if name not in self.memory.uploads:
            raise CannotSendError(f"no upload {name!r}: the step that was to begin it got no upload id")
        return self.memory.uploads[name]

    def _reading(self, step: c.GetObject | c.HeadObject | c.GetObjectAttributes | c.GetObjectMeta) -> dict[str, Any]:
        taking = {}
        if isinstance(step, c.GetObject):
            taking = {"taken": step.taken, "helper": _helper(step.helper), "apart": step.apart}
        return {
            **taking,
            "range": step.range,
            "version_id": self._version(step.version),
            "part_number": int(step.part) if step.part is not None else None,
            "if_match": self._etag(step.if_match),
            "if_none_match": self._etag(step.if_none_match),
        }

    def _envelope(self, envelope: c.Envelope | None) -> Mapping[str, str]:
        """Made-up wrapped keys, as long as RSA of 2,048 bits makes them: a store cannot open them and does not try."""
        if envelope is None:
            return {}
        wrapped = {
            name: b64encode(random_bytes(256, self.seed, "envelope", name)).decode() for name in ("key", "start")
        }
        usual = {**wrapped, "content-algorithm": "", "wrap-algorithm": ""}
        kept = {name: value for name, value in usual.items() if name not in envelope.drop}
        return {**kept, **{name: value for name, value in envelope.set.items() if name not in envelope.drop}}

    def _etag(self, text: str | None) -> str | None:
        if text is None or not text.startswith("etag-of:"):
            return text
        name = text.removeprefix("etag-of:")
        written = self.memory.steps.get(name)
        if written is None or written.etag is None:
            raise CannotSendError(f"the step {name!r} got no ETag")
        return written.etag

    def _version(self, step: str | None) -> str | None:
        if step is None:
            return None
        written = self.memory.steps.get(step)
        if written is None or written.version_id is None:
            raise CannotSendError(f"the step {step!r} got no version id")
        return written.version_id

    def _source(self, source: c.Source, bucket: str) -> CopySource:
        return CopySource(
            bucket=self.bucket(bucket),
            key=self.key(source.object),
            encryption=self._encryption(source.sse),
            version_id=self._version(source.version),
            range=source.range,
        )

    def _encryption(self, sse: c.Sse | None) -> Encryption | None:
        if sse is None or sse.mode is Mode.NONE:
            return None
        return Encryption(
            mode=sse.mode,
            customer_key=self.keys[sse.key] if sse.key is not None else None,
            kms_key_id=self._key_id(sse.kms_key, sse.form),
            context=sse.context,
            data_algorithm=sse.data_algorithm,
            bucket_key=sse.bucket_key,
            asked_by=sse.asked_by,
            master=self.masters[sse.master] if sse.master is not None else None,
            also=tuple(self.masters[name] for name in sse.also),
            accepts=frozenset(sse.accepts),
        )

    def _default(self, default: c.BucketDefault) -> c.BucketDefault:
        return msgspec.structs.replace(default, kms_key=self._key_id(default.kms_key, default.form))

    def _key_id(self, name: str | None, form: str) -> str | None:
        if name is None:
            return None
        key = self.kms_key(name)
        forms = {"bare": key.id, "full": key.full, "alias": key.alias}
        if not forms.get(form):
            raise ProfileLacksError(f"the profile gives the KMS key {name!r} no {form!r} form")
        return forms[form]

    def _tweaks(self, step: c.AnyStep) -> Tweaks:
        tamper = step.tamper or c.Tamper()
        return Tweaks(
            override={role: self.keys.fill(value) for role, value in step.override.items()},
            drop=frozenset(step.drop),
            repeat=frozenset(step.repeat),
            misname=step.misname,
            tamper_drop=frozenset(tamper.drop),
            tamper_body=tamper.body,
            tamper_set={role: self.keys.fill(value) for role, value in tamper.set.items()},
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


def _helper(wish: c.Helper | None) -> Helper | None:
    return None if wish is None else Helper(part_size=int(wish.part_size), threads=int(wish.threads))
