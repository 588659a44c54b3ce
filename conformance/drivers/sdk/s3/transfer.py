"""boto3's transfers: what uploads, downloads and copies files in parts."""

import io
import tempfile
from pathlib import Path

from boto3.s3.transfer import TransferConfig

from conformance.drivers.sdk.kit import Got, Untyped
from conformance.drivers.sdk.s3.arguments import Arguments, key, source_of, writing
from conformance.model.operation import Operation
from conformance.wire.errors import NotExpressibleError


def upload_file(client: Untyped, operation: Operation) -> Got:
    """Upload a file by its name."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "content"
        path.write_bytes(operation.body or b"")
        place = (operation.bucket, operation.key)
        client.upload_file(str(path), *place, ExtraArgs=_more(operation), Config=_transfer(operation))
    return Got(method="upload_file")


def upload_fileobj(client: Untyped, operation: Operation) -> Got:
    """Upload whatever can be read."""
    content = io.BytesIO(operation.body or b"")
    place = (operation.bucket, operation.key)
    client.upload_fileobj(content, *place, ExtraArgs=_more(operation), Config=_transfer(operation))
    return Got(method="upload_fileobj")


def download_file(client: Untyped, operation: Operation) -> Got:
    """Download into a file."""
    if operation.range is not None:
        raise NotExpressibleError("boto3: download_file takes whole objects")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "content"
        more = key(operation.encryption)
        client.download_file(operation.bucket, operation.key, str(path), ExtraArgs=more, Config=_transfer(operation))
        return Got(method="download_file", body=path.read_bytes())


def copy(client: Untyped, operation: Operation) -> Got:
    """Copy in one request or in parts."""
    source = source_of(operation.source)
    more = {name: value for name, value in source.items() if name != "CopySource"} | writing(operation.encryption)
    place = (source["CopySource"], operation.bucket, operation.key)
    client.copy(*place, ExtraArgs=more, Config=_transfer(operation))
    return Got(method="copy")


def _more(operation: Operation) -> Arguments:
    return writing(operation.encryption) | {"Metadata": dict(operation.metadata)}


def _transfer(operation: Operation) -> TransferConfig:
    helper = operation.helper
    if helper is None:
        return TransferConfig()
    return TransferConfig(
        multipart_threshold=helper.part_size, multipart_chunksize=helper.part_size, max_concurrency=helper.threads
    )
