"""What answers say about an object: its encryption, its description, and the object itself."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from email.utils import format_datetime
from urllib.parse import quote

from conformance.emulator.call import Call
from conformance.emulator.checksums import PREFIX
from conformance.emulator.encryption import Encryption, Mode
from conformance.emulator.faults.answering import (
    HIDES_KMS_KEY,
    KEY_MD5_NOT_SHOWN,
    KMS_PROJECT_NOT_SHOWN,
    shown_etag,
    told,
)
from conformance.emulator.faults.bucket_defaults import as_of_today
from conformance.emulator.faults.customer_keys import ECHOES_CUSTOMER_KEY
from conformance.emulator.faults.kms_keys import BUCKET_KEY_DROPPED, CONTEXT_IGNORED, SM4_NOT_SHOWN
from conformance.emulator.http import Response
from conformance.emulator.objects import Pairs, StoredObject
from conformance.emulator.rules.kms_keys import account_of, full_id
from conformance.emulator.sealing import Cipher
from conformance.emulator.xml import Tree

XML = ("Content-Type", "application/xml")


def xml_answer(call: Call, tree: Tree, headers: Pairs = ()) -> Response:
    """A document."""
    return Response(status=200, headers=(XML, *headers), body=tree.write(call.dialect.namespace))


def encryption_headers(call: Call, encryption: Encryption) -> Pairs:
    """How something is encrypted, as far as answers to this operation say it."""
    encryption = told(call, encryption)
    if encryption.mode is Mode.NONE:
        return ()
    if encryption.mode is Mode.CUSTOMER:
        return tuple(_customer_headers(call, encryption))
    word = call.dialect.word(encryption.mode, encryption.cipher)
    kms = tuple(_kms_headers(call, encryption)) if encryption.mode.uses_kms else ()
    return ((call.names.sse, word), *kms)


def _customer_headers(call: Call, encryption: Encryption) -> Iterator[tuple[str, str]]:
    names, shown = call.names.target_key, call.dialect.shown
    if call.verb in shown.customer_not:
        return
    yield names.algorithm, "AES256"
    if call.verb not in shown.customer_key_md5_not and not call.faults.on(KEY_MD5_NOT_SHOWN):
        yield names.key_md5, encryption.customer_key_md5
    key = call.header(names.key)
    if call.faults.on(ECHOES_CUSTOMER_KEY) and key is not None:
        yield names.key, key


def _kms_headers(call: Call, encryption: Encryption) -> Iterator[tuple[str, str]]:
    names, shown = call.names, call.dialect.shown
    key = call.world.kms.key(encryption.kms_key_id)
    if not call.faults.on(HIDES_KMS_KEY):
        yield names.kms_key_id, full_id(call, key)
    if names.project and key.custom and call.verb in shown.project and not call.faults.on(KMS_PROJECT_NOT_SHOWN):
        yield names.project, account_of(key).project
    if names.data_encryption and encryption.cipher is Cipher.SM4 and not call.faults.on(SM4_NOT_SHOWN):
        yield names.data_encryption, encryption.cipher.value
    if names.bucket_key and encryption.bucket_key and not call.faults.on(BUCKET_KEY_DROPPED):
        yield names.bucket_key, "true"
    if encryption.context and call.verb in shown.context and not call.faults.on(CONTEXT_IGNORED):
        yield names.context, encryption.context


def etag_header(etag: str) -> tuple[str, str]:
    """The ETag header."""
    return "ETag", quoted(etag)


def quoted(etag: str) -> str:
    """An ETag in its quotes."""
    return f'"{etag}"'


def version_header(call: Call, stored: StoredObject, versioning: str) -> Pairs:
    """The version id, where the bucket has versions."""
    return ((call.names.of("version-id"), stored.version_id),) if versioning else ()


def checksum_headers(call: Call, checksums: Mapping[str, str]) -> Pairs:
    """Checksums of the plaintext."""
    return tuple((call.names.of(PREFIX) + name, value) for name, value in checksums.items())


def checksum_elements(checksums: Mapping[str, str]) -> list[Tree]:
    """Checksums of the plaintext, in a document."""
    return [Tree(f"Checksum{name.upper()}", value) for name, value in checksums.items()]


def crc64_header(call: Call, crc: int) -> Pairs:
    """The CRC-64 of the plaintext, in decimal digits, where the dialect shows it."""
    return ((call.names.crc64, str(crc)),) if call.names.crc64 else ()


def copy_result(root: str, modified: datetime, etag: str, more: Iterable[Tree] = ()) -> Tree:
    """What a copy made."""
    return Tree(root, [Tree("LastModified", xml_date(modified)), Tree("ETag", quoted(etag)), *more])


def crc64_element(call: Call, crc: int) -> list[Tree]:
    """The CRC-64 in a document, where the dialect has it there (COS facts 2.3)."""
    return [Tree("CRC64", str(crc))] if call.dialect.crc64_of_copies else []


def object_headers(call: Call, stored: StoredObject, versioning: str) -> Pairs:
    """Everything that reads say about an object, but for its length and range."""
    description = stored.description
    storage = description.storage_class
    return (
        ("Last-Modified", http_date(stored.modified)),
        etag_header(shown_etag(call, stored.etag)),
        *crc64_header(call, stored.crc64),
        ("Accept-Ranges", "bytes"),
        *_content_headers(call, description.headers),
        *((call.names.metadata + name, _header_text(value)) for name, value in description.metadata),
        *version_header(call, stored, versioning),
        *(((call.names.of("storage-class"), storage),) if storage not in {"", "STANDARD"} else ()),
        *_restore_header(call, stored),
        *_type_headers(call, stored),
        *encryption_headers(call, as_of_today(call, stored.keeping.encryption)),
    )


def _type_headers(call: Call, stored: StoredObject) -> Pairs:
    if not call.dialect.shows_types:
        return ()
    position = ((call.names.of("next-append-position"), str(stored.size)),) if stored.appendable else ()
    return ((call.names.of("object-type"), stored.type), *position)


def _restore_header(call: Call, stored: StoredObject) -> Pairs:
    return ((call.names.of("restore"), 'ongoing-request="false"'),) if stored.restored else ()


def _content_headers(call: Call, headers: Pairs) -> Pairs:
    """The stored headers, which a signed request's query may overrule."""
    shown = {"Content-Type": "binary/octet-stream", **dict(headers)}
    for name in ("Content-Type", "Content-Disposition", "Content-Encoding", "Content-Language", "Cache-Control"):
        if (value := call.query.get(f"response-{name.lower()}")) is not None:
            shown[name] = value
    return tuple(shown.items())


def _header_text(value: str) -> str:
    return value if value.isascii() else quote(value)


def http_date(moment: datetime) -> str:
    """A moment as headers spell it."""
    return format_datetime(moment, usegmt=True)


def xml_date(moment: datetime) -> str:
    """A moment as documents spell it."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.000Z")
