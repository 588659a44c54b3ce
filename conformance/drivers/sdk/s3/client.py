"""boto3: the client of Amazon S3, as its reference documents it."""

import tempfile
from collections.abc import Callable, Mapping
from functools import partial

import boto3
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError

from conformance.drivers.sdk.handing import handed_over
from conformance.drivers.sdk.kit import OF_THE_WIRE, Call, Got, Linker, Refused, Untyped, Way, shown
from conformance.drivers.sdk.links import Link
from conformance.drivers.sdk.s3 import arguments, transfer
from conformance.model.operation import Operation, Reply, Told
from conformance.model.words import Mode
from conformance.wire.errors import NotExpressibleError

_LIFETIME = 900
"""Seconds of a signed URL."""
_PIECE = 4096
"""Bytes read at a time from a stream."""
_FIRST_REGION = "us-east-1"
_BLOCKED = {"customer": "SSE-C", "none": "NONE"}


class Boto3:
    """boto3's S3 client."""

    name = "boto3"
    distribution = "boto3"
    not_offered: Mapping[str, str] = {
        "post-object": "the SDK signs a form, and a browser sends it",
        **OF_THE_WIRE,
    }

    def __init__(self) -> None:
        self.calls: Mapping[str, Call] = _CALLS
        self.links: Mapping[str, Linker] = _LINKS

    def client(self, way: Way) -> Untyped:
        """A client with one attempt a call: what is repeated is the suite's to decide."""
        return self._client(way, None)

    def nameless(self, way: Way) -> Untyped:
        """A client that signs nothing."""
        return self._client(way, UNSIGNED)

    def _client(self, way: Way, signature: Untyped) -> Untyped:
        config = Config(
            signature_version=signature,
            proxies={"http": way.proxy, "https": way.proxy},
            s3={"addressing_style": "virtual" if way.endpoint.addressing == "virtual" else "path"},
            retries={"total_max_attempts": 1},
        )
        return boto3.client(
            "s3",
            endpoint_url=way.url,
            aws_access_key_id=way.credentials.access_key,
            aws_secret_access_key=way.credentials.secret_key,
            aws_session_token=way.credentials.token,
            region_name=way.endpoint.region or _FIRST_REGION,
            verify=str(way.ca_file),
            config=config,
        )

    def refusal(self, error: Exception) -> Refused | None:
        """`ClientError` holds the answer."""
        if not isinstance(error, ClientError):
            return None
        response: Untyped = error.response
        meta = response.get("ResponseMetadata", {})
        status, code = meta.get("HTTPStatusCode", 0), response.get("Error", {}).get("Code")
        return Refused(status=status, code=code, request_id=meta.get("RequestId"))


def _put_object(client: Untyped, operation: Operation) -> Got:
    if operation.given == "path":
        return transfer.upload_file(client, operation)
    if operation.helper is not None:
        return transfer.upload_fileobj(client, operation)
    if operation.given == "iterator":
        raise NotExpressibleError("boto3: Body is bytes, text or a file (its reference of put_object)")
    with tempfile.TemporaryFile() as file:
        answer = client.put_object(**arguments.putting(operation, handed_over(operation, file)))
    return _written("put_object", answer)


def _written(method: str, answer: Untyped) -> Got:
    return Got(method=method, etag=answer.get("ETag"), version_id=answer.get("VersionId"))


def _get_object(client: Untyped, operation: Operation) -> Got:
    if operation.taken == "path":
        return transfer.download_file(client, operation)
    if operation.helper is not None:
        raise NotExpressibleError("boto3: what downloads in parts takes a file's name or an open file")
    answer = client.get_object(**arguments.reading(operation))
    with answer["Body"] as stream:
        whole = operation.taken == "memory"
        body = stream.read() if whole else b"".join(iter(partial(stream.read, _PIECE), b""))
    return Got(method="get_object", body=body, etag=answer.get("ETag"), shows=partial(_meta, answer))


def _meta(answer: Untyped, reply: Reply) -> tuple[Told, ...]:
    """`ResponseMetadata` says how the store answered."""
    meta = answer["ResponseMetadata"]
    return (shown("HTTPStatusCode", expected=reply.status, observed=meta["HTTPStatusCode"]),)


def _head_object(client: Untyped, operation: Operation) -> Got:
    return Got(method="head_object", etag=client.head_object(**arguments.reading(operation)).get("ETag"))


def _get_object_attributes(client: Untyped, operation: Operation) -> Got:
    wanted = ["ETag", "ObjectSize", "ObjectParts", "StorageClass", "Checksum"]
    reading = arguments.place(operation, VersionId=operation.version_id, **arguments.key(operation.encryption))
    answer = client.get_object_attributes(ObjectAttributes=wanted, **reading)
    return Got(method="get_object_attributes", etag=answer.get("ETag"))


def _delete_object(client: Untyped, operation: Operation) -> Got:
    if arguments.key(operation.encryption):
        raise NotExpressibleError("boto3: delete_object takes no customer key")
    client.delete_object(**arguments.place(operation, VersionId=operation.version_id))
    return Got(method="delete_object")


def _update_object_encryption(client: Untyped, operation: Operation) -> Got:
    wanted = operation.encryption
    if wanted is None or wanted.mode is not Mode.KMS:
        raise NotExpressibleError("boto3: update_object_encryption changes an object to KMS only")
    values = {"KMSKeyArn": wanted.kms_key_id, "BucketKeyEnabled": wanted.bucket_key}
    method = {name: value for name, value in values.items() if value is not None}
    client.update_object_encryption(**arguments.place(operation), ObjectEncryption={"SSEKMS": method})
    return Got(method="update_object_encryption")


def _copy_object(client: Untyped, operation: Operation) -> Got:
    if operation.helper is not None:
        return transfer.copy(client, operation)
    directive = operation.metadata_directive
    more = arguments.source_of(operation.source) | arguments.writing(operation.encryption)
    if operation.metadata:
        more["Metadata"] = dict(operation.metadata)
    place = arguments.place(operation, MetadataDirective=None if directive is None else directive.upper())
    answer = client.copy_object(**place, **more)
    etag = answer["CopyObjectResult"].get("ETag")
    return Got(method="copy_object", etag=etag, version_id=answer.get("VersionId"))


def _initiate_multipart(client: Untyped, operation: Operation) -> Got:
    more = arguments.writing(operation.encryption) | {"Metadata": dict(operation.metadata)}
    answer = client.create_multipart_upload(**arguments.place(operation), **more)
    return Got(method="create_multipart_upload", upload_id=answer["UploadId"])


def _part(operation: Operation, **more: Untyped) -> arguments.Arguments:
    number, upload = operation.part_number, operation.upload_id
    return arguments.place(operation, PartNumber=number, UploadId=upload, **arguments.key(operation.encryption), **more)


def _upload_part(client: Untyped, operation: Operation) -> Got:
    part = _part(operation, Body=operation.body or b"", ContentMD5=operation.content_md5)
    return _written("upload_part", client.upload_part(**part))


def _copy_part(client: Untyped, operation: Operation) -> Got:
    source = operation.source
    span = None if source is None or source.range is None else f"bytes={source.range}"
    answer = client.upload_part_copy(**_part(operation, CopySourceRange=span), **arguments.source_of(source))
    return Got(method="upload_part_copy", etag=answer["CopyPartResult"].get("ETag"))


def _upload(operation: Operation, **more: Untyped) -> arguments.Arguments:
    return arguments.place(operation, UploadId=operation.upload_id, **arguments.key(operation.encryption), **more)


def _complete_multipart(client: Untyped, operation: Operation) -> Got:
    parts = [{"PartNumber": number, "ETag": etag} for number, etag in operation.parts]
    answer = client.complete_multipart_upload(**_upload(operation, MultipartUpload={"Parts": parts}))
    return _written("complete_multipart_upload", answer)


def _abort_multipart(client: Untyped, operation: Operation) -> Got:
    client.abort_multipart_upload(**arguments.place(operation, UploadId=operation.upload_id))
    return Got(method="abort_multipart_upload")


def _list_parts(client: Untyped, operation: Operation) -> Got:
    client.list_parts(**_upload(operation))
    return Got(method="list_parts")


def _create_bucket(client: Untyped, operation: Operation) -> Got:
    region = client.meta.region_name
    more = {} if region == _FIRST_REGION else {"CreateBucketConfiguration": {"LocationConstraint": region}}
    client.create_bucket(Bucket=operation.bucket, **more)
    return Got(method="create_bucket")


def _put_bucket_encryption(client: Untyped, operation: Operation) -> Got:
    default = operation.default
    if default is None or default.xml is not None:
        raise NotExpressibleError("boto3: the SDK writes the configuration itself")
    algorithm = default.algorithm or arguments.METHODS.get(default.mode)
    key = "" if default.empty_key_id else default.kms_key
    rule = {"SSEAlgorithm": algorithm} | ({} if key is None else {"KMSMasterKeyID": key})
    blocked = {} if default.blocks is None else {"EncryptionType": [_BLOCKED[default.blocks]]}
    applied = {"ApplyServerSideEncryptionByDefault": rule} | ({"BlockedEncryptionTypes": blocked} if blocked else {})
    rules = [applied] * default.rules
    client.put_bucket_encryption(Bucket=operation.bucket, ServerSideEncryptionConfiguration={"Rules": rules})
    return Got(method="put_bucket_encryption")


def _get_bucket_encryption(client: Untyped, operation: Operation) -> Got:
    client.get_bucket_encryption(Bucket=operation.bucket)
    return Got(method="get_bucket_encryption")


def _delete_bucket_encryption(client: Untyped, operation: Operation) -> Got:
    client.delete_bucket_encryption(Bucket=operation.bucket)
    return Got(method="delete_bucket_encryption")


def _put_bucket_versioning(client: Untyped, operation: Operation) -> Got:
    client.put_bucket_versioning(Bucket=operation.bucket, VersioningConfiguration={"Status": "Enabled"})
    return Got(method="put_bucket_versioning")


def _link(name: str, of: Callable[[Operation], arguments.Arguments], client: Untyped, operation: Operation) -> Link:
    url = client.generate_presigned_url(name, Params=of(operation), ExpiresIn=_LIFETIME)
    return Link(method="generate_presigned_url", url=url)


def _put_link(operation: Operation) -> arguments.Arguments:
    given = arguments.putting(operation, None)
    return {name: value for name, value in given.items() if name != "Body" and value != {}}


_LINKS: Mapping[str, Linker] = {
    "put-object": partial(_link, "put_object", _put_link),
    "get-object": partial(_link, "get_object", arguments.reading),
    "head-object": partial(_link, "head_object", arguments.reading),
}
_CALLS: Mapping[str, Call] = {
    "put-object": _put_object,
    "get-object": _get_object,
    "head-object": _head_object,
    "get-object-attributes": _get_object_attributes,
    "delete-object": _delete_object,
    "update-object-encryption": _update_object_encryption,
    "copy-object": _copy_object,
    "initiate-multipart": _initiate_multipart,
    "upload-part": _upload_part,
    "copy-part": _copy_part,
    "complete-multipart": _complete_multipart,
    "abort-multipart": _abort_multipart,
    "list-parts": _list_parts,
    "create-bucket": _create_bucket,
    "put-bucket-encryption": _put_bucket_encryption,
    "get-bucket-encryption": _get_bucket_encryption,
    "delete-bucket-encryption": _delete_bucket_encryption,
    "put-bucket-versioning": _put_bucket_versioning,
}
