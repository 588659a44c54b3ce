"""boto3: the client of Amazon S3, as its reference documents it."""

from collections.abc import Mapping

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from conformance.drivers.sdk.kit import Call, Got, Refused, Untyped, Way
from conformance.model.operation import CopySource, Encryption, Operation
from conformance.model.words import Mode
from conformance.wire.dialects.contexts import as_base64
from conformance.wire.errors import NotExpressibleError

Arguments = dict[str, Untyped]
_FIRST_REGION = "us-east-1"
_METHODS = {Mode.MANAGED: "AES256", Mode.KMS: "aws:kms", Mode.DSSE: "aws:kms:dsse"}
_BLOCKED = {"customer": "SSE-C", "none": "NONE"}


class Boto3:
    """boto3's S3 client."""

    name = "boto3"
    distribution = "boto3"
    not_offered: Mapping[str, str] = {
        "post-object": "the SDK signs a form, and a browser sends it",
        "send-unknown": "an SDK sends nothing that no store has",
        "raw": "a sample of the wire, which an SDK does not send as printed",
    }

    def __init__(self) -> None:
        self.calls: Mapping[str, Call] = _CALLS

    def client(self, way: Way) -> Untyped:
        """A client with one attempt a call: what is repeated is the suite's to decide."""
        config = Config(
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


def _place(operation: Operation, **more: Untyped) -> Arguments:
    """Bucket, key and whatever else is given; None is left out, as a user would."""
    values = {"Bucket": operation.bucket, "Key": operation.key, **more}
    return {name: value for name, value in values.items() if value is not None}


def _writing(encryption: Encryption | None) -> Arguments:
    if encryption is None or encryption.mode is Mode.NONE:
        return {}
    if encryption.data_algorithm is not None:
        raise NotExpressibleError("boto3: no argument names a cipher")
    match encryption.mode:
        case Mode.CUSTOMER:
            return _key(encryption)
        case Mode.KMS | Mode.DSSE:
            context = None if encryption.context is None else as_base64(encryption.context)
            values = {
                "ServerSideEncryption": _METHODS[encryption.mode],
                "SSEKMSKeyId": encryption.kms_key_id,
                "SSEKMSEncryptionContext": context,
                "BucketKeyEnabled": encryption.bucket_key,
            }
            return {name: value for name, value in values.items() if value is not None}
        case _:
            return {"ServerSideEncryption": _METHODS[Mode.MANAGED]}


def _key(encryption: Encryption | None, prefix: str = "") -> Arguments:
    """The SDK encodes the key and adds its digest."""
    if encryption is None or encryption.mode is not Mode.CUSTOMER:
        return {}
    return {f"{prefix}SSECustomerAlgorithm": "AES256", f"{prefix}SSECustomerKey": encryption.customer_key}


def _put_object(client: Untyped, operation: Operation) -> Got:
    more = _writing(operation.encryption) | {"Metadata": dict(operation.metadata)}
    body = operation.body or b""
    answer = client.put_object(**_place(operation, Body=body, ContentMD5=operation.content_md5), **more)
    return _written("put_object", answer)


def _written(method: str, answer: Untyped) -> Got:
    return Got(method=method, etag=answer.get("ETag"), version_id=answer.get("VersionId"))


def _reading(operation: Operation) -> Arguments:
    return _place(
        operation,
        Range=None if operation.range is None else f"bytes={operation.range}",
        VersionId=operation.version_id,
        PartNumber=operation.part_number,
        IfMatch=operation.if_match,
        IfNoneMatch=operation.if_none_match,
        **_key(operation.encryption),
    )


def _get_object(client: Untyped, operation: Operation) -> Got:
    answer = client.get_object(**_reading(operation))
    with answer["Body"] as stream:
        return Got(method="get_object", body=stream.read(), etag=answer.get("ETag"))


def _head_object(client: Untyped, operation: Operation) -> Got:
    return Got(method="head_object", etag=client.head_object(**_reading(operation)).get("ETag"))


def _get_object_attributes(client: Untyped, operation: Operation) -> Got:
    wanted = ["ETag", "ObjectSize", "ObjectParts", "StorageClass", "Checksum"]
    reading = _place(operation, VersionId=operation.version_id, **_key(operation.encryption))
    answer = client.get_object_attributes(ObjectAttributes=wanted, **reading)
    return Got(method="get_object_attributes", etag=answer.get("ETag"))


def _delete_object(client: Untyped, operation: Operation) -> Got:
    if _key(operation.encryption):
        raise NotExpressibleError("boto3: delete_object takes no customer key")
    client.delete_object(**_place(operation, VersionId=operation.version_id))
    return Got(method="delete_object")


def _update_object_encryption(client: Untyped, operation: Operation) -> Got:
    wanted = operation.encryption
    if wanted is None or wanted.mode is not Mode.KMS:
        raise NotExpressibleError("boto3: update_object_encryption changes an object to KMS only")
    values = {"KMSKeyArn": wanted.kms_key_id, "BucketKeyEnabled": wanted.bucket_key}
    method = {name: value for name, value in values.items() if value is not None}
    client.update_object_encryption(**_place(operation), ObjectEncryption={"SSEKMS": method})
    return Got(method="update_object_encryption")


def _source(source: CopySource | None) -> Arguments:
    if source is None:
        return {}
    place = {"Bucket": source.bucket, "Key": source.key}
    version = {} if source.version_id is None else {"VersionId": source.version_id}
    return {"CopySource": place | version, **_key(source.encryption, "CopySource")}


def _copy_object(client: Untyped, operation: Operation) -> Got:
    directive = operation.metadata_directive
    more = _source(operation.source) | _writing(operation.encryption)
    if operation.metadata:
        more["Metadata"] = dict(operation.metadata)
    place = _place(operation, MetadataDirective=None if directive is None else directive.upper())
    answer = client.copy_object(**place, **more)
    etag = answer["CopyObjectResult"].get("ETag")
    return Got(method="copy_object", etag=etag, version_id=answer.get("VersionId"))


def _initiate_multipart(client: Untyped, operation: Operation) -> Got:
    more = _writing(operation.encryption) | {"Metadata": dict(operation.metadata)}
    answer = client.create_multipart_upload(**_place(operation), **more)
    return Got(method="create_multipart_upload", upload_id=answer["UploadId"])


def _part(operation: Operation, **more: Untyped) -> Arguments:
    number, upload = operation.part_number, operation.upload_id
    return _place(operation, PartNumber=number, UploadId=upload, **_key(operation.encryption), **more)


def _upload_part(client: Untyped, operation: Operation) -> Got:
    arguments = _part(operation, Body=operation.body or b"", ContentMD5=operation.content_md5)
    return _written("upload_part", client.upload_part(**arguments))


def _copy_part(client: Untyped, operation: Operation) -> Got:
    source = operation.source
    span = None if source is None or source.range is None else f"bytes={source.range}"
    answer = client.upload_part_copy(**_part(operation, CopySourceRange=span), **_source(source))
    return Got(method="upload_part_copy", etag=answer["CopyPartResult"].get("ETag"))


def _upload(operation: Operation, **more: Untyped) -> Arguments:
    return _place(operation, UploadId=operation.upload_id, **_key(operation.encryption), **more)


def _complete_multipart(client: Untyped, operation: Operation) -> Got:
    parts = [{"PartNumber": number, "ETag": etag} for number, etag in operation.parts]
    answer = client.complete_multipart_upload(**_upload(operation, MultipartUpload={"Parts": parts}))
    return _written("complete_multipart_upload", answer)


def _abort_multipart(client: Untyped, operation: Operation) -> Got:
    client.abort_multipart_upload(**_place(operation, UploadId=operation.upload_id))
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
    algorithm = default.algorithm or _METHODS.get(default.mode)
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
