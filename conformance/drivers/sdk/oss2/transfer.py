"""What oss2 does with files: by name in one request, and in parts that may be resumed."""

import tempfile
from pathlib import Path

import oss2

from conformance.drivers.sdk.kit import Got
from conformance.drivers.sdk.oss2.arguments import putting, reading, version
from conformance.drivers.sdk.oss2.shown import Buckets, answered
from conformance.model.operation import Operation
from conformance.wire.errors import NotExpressibleError


def put_path(buckets: Buckets, operation: Operation) -> Got:
    """Upload a file by its name."""
    helper = operation.helper
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "content"
        path.write_bytes(operation.body or b"")
        bucket, headers = buckets.of(operation), putting(operation)
        if helper is None:
            result = bucket.put_object_from_file(operation.key, str(path), headers=headers)
            return answered("put_object_from_file", result)
        result = oss2.resumable_upload(
            bucket,
            operation.key,
            str(path),
            store=oss2.ResumableStore(root=folder),
            headers=headers,
            multipart_threshold=helper.part_size,
            part_size=helper.part_size,
            num_threads=helper.threads,
        )
    return answered("resumable_upload", result)


def get_to_path(buckets: Buckets, operation: Operation) -> Got:
    """Download into a file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "content"
        if operation.helper is not None:
            _in_parts(buckets, operation, path)
            return Got(method="resumable_download", body=path.read_bytes())
        result = buckets.of(operation).get_object_to_file(operation.key, str(path), **reading(operation))
        return answered("get_object_to_file", result, body=path.read_bytes())


def _in_parts(buckets: Buckets, operation: Operation, path: Path) -> None:
    helper = operation.helper
    if operation.range is not None or helper is None:
        raise NotExpressibleError("oss2: resumable_download takes whole objects")
    oss2.resumable_download(
        buckets.of(operation),
        operation.key,
        str(path),
        multiget_threshold=helper.part_size,
        part_size=helper.part_size,
        num_threads=helper.threads,
        store=oss2.ResumableDownloadStore(root=str(path.parent)),
        params=version(operation.version_id),
    )
