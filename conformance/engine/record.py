"""After an answer: what the engine now believes the store holds."""

from conformance.engine.memory import Memory, Upload, Written
from conformance.engine.ranges import cut
from conformance.engine.resolve import Resolver
from conformance.model import case as c
from conformance.model.operation import Operation, Reply


def record(step: c.AnyStep, operation: Operation, reply: Reply, memory: Memory, resolver: Resolver) -> None:
    """Remember an accepted write. Where a refusal was expected and did not come, what was there before still counts."""
    if not reply.ok or step.expect.refused is not None:
        return
    place, key = resolver.place(step), resolver.customer_key(step)
    match step:
        case c.PutObject() | c.PostObject():
            memory.remember(step.name, place, operation.body or b"", reply, key)
        case c.AppendObject():
            before = memory.objects.get(place, b"")[: operation.position]
            memory.remember(step.name, place, before + (operation.body or b""), reply, key)
        case c.CopyObject():
            memory.remember(step.name, place, _source(step.source, step.bucket, memory, resolver), reply, key)
        case c.DeleteObject():
            memory.objects.pop(place, None)
        case _:
            _record_upload(step, operation, reply, memory, resolver)


def _record_upload(step: c.AnyStep, operation: Operation, reply: Reply, memory: Memory, resolver: Resolver) -> None:
    match step:
        case c.InitiateMultipart():
            if reply.upload_id is not None:
                memory.uploads[step.upload] = Upload(
                    place=resolver.place(step), upload_id=reply.upload_id, customer_key=resolver.customer_key(step)
                )
        case c.UploadPart():
            _record_part(step, operation.body or b"", reply, memory)
        case c.CopyPart():
            content = _source(step.source, step.bucket, memory, resolver)
            _record_part(step, content, reply, memory)
        case c.CompleteMultipart():
            upload = memory.uploads[step.upload]
            memory.remember(step.name, upload.place, upload.content(), reply, upload.customer_key)
        case _:
            pass


def _record_part(step: c.UploadPart | c.CopyPart, content: bytes, reply: Reply, memory: Memory) -> None:
    memory.uploads[step.upload].parts[int(step.part)] = (reply.etag or "", content)
    memory.steps[step.name] = Written(content=content, etag=reply.etag, version_id=None)


def _source(source: c.Source, bucket: str, memory: Memory, resolver: Resolver) -> bytes:
    if source.version is not None and source.version in memory.steps:
        content = memory.steps[source.version].content
    else:
        content = memory.objects.get((resolver.bucket(bucket), resolver.key(source.object)), b"")
    return cut(content, source.range)
