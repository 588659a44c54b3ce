"""cos-python-sdk-v5's helpers: what moves files and large objects, in one request or in parts (`PartSize` in MB)."""

import io
import tempfile
from pathlib import Path

from qcloud_cos import CosS3Client

from conformance.drivers.sdk.cos import arguments
from conformance.drivers.sdk.cos.arguments import tweaked
from conformance.drivers.sdk.cos.shown import written
from conformance.drivers.sdk.kit import Got
from conformance.model.operation import Operation
from conformance.wire.errors import NotExpressibleError

_MB = 1 << 20
_OTHER_CLASS = "STANDARD_IA"
"""A copy goes in parts where it changes the region or the class, and is as large as the threshold."""


def upload_file(client: CosS3Client, operation: Operation) -> Got:
    """Upload a file by its name; in parts where it is larger than one."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "content"
        path.write_bytes(operation.body or b"")
        asked = arguments.place(operation, LocalFilePath=str(path)) | arguments.putting(operation)
        answer = client.upload_file(**tweaked(operation, asked), **_parts(operation))
    return written("upload_file", answer)


def upload_from_buffer(client: CosS3Client, operation: Operation) -> Got:
    """Upload from whatever can be read; in parts where there is more than one."""
    asked = arguments.place(operation, Body=io.BytesIO(operation.body or b"")) | arguments.putting(operation)
    answer = client.upload_file_from_buffer(**tweaked(operation, asked), **_parts(operation))
    return written("upload_file_from_buffer", answer)


def download_file(client: CosS3Client, operation: Operation) -> Got:
    """Download into a file, in ranges where the object is larger than one part."""
    if operation.range is not None:
        raise NotExpressibleError("cos-sdk: download_file takes whole objects")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "content"
        # Where it got to is noted in the user's home, unless said otherwise.
        files = {"DestFilePath": str(path), "DumpRecordDir": folder}
        client.download_file(**tweaked(operation, arguments.reading(operation)), **files, **_parts(operation))
        return Got(method="download_file", body=path.read_bytes())


def copy(client: CosS3Client, operation: Operation, more: arguments.Arguments) -> Got:
    """Copy in one request, or from the threshold on in parts; `more` is the source and what is asked of the copy."""
    parts = _parts(operation)
    client.get_conf().set_copy_part_threshold_size(parts["PartSize"] * _MB)
    asked = arguments.place(operation, StorageClass=_OTHER_CLASS) | more
    answer = client.copy(**tweaked(operation, asked), **parts)
    return written("copy", answer)


def _parts(operation: Operation) -> arguments.Arguments:
    helper = operation.helper
    if helper is None:
        return {}
    size, rest = divmod(helper.part_size, _MB)
    if rest or not size:
        raise NotExpressibleError("cos-sdk: PartSize is a whole number of megabytes")
    return {"PartSize": size, "MAXThread": helper.threads}
