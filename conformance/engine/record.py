"""After an answer: what the engine now believes the store holds."""

from conformance.engine.memory import Memory, Upload, Written
from conformance.engine.names import Names
from conformance.engine.ranges import cut
from conformance.model import steps, values
from conformance.model.operation import Operation, Reply


def record(step: steps.AnyStep, operation: Operation, reply: Reply, memory: Memory, names: Names) -> None:
    """Remember an accepted write. Where a refusal was expected and did not come, what was there before still counts."""
    if not reply.ok or step.expect.refused is not None:
        return
    place, key = names.place(step), names.customer_key(step)
    match step:
        case steps.PutObject() | steps.PostObject():
            memory.remember(step.name, place, operation.body or b"", reply, key)
        case steps.AppendObject():
            before = memory.objects.get(place, b"")[: operation.position]
            memory.remember(step.name, place, before + (operation.body or b""), reply, key)
        case steps.CopyObject():
            memory.remember(step.name, place, _source(step.source, step.bucket, memory, names), reply, key)
        case steps.DeleteObject():
            memory.objects.pop(place, None)
        case _:
            _record_upload(step, operation, reply, memory, names)


def _record_upload(step: steps.AnyStep, operation: Operation, reply: Reply, memory: Memory, names: Names) -> None:
    match step:
        case steps.InitiateMultipart():
            if reply.upload_id is not None:
                memory.uploads[step.upload] = Upload(
                    place=names.place(step), upload_id=reply.upload_id, customer_key=names.customer_key(step)
                )
        case steps.UploadPart():
            _record_part(step, operation.body or b"", reply, memory)
        case steps.CopyPart():
            content = _source(step.source, step.bucket, memory, names)
            _record_part(step, content, reply, memory)
        case steps.CompleteMultipart():
            upload = memory.uploads[step.upload]
            memory.remember(step.name, upload.place, upload.content(), reply, upload.customer_key)
        case _:
            pass


def _record_part(step: steps.UploadPart | steps.CopyPart, content: bytes, reply: Reply, memory: Memory) -> None:
    memory.uploads[step.upload].parts[int(step.part)] = (reply.etag or "", content)
    memory.steps[step.name] = Written(content=content, etag=reply.etag, version_id=None)


def _source(source: values.Source, bucket: str, memory: Memory, names: Names) -> bytes:
    if source.version is not None and source.version in memory.steps:
        content = memory.steps[source.version].content
    else:
        content = memory.objects.get((names.bucket(bucket), names.key(source.object)), b"")
    return cut(content, source.range)
