"""What alibabacloud-oss-v2 does with files, and its helpers that work in parts: uploader, downloader and copier."""

import tempfile
from pathlib import Path

import alibabacloud_oss_v2 as oss

from conformance.drivers.sdk.kit import Got, Untyped
from conformance.drivers.sdk.oss_v2.arguments import putting, reading
from conformance.drivers.sdk.oss_v2.shown import Clients, answered
from conformance.model.operation import Operation


def put_path(clients: Clients, operation: Operation) -> Got:
    """Upload a file by its name."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "content"
        path.write_bytes(operation.body or b"")
        if operation.helper is None:
            return answered("put_object_from_file", clients.once.put_object_from_file(putting(operation), str(path)))
        result = clients.once.uploader(**_options(operation)).upload_file(putting(operation), str(path))
    return answered("upload_file", result)


def upload_from(clients: Clients, operation: Operation, reader: Untyped) -> Got:
    """Upload from an open file or a stream by the helper."""
    return answered("upload_from", clients.once.uploader(**_options(operation)).upload_from(putting(operation), reader))


def get_to_path(clients: Clients, operation: Operation) -> Got:
    """Download into a file."""
    request = reading(operation)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "content"
        if operation.helper is None:
            result = clients.twice.get_object_to_file(request, str(path))
            return answered("get_object_to_file", result, body=path.read_bytes())
        clients.once.downloader(**_options(operation)).download_file(request, str(path))
        return Got(method="download_file", body=path.read_bytes())


def copy(clients: Clients, operation: Operation, request: oss.CopyObjectRequest) -> Got:
    """Copy by the helper, which chooses between one request and parts."""
    options = _options(operation)
    copier = clients.once.copier(multipart_copy_threshold=options["part_size"], **options)
    return answered("copier.copy", copier.copy(request))


def _options(operation: Operation) -> dict[str, int]:
    helper = operation.helper
    return {} if helper is None else {"part_size": helper.part_size, "parallel_num": helper.threads}
