"""esdk-obs-python: its ObsClient, as the page on server-side encryption and the pages of its methods document it."""

from collections.abc import Mapping
from functools import partial
from urllib.parse import urlsplit

from obs import AppendObjectContent, CompleteMultipartUploadRequest, CompletePart, CopyObjectHeader, ObsClient

from conformance.drivers.sdk.kit import OF_THE_WIRE, Call, Got, Linker, Refused, Untyped, Way
from conformance.drivers.sdk.obs import arguments, buckets, reading, writing
from conformance.drivers.sdk.obs.links import form, link
from conformance.drivers.sdk.obs.results import RefusedError, got, shows
from conformance.model.operation import Operation
from conformance.wire.errors import NotExpressibleError


class ObsSdk:
    """The SDK for Python of Huawei OBS."""

    name = "obs-sdk"
    distribution = "esdk-obs-python"
    call_tweaks = frozenset({"override"})
    """By `extensionHeaders`; what an argument makes a header of, nobody can leave out."""
    link_tweaks = frozenset({"override", "drop", "misname", "unsigned", "in_query"})
    """The headers that belong to a link its user names one by one."""
    not_offered: Mapping[str, str] = {
        **OF_THE_WIRE,
    }

    def __init__(self) -> None:
        self.calls: Mapping[str, Call] = _CALLS
        self.links: Mapping[str, Linker] = dict.fromkeys(_LINKED, link) | {"post-object": form}

    def client(self, way: Way) -> Untyped:
        """A client that negotiates its signature, as the pages make it, with one attempt a call.

        On a bare address the SDK would speak the S3 dialect: it keeps the store's name and goes by the hop.
        """
        proxy = urlsplit(way.proxy)
        return ObsClient(
            access_key_id=way.credentials.access_key,
            secret_access_key=way.credentials.secret_key,
            security_token=way.credentials.token,
            server=way.url,
            proxy_host=proxy.hostname,
            proxy_port=proxy.port,
            region=way.endpoint.region,
            ssl_verify=str(way.ca_file),
            max_retry_count=0,
        )

    def nameless(self, way: Way) -> Untyped:
        """A client without keys, which signs nothing: they are empty unless given."""
        return self.client(way)

    def refusal(self, error: Exception) -> Refused | None:
        """A refusal is a result like any other here."""
        if not isinstance(error, RefusedError):
            return None
        result = error.result
        return Refused(
            status=result.status,
            code=result.errorCode,
            request_id=result.requestId,
            method=error.method,
            shows=partial(shows, result),
        )


def _delete_object(client: Untyped, operation: Operation) -> Got:
    arguments.without_key(operation, "deleteObject")
    return got(
        "deleteObject",
        client.deleteObject(
            operation.bucket, operation.key, versionId=operation.version_id, extensionHeaders=arguments.more(operation)
        ),
    )


def _restore_object(client: Untyped, operation: Operation) -> Got:
    arguments.without_key(operation, "restoreObject")
    return got(
        "restoreObject",
        client.restoreObject(operation.bucket, operation.key, days=1, extensionHeaders=arguments.more(operation)),
        blank=True,
    )


def _get_object_tagging(client: Untyped, operation: Operation) -> Got:
    arguments.without_key(operation, "getObjectTagging")
    return got(
        "getObjectTagging",
        client.getObjectTagging(operation.bucket, operation.key, extensionHeaders=arguments.more(operation)),
    )


def _copy_object(client: Untyped, operation: Operation) -> Got:
    source, directive = operation.source, operation.metadata_directive
    if source is None or operation.body is not None or operation.helper is not None:
        raise NotExpressibleError("obs-sdk: copyObject copies one object in one request, and has no body")
    headers = CopyObjectHeader(
        directive=None if directive is None else directive.upper(),
        destSseHeader=arguments.writing(operation.encryption),
        sourceSseHeader=arguments.customer(source.encryption),
    )
    result = client.copyObject(
        source.bucket,
        source.key,
        operation.bucket,
        operation.key,
        metadata=arguments.metadata(operation),
        headers=headers,
        versionId=source.version_id,
        extensionHeaders=arguments.more(operation),
    )
    return got("copyObject", result)


def _append_object(client: Untyped, operation: Operation) -> Got:
    content = AppendObjectContent(content=operation.body or b"", position=operation.position or 0)
    headers = arguments.appending(operation)
    more = arguments.more(operation)
    result = client.appendObject(operation.bucket, operation.key, content, headers=headers, extensionHeaders=more)
    return got("appendObject", result)


def _initiate_multipart(client: Untyped, operation: Operation) -> Got:
    result = client.initiateMultipartUpload(
        operation.bucket,
        operation.key,
        metadata=arguments.metadata(operation),
        sseHeader=arguments.writing(operation.encryption),
        extensionHeaders=arguments.more(operation),
    )
    return got("initiateMultipartUpload", result)


def _upload_part(client: Untyped, operation: Operation) -> Got:
    result = client.uploadPart(
        operation.bucket,
        operation.key,
        operation.part_number,
        operation.upload_id,
        content=operation.body or b"",
        md5=operation.content_md5,
        sseHeader=arguments.customer(operation.encryption),
        extensionHeaders=arguments.more(operation),
    )
    return got("uploadPart", result)


def _copy_part(client: Untyped, operation: Operation) -> Got:
    source = operation.source
    if source is None:
        raise NotExpressibleError("obs-sdk: copyPart needs a source")
    version = "" if source.version_id is None else f"?versionId={source.version_id}"
    result = client.copyPart(
        operation.bucket,
        operation.key,
        operation.part_number,
        operation.upload_id,
        f"/{source.bucket}/{source.key}{version}",
        copySourceRange=source.range,
        destSseHeader=arguments.customer(operation.encryption),
        sourceSseHeader=arguments.customer(source.encryption),
        extensionHeaders=arguments.more(operation),
    )
    return got("copyPart", result)


def _complete_multipart(client: Untyped, operation: Operation) -> Got:
    arguments.without_key(operation, "completeMultipartUpload")
    parts = [CompletePart(partNum=number, etag=etag) for number, etag in operation.parts]
    request = CompleteMultipartUploadRequest(parts=parts)
    result = client.completeMultipartUpload(
        operation.bucket, operation.key, operation.upload_id, request, extensionHeaders=arguments.more(operation)
    )
    return got("completeMultipartUpload", result)


def _abort_multipart(client: Untyped, operation: Operation) -> Got:
    arguments.without_key(operation, "abortMultipartUpload")
    result = client.abortMultipartUpload(
        operation.bucket, operation.key, operation.upload_id, extensionHeaders=arguments.more(operation)
    )
    return got("abortMultipartUpload", result, blank=True)


def _list_parts(client: Untyped, operation: Operation) -> Got:
    arguments.without_key(operation, "listParts")
    return got(
        "listParts",
        client.listParts(
            operation.bucket, operation.key, operation.upload_id, extensionHeaders=arguments.more(operation)
        ),
    )


_LINKED = ("put-object", "get-object", "head-object", "delete-object", "get-bucket-encryption")
_CALLS: Mapping[str, Call] = {
    "put-object": writing.put_object,
    "get-object": reading.get_object,
    "head-object": reading.head_object,
    "delete-object": _delete_object,
    "restore-object": _restore_object,
    "get-object-tagging": _get_object_tagging,
    "copy-object": _copy_object,
    "append-object": _append_object,
    "initiate-multipart": _initiate_multipart,
    "upload-part": _upload_part,
    "copy-part": _copy_part,
    "complete-multipart": _complete_multipart,
    "abort-multipart": _abort_multipart,
    "list-parts": _list_parts,
    "create-bucket": buckets.create_bucket,
    "list-objects": buckets.list_objects,
    "put-bucket-encryption": buckets.put_bucket_encryption,
    "get-bucket-encryption": buckets.get_bucket_encryption,
    "delete-bucket-encryption": buckets.delete_bucket_encryption,
    "put-bucket-versioning": buckets.put_bucket_versioning,
    "put-bucket-policy": buckets.put_bucket_policy,
}
