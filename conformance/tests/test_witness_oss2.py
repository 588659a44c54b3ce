"""Alibaba's first SDK for Python walks the flows of its server-side encryption page against the emulator."""

from collections.abc import Callable, Iterator
from pathlib import Path

import oss2
import pytest

from conformance.emulator import KEY_IDS, MAIN_ACCOUNT, OTHER, TEMP, Emulator
from conformance.emulator.kms import KeyState
from conformance.tests.oss_clients import CIPHER, KEY_ID, SSE, assert_spoken, first_generation, refused
from conformance.tests.vendors import BUCKET, Untyped

pytestmark = pytest.mark.witness

TEXT = b"hello oss" * 1000
MAIN_KEY = KEY_IDS["main"]
UNKNOWN = "00000000-0000-4000-8000-000000000000"


@pytest.fixture(scope="module", params=["v1", "v4"])
def version(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def store(version: str) -> Iterator[Emulator]:
    with Emulator("oss") as store:
        first_generation(store, version).create_bucket()
        yield store
        assert not store.errors


@pytest.fixture
def bucket(store: Emulator, version: str) -> Iterator[Untyped]:
    bucket = first_generation(store, version)
    yield bucket
    bucket.delete_bucket_encryption()
    bucket.session.session.close()


def rule(algorithm: str | None, key: str | None = None, cipher: str | None = None) -> Untyped:
    return oss2.models.ServerSideEncryptionRule(algorithm, key, cipher)


def method(result: Untyped) -> tuple[str | None, str | None]:
    return result.headers.get(SSE), result.headers.get(KEY_ID)


def default_key(store: Emulator) -> str:
    return store.kms.default_key(MAIN_ACCOUNT.number).id


def sse(algorithm: str, key: str | None = None) -> Untyped:
    headers = oss2.headers.RequestHeader()
    headers.set_server_side_encryption(algorithm, key)
    return headers


def test_the_sdk_speaks_the_vendors_own_dialect(store: Emulator, bucket: Untyped, version: str) -> None:
    bucket.put_object("spoken", TEXT, headers=sse("KMS", MAIN_KEY))
    assert_spoken(store, version, "PUT")
    entry = store.log.entries()[-1]
    assert (entry.header(SSE), entry.header(KEY_ID)) == ("KMS", MAIN_KEY)
    bucket.put_bucket_encryption(rule("AES256"))
    assert_spoken(store, version, "PUT")
    assert store.log.entries()[-1].target == "/?encryption="


@pytest.mark.parametrize(
    ("algorithm", "key", "cipher"),
    [
        (oss2.SERVER_SIDE_ENCRYPTION_AES256, "", None),
        (oss2.SERVER_SIDE_ENCRYPTION_AES256, None, None),
        (oss2.SERVER_SIDE_ENCRYPTION_SM4, None, None),
        (oss2.SERVER_SIDE_ENCRYPTION_KMS, None, None),
        (oss2.SERVER_SIDE_ENCRYPTION_KMS, MAIN_KEY, None),
        (oss2.SERVER_SIDE_ENCRYPTION_KMS, MAIN_KEY, oss2.KMS_DATA_ENCRYPTION_SM4),
    ],
)
def test_default_encryption_is_put_read_used_and_deleted(
    store: Emulator, bucket: Untyped, algorithm: str, key: str | None, cipher: str | None
) -> None:
    assert bucket.put_bucket_encryption(rule(algorithm, key, cipher)).status == 200
    shown = bucket.get_bucket_encryption()
    assert (shown.status, shown.sse_algorithm) == (200, algorithm)
    assert (shown.kms_master_keyid, shown.kms_data_encryption) == (key or None, cipher)
    assert bucket.get_bucket_info().bucket_encryption_rule.sse_algorithm == algorithm
    used = (key or default_key(store)) if algorithm == "KMS" else None
    assert method(bucket.put_object("inherits", TEXT)) == (algorithm, used)
    read = bucket.get_object("inherits")
    assert (read.read(), read.headers.get(CIPHER)) == (TEXT, cipher)
    assert b"hello" not in store.stored_bytes(BUCKET, "inherits")
    assert bucket.delete_bucket_encryption().status == 204
    with refused(404, "NoSuchServerSideEncryptionRule"):
        bucket.get_bucket_encryption()
    assert method(bucket.put_object("inherits", TEXT)) == (None, None)
    assert store.stored_bytes(BUCKET, "inherits") == TEXT


def test_the_objects_own_method_wins(store: Emulator, bucket: Untyped) -> None:
    bucket.put_object("before", TEXT)
    bucket.put_bucket_encryption(rule("KMS", MAIN_KEY))
    assert method(bucket.put_object("own", TEXT, headers=sse("AES256"))) == ("AES256", None)
    assert method(bucket.put_object("own", TEXT, headers=sse("KMS"))) == ("KMS", default_key(store))
    assert method(bucket.head_object("own")) == ("KMS", default_key(store))
    assert method(bucket.head_object("before")) == (None, None)
    bucket.put_bucket_encryption(rule("AES256"))
    assert method(bucket.put_object("own", TEXT, headers=sse("KMS", MAIN_KEY))) == ("KMS", MAIN_KEY)
    assert bucket.get_object("own").read() == TEXT


def test_a_copy_over_itself_encrypts_what_was_there(store: Emulator, bucket: Untyped) -> None:
    bucket.put_object("old", TEXT)
    assert method(bucket.copy_object(BUCKET, "old", "old", headers=sse("KMS", MAIN_KEY))) == ("KMS", MAIN_KEY)
    assert store.stored_bytes(BUCKET, "old") != TEXT
    assert method(bucket.update_object_meta("old", {"x-oss-meta-a": "b", SSE: "AES256"})) == ("AES256", None)
    assert method(bucket.copy_object(BUCKET, "old", "dir/plain copy")) == (None, None)
    assert bucket.get_object("dir/plain copy").read() == TEXT


def test_multipart_uploads_carry_their_method(bucket: Untyped) -> None:
    upload = bucket.init_multipart_upload("big", headers=sse("KMS", MAIN_KEY)).upload_id
    content = bytes(range(256)) * 512
    parts = []
    for number in (1, 2):
        sent = bucket.upload_part("big", upload, number, content)
        assert method(sent) == ("KMS", MAIN_KEY)
        parts.append(oss2.models.PartInfo(number, sent.etag, size=len(content), part_crc=sent.crc))
    assert [part.part_number for part in bucket.list_parts("big", upload).parts] == [1, 2]
    # The SDK compares the checksum of the whole with those of the parts.
    assert method(bucket.complete_multipart_upload("big", upload, parts)) == ("KMS", MAIN_KEY)
    assert bucket.get_object("big", byte_range=(131000, 131199)).read() == (content * 2)[131000:131200]


def test_appends_keep_the_first_method(bucket: Untyped) -> None:
    first = bucket.append_object("log", 0, TEXT, headers={SSE: "SM4"}, init_crc=0)
    assert method(first) == ("SM4", None)
    later = bucket.append_object("log", len(TEXT), TEXT, headers={SSE: "AES256"}, init_crc=first.crc)
    assert (method(later), later.next_position) == (("SM4", None), 2 * len(TEXT))
    assert bucket.get_object("log").read() == TEXT * 2


def test_signed_urls_cover_the_method(bucket: Untyped) -> None:
    headers = sse("KMS", MAIN_KEY)
    url = bucket.sign_url("PUT", "signed", 60, headers=headers)
    assert method(bucket.put_object_with_url(url, TEXT, headers=headers)) == ("KMS", MAIN_KEY)
    with refused(403, "SignatureDoesNotMatch"):
        bucket.put_object_with_url(url, TEXT, headers=sse("AES256"))
    with refused(403, "SignatureDoesNotMatch"):
        bucket.put_object_with_url(url, TEXT)
    assert bucket.get_object_with_url(bucket.sign_url("GET", "signed", 60)).read() == TEXT


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (rule("AES512"), "InvalidEncryptionAlgorithmError"),
        (rule("AES256", MAIN_KEY), "InvalidArgument"),
        (rule("SM4", MAIN_KEY), "InvalidArgument"),
        (rule("KMS", MAIN_KEY, "DES"), "InvalidDataEncryptionAlgorithmError"),
    ],
)
def test_a_wrong_default_is_refused(bucket: Untyped, wrong: Untyped, code: str) -> None:
    bucket.put_bucket_encryption(rule("AES256"))
    with refused(400, code):
        bucket.put_bucket_encryption(wrong)
    assert bucket.get_bucket_encryption().sse_algorithm == "AES256"


def test_what_a_wrong_upload_would_replace_stays(bucket: Untyped) -> None:
    bucket.put_object("kept", TEXT, headers=sse("KMS"))
    wrong = [
        ({SSE: "AES512"}, 400, "InvalidEncryptionAlgorithmError"),
        (sse("KMS", "123"), 400, "InvalidParameter"),
        (sse("KMS", UNKNOWN), 404, "KeyNotFound"),
        (sse("KMS", KEY_IDS["disabled"]), 409, "KeyDisabled"),
        (sse("KMS", KEY_IDS["pending"]), 409, "KeyPendingDeletion"),
    ]
    for headers, status, code in wrong:
        with refused(status, code):
            bucket.put_object("kept", b"new", headers=headers)
    assert bucket.get_object("kept").read() == TEXT


def test_the_header_is_refused_where_it_does_not_belong(bucket: Untyped) -> None:
    bucket.put_object("placed", TEXT, headers=sse("AES256"))
    upload = bucket.init_multipart_upload("placed").upload_id
    out_of_place = {SSE: "AES256"}
    calls: tuple[Callable[[], Untyped], ...] = (
        lambda: bucket.get_object("placed", headers=out_of_place),
        lambda: bucket.head_object("placed", headers=out_of_place),
        lambda: bucket.delete_object("placed", headers=out_of_place),
        lambda: bucket.upload_part("placed", upload, 1, TEXT, headers=out_of_place),
        lambda: bucket.complete_multipart_upload("placed", upload, [], headers=out_of_place),
        lambda: bucket.abort_multipart_upload("placed", upload, headers=out_of_place),
    )
    for call in calls:
        with refused(400, "InvalidArgument"):
            call()
    assert bucket.get_object("placed").read() == TEXT


def test_a_key_that_is_disabled_later_opens_nothing(store: Emulator, bucket: Untyped) -> None:
    bucket.put_object("closed", TEXT, headers=sse("KMS", MAIN_KEY))
    store.kms.set_state("main", KeyState.DISABLED)
    try:
        with refused(409, "KeyDisabled"):
            bucket.get_object("closed")
    finally:
        store.kms.set_state("main", KeyState.ENABLED)
    assert bucket.get_object("closed").read() == TEXT


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_on_this_machine_the_sdk_puts_the_bucket_in_the_path(store: Emulator, version: str, host: str) -> None:
    near = first_generation(store, version, endpoint=f"http://{host}:{store.http_port}")
    assert method(near.put_object("dir/near", TEXT, headers=sse("KMS", MAIN_KEY))) == ("KMS", MAIN_KEY)
    assert near.get_object("dir/near").read() == TEXT
    entry = store.log.entries()[-1]
    assert (entry.addressing, entry.target) == ("path", f"/{BUCKET}/dir%2Fnear")


def test_https_changes_nothing(store: Emulator, version: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(store.authority.write_ca(tmp_path / "ca.pem")))
    safe = first_generation(store, version, endpoint=f"https://{store.domain}")
    assert method(safe.put_object("safe", TEXT, headers=sse("AES256"))) == ("AES256", None)
    assert (safe.get_object("safe").read(), store.log.entries()[-1].secure) == (TEXT, True)


def test_who_may_set_read_and_delete_a_default(store: Emulator, bucket: Untyped, version: str) -> None:
    bucket.put_bucket_encryption(rule("AES256"))
    stranger = first_generation(store, version, OTHER)
    with refused(403, "AccessDenied"):
        stranger.put_bucket_encryption(rule("KMS"))
    with refused(403, "AccessDenied"):
        stranger.get_bucket_encryption()
    with refused(403, "AccessDenied"):
        stranger.delete_bucket_encryption()
    assert first_generation(store, version, TEMP).get_bucket_encryption().sse_algorithm == "AES256"
