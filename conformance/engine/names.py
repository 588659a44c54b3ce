"""What the names in a case stand for in one item: keys, places, bytes, and what earlier steps were given."""

import uuid
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import msgspec

from conformance.engine.key_service import OWN
from conformance.engine.keys import KeyRing, random_bytes
from conformance.engine.memory import Memory, Place, Upload
from conformance.model import steps, values
from conformance.model.operation import CopySource, Encryption, Master
from conformance.model.target import KmsKey
from conformance.model.words import Mode


class CannotSendError(Exception):
    """A step needs something that an earlier step was to give: an upload id, a version."""


class ProfileLacksError(Exception):
    """A step needs something that the target's profile does not name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
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
    entry: Callable[[str], str] = str
    """What the dialect's envelope calls an entry."""
    max_object: int = 0
    """Bytes; 0: bodies of any size."""

    def place(self, step: steps.AnyStep) -> Place:
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

    def body(self, body: values.Body, step: str) -> bytes:
        """The bytes of a body; equal `like` names give equal bytes."""
        if body.text is not None:
            return body.text.encode()
        if self.max_object and int(body.size) > self.max_object:
            raise ProfileLacksError(f"the profile allows bodies of {self.max_object:,} bytes (limits: max-object)")
        return random_bytes(int(body.size), self.seed, "body", body.like or f"step {step}")

    def customer_key(self, step: steps.AnyStep) -> bytes | None:
        """The customer key that a step brings for the object it is about."""
        sse: values.Sse | None = getattr(step, "sse", None)
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

    def key_id(self, name: str | None, form: str) -> str | None:
        """A KMS key's id in that form; raise `ProfileLacksError` where the profile does not give it."""
        if name is None:
            return None
        key = self.kms_key(name)
        forms = {"bare": key.id, "full": key.full, "alias": key.alias}
        if not forms.get(form):
            raise ProfileLacksError(f"the profile gives the KMS key {name!r} no {form!r} form")
        return forms[form]

    def default(self, default: values.BucketDefault) -> values.BucketDefault:
        """A bucket's default with the real id of its KMS key."""
        return msgspec.structs.replace(default, kms_key=self.key_id(default.kms_key, default.form))

    def encryption(self, sse: values.Sse | None) -> Encryption | None:
        """The encryption with its real keys; none where nothing is asked for."""
        if sse is None or sse.mode is Mode.NONE:
            return None
        return Encryption(
            mode=sse.mode,
            customer_key=self.keys[sse.key] if sse.key is not None else None,
            kms_key_id=self.key_id(sse.kms_key, sse.form),
            context=sse.context,
            data_algorithm=sse.data_algorithm,
            bucket_key=sse.bucket_key,
            asked_by=sse.asked_by,
            master=self.masters[sse.master] if sse.master is not None else None,
            also=tuple(self.masters[name] for name in sse.also),
            accepts=frozenset(sse.accepts),
        )

    def source(self, source: values.Source, bucket: str) -> CopySource:
        """The object, version and bytes that a copy takes."""
        return CopySource(
            bucket=self.bucket(bucket),
            key=self.key(source.object),
            encryption=self.encryption(source.sse),
            version_id=self.version(source.version),
            range=source.range,
        )

    def upload(self, name: str) -> Upload:
        """An upload that was begun; raise `CannotSendError` where it was not."""
        if name not in self.memory.uploads:
            raise CannotSendError(f"no upload {name!r}: the step that was to begin it got no upload id")
        return self.memory.uploads[name]

    def version(self, step: str | None) -> str | None:
        """The version id that a step got; raise `CannotSendError` where it got none."""
        if step is None:
            return None
        written = self.memory.steps.get(step)
        if written is None or written.version_id is None:
            raise CannotSendError(f"the step {step!r} got no version id")
        return written.version_id

    def etag(self, text: str | None) -> str | None:
        """Literal text, or the ETag that a step got; raise `CannotSendError` where it got none."""
        if text is None or not text.startswith("etag-of:"):
            return text
        name = text.removeprefix("etag-of:")
        written = self.memory.steps.get(name)
        if written is None or written.etag is None:
            raise CannotSendError(f"the step {name!r} got no ETag")
        return written.etag

    def policy_principal(self, step: steps.PutBucketPolicy) -> str:
        """How a policy names the second principal; raise `ProfileLacksError` where the target does not say."""
        if not self.other_principal and any(each.to == "other-principal" for each in step.policy):
            raise ProfileLacksError(
                "the target does not say how a policy names the second principal (`auth: other-id`)"
            )
        return self.other_principal

    def named_as(self, named: Mapping[values.Entry, str]) -> dict[str, str]:
        """Metadata named as entries of the dialect's envelope."""
        return {self.entry(name): value for name, value in named.items()}

    def envelope(self, envelope: values.Envelope | None) -> Mapping[str, str]:
        """Made-up wrapped keys, as long as RSA of 2,048 bits makes them: a store cannot open them and does not try."""
        if envelope is None:
            return {}
        wrapped = {
            name: b64encode(random_bytes(256, self.seed, "envelope", name)).decode() for name in ("key", "start")
        }
        usual = {**wrapped, "content-algorithm": "", "wrap-algorithm": ""}
        kept = {name: value for name, value in usual.items() if name not in envelope.drop}
        return {**kept, **{name: value for name, value in envelope.set.items() if name not in envelope.drop}}
