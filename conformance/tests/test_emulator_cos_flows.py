"""What is particular to COS's emulator: hosts, copies, parts, defaults and archives."""

import hashlib

import pytest

from conformance.emulator import KEY_IDS, MAIN
from conformance.tests.cos_shop import BUCKET, DEFAULT, DOMAIN, OTHER_SECRET, SSE, CosShop, default, sign
from conformance.tests.emulated import b64

CONTENT = b"content" * 1000


@pytest.fixture
def shop() -> CosShop:
    return CosShop()


@pytest.mark.parametrize("domain", [DOMAIN, "cos.region-1.myqcloud.com", "cos.region-1.tencentcos.cn", "cos.localhost"])
def test_a_bucket_is_named_by_its_host(shop: CosShop, domain: str) -> None:
    shop.put("o", CONTENT)
    assert shop.send("GET", "/o", {"Host": f"{BUCKET}.{domain}:8080"}).body == CONTENT
    assert shop.send("GET", f"/{BUCKET}/o", {"Host": domain}).status == 404
    assert BUCKET in shop.send("GET", "/", {"Host": domain}).body.decode()


def test_a_buckets_name_ends_with_an_appid(shop: CosShop) -> None:
    assert shop.send("PUT", "/", {"Host": f"other.{DOMAIN}"}).code == "InvalidBucketName"
    assert shop.send("PUT", "/", {"Host": f"other-1250000000.{DOMAIN}"}).status == 200


def test_headers_that_are_not_signed_are_obeyed(shop: CosShop) -> None:
    headers = {"Host": f"{BUCKET}.{DOMAIN}", SSE: "AES256"}
    signed = sign("PUT", "/o", headers, MAIN, names=["host"])
    reply = shop.send("PUT", "/o", {**headers, **signed}, CONTENT, by=None)
    assert (reply.status, reply.headers[SSE]) == (200, "AES256")


def test_a_signed_header_that_is_changed_or_missing(shop: CosShop) -> None:
    headers = {"Host": f"{BUCKET}.{DOMAIN}", SSE: "AES256"}
    signed = sign("PUT", "/o", headers, MAIN)
    for sent in ({**headers, SSE: "SM4"}, {"Host": headers["Host"]}):
        assert shop.send("PUT", "/o", {**sent, **signed}, CONTENT, by=None).code == "SignatureDoesNotMatch"


def test_an_empty_authorization_is_that_of_an_anonymous_client(shop: CosShop) -> None:
    shop.put("o", CONTENT, {"x-cos-acl": "public-read"})
    assert shop.send("GET", "/o", {"Authorization": ""}, by=None).body == CONTENT
    shop.put("o", CONTENT)
    assert shop.send("GET", "/o", {"Authorization": ""}, by=None).code == "AccessDenied"


@pytest.mark.parametrize(("sse", "answers", "status"), [("AES256", 0, 200), ("AES256", 1, 403), ("cos/kms", 1, 403)])
def test_whether_anybody_reads_what_is_public_and_encrypted_is_open(sse: str, answers: int, status: int) -> None:
    shop = CosShop(answers=answers)
    shop.put("o", CONTENT, {"x-cos-acl": "public-read", SSE: sse})
    assert shop.send("GET", "/o", by=None).status == status
    shop.put("o", CONTENT, {"x-cos-acl": "public-read"})
    assert shop.send("GET", "/o", by=None).status == 200


def test_a_copy_takes_its_source_by_host(shop: CosShop) -> None:
    shop.put("a/ö", CONTENT)
    assert shop.copy("copy", source=f"{BUCKET}.{DOMAIN}/a/%C3%B6").status == 200
    assert shop.copy("copy", source=f"{BUCKET}.cos.region-1.myqcloud.com/a/%C3%B6").status == 200
    assert shop.get("copy").body == CONTENT
    assert shop.copy("copy", source=f"{BUCKET}/a/%C3%B6").code == "InvalidArgument"
    assert shop.copy("copy", source=f"other-1.{DOMAIN}/a").code == "NoSuchBucket"


def test_copies_change_keys_and_methods(shop: CosShop) -> None:
    shop.put("o", CONTENT, shop.customer())
    for sse in ({}, {SSE: "AES256"}, {SSE: "cos/kms"}, shop.customer(OTHER_SECRET)):
        reply = shop.copy("copy", {**shop.source(), **sse})
        assert (reply.status, reply.headers.get(SSE)) == (200, sse.get(SSE))
        assert reply.text("CRC64") == shop.head("o", shop.customer()).headers["x-cos-hash-crc64ecma"]
        assert shop.get("copy", sse if SSE not in sse else {}).body == CONTENT
    for source in ({}, shop.source(OTHER_SECRET)):
        assert shop.copy("copy", source).code == "SsecDecryptHeaderInvalid"


def test_a_copy_onto_itself_is_replaced(shop: CosShop) -> None:
    shop.put("o", CONTENT)
    assert shop.copy("o", {SSE: "AES256"}).status == 400
    assert shop.copy("o", {SSE: "AES256", "x-cos-metadata-directive": "Replaced"}).headers[SSE] == "AES256"
    assert shop.copy("p", {"x-cos-metadata-directive": "REPLACE"}).code == "InvalidArgument"


@pytest.mark.parametrize("element", [DEFAULT, "ApplySideEncryptionConfiguration"])
@pytest.mark.parametrize(
    ("word", "more", "shown"),
    [
        ("AES256", "", "AES256"),
        ("SM4", "", "SM4"),
        ("KMS", "", "cos/kms"),
        ("KMS", f"<KMSMasterKeyID>{KEY_IDS['main']}</KMSMasterKeyID>", "cos/kms"),
        ("KMS", "<KMSAlgorithm>SM4</KMSAlgorithm>", "cos/kms"),
    ],
)
def test_a_default_is_spelled_in_two_ways_and_shown_in_one(
    shop: CosShop, element: str, word: str, more: str, shown: str
) -> None:
    assert (shop.configure(default(word, more, element)).status, shop.send("GET", "/?encryption").status) == (200, 200)
    assert default(word, more) in shop.send("GET", "/?encryption").body.decode()
    assert shop.put("o").headers[SSE] == shown
    assert shop.put("o", b"", {SSE: "AES256"}).headers[SSE] == "AES256"
    assert shop.send("DELETE", "/?encryption").status == 204
    assert shop.send("GET", "/?encryption").code == "NoSuchEncryptionConfiguration"
    assert SSE not in shop.put("o").headers


@pytest.mark.parametrize(
    "rules",
    [
        (),
        (default("AES256"), default("AES256")),
        (default("cos/kms"),),
        (default(""),),
        (default("AES256", f"<KMSMasterKeyID>{KEY_IDS['main']}</KMSMasterKeyID>"),),
        (default("KMS", "<KMSMasterKeyID>unknown</KMSMasterKeyID>"),),
    ],
)
def test_a_default_that_is_not_in_order(shop: CosShop, rules: tuple[str, ...]) -> None:
    shop.configure(default("SM4"))
    assert shop.configure(*rules).status == 400
    assert default("SM4") in shop.send("GET", "/?encryption").body.decode()


def test_a_default_that_cannot_be_read(shop: CosShop) -> None:
    assert shop.send("PUT", "/?encryption").code == "MissingRequestBodyError"
    assert shop.send("PUT", "/?encryption", body=b"<Server").code == "MalformedXML"
    assert shop.send("PUT", "/?encryption", body=b"<Rule/>").code == "MalformedXML"


@pytest.mark.parametrize(("answers", "status"), [(0, 200), (1, 400)])
def test_whether_documents_need_an_md5_is_open(answers: int, status: int) -> None:
    shop = CosShop(answers=answers)
    document = f"<ServerSideEncryptionConfiguration><Rule>{default('SM4')}</Rule></ServerSideEncryptionConfiguration>"
    assert shop.send("PUT", "/?encryption", body=document.encode()).status == status
    md5 = {"Content-MD5": b64(hashlib.md5(document.encode()).digest())}
    assert shop.send("PUT", "/?encryption", md5, document.encode()).status == 200


@pytest.mark.parametrize(("answers", "shown"), [(0, "AES256"), (1, None)])
def test_whether_copies_inherit_the_default_is_open(answers: int, shown: str | None) -> None:
    shop = CosShop(answers=answers)
    shop.put("o", CONTENT)
    shop.configure(default("AES256"))
    assert shop.copy("copy").headers.get(SSE) == shown
    assert shop.put("upload").headers[SSE] == "AES256"


def test_the_etag_of_parts_is_opaque_and_the_crc_is_that_of_the_whole(shop: CosShop) -> None:
    first, last = bytes(1 << 20), b"last"
    upload = shop.send("POST", "/o?uploads", shop.customer()).text("UploadId")
    parts = ""
    for number, body in enumerate((first, last), 1):
        reply = shop.send("PUT", f"/o?partNumber={number}&uploadId={upload}", shop.customer(), body)
        assert reply.headers["x-cos-hash-crc64ecma"] == shop.put("p", body).headers["x-cos-hash-crc64ecma"]
        parts += f"<Part><PartNumber>{number}</PartNumber><ETag>{reply.headers['etag']}</ETag></Part>"
    document = f"<CompleteMultipartUpload>{parts}</CompleteMultipartUpload>".encode()
    done = shop.send("POST", f"/o?uploadId={upload}", body=document)
    assert done.headers["x-cos-hash-crc64ecma"] == shop.put("p", first + last).headers["x-cos-hash-crc64ecma"]
    assert done.headers[f"{SSE}-customer-algorithm"] == "AES256"
    assert done.text("ETag").endswith('-2"')
    assert shop.get("o", shop.customer()).body == first + last


def test_archived_objects(shop: CosShop) -> None:
    shop.put("o", CONTENT, {"x-cos-storage-class": "ARCHIVE", **shop.customer()})
    assert (shop.get("o", shop.customer()).status, shop.get("o", shop.customer()).code) == (403, "InvalidObjectState")
    assert shop.copy("copy", shop.source()).code == "InvalidObjectState"
    assert shop.send("POST", "/o?restore").status == 202
    assert shop.get("o", shop.customer()).body == CONTENT
    shop.put("p", CONTENT)
    assert (shop.send("POST", "/p?restore").status, shop.send("POST", "/p?restore").code) == (
        405,
        "RestoreNonArchiveObject",
    )


def test_whether_a_restore_takes_the_key_is_open() -> None:
    shop = CosShop(answers=1)
    shop.put("o", CONTENT, {"x-cos-storage-class": "ARCHIVE", **shop.customer()})
    assert shop.send("POST", "/o?restore").code == "SsecDecryptHeaderInvalid"
    assert shop.send("POST", "/o?restore", shop.customer()).status == 202


@pytest.mark.parametrize(("answers", "status"), [(0, 200), (1, 400)])
def test_whether_a_signed_url_chooses_the_stores_key_is_open(answers: int, status: int) -> None:
    shop = CosShop(answers=answers)
    headers = {"Host": f"{BUCKET}.{DOMAIN}", SSE: "AES256"}
    url = sign("PUT", "/o", headers, MAIN)["Authorization"].replace(";", "%3B")
    assert shop.send("PUT", f"/o?{url}", headers, CONTENT, by=None).status == status


def test_an_append_shows_where_the_next_begins(shop: CosShop) -> None:
    first = shop.send("POST", "/log?append&position=0", {SSE: "AES256"}, b"one")
    assert (first.headers["x-cos-next-append-position"], first.headers[SSE]) == ("3", "AES256")
    assert shop.send("POST", "/log?append&position=3", body=b"two").status == 200
    assert shop.send("POST", "/log?append&position=3", body=b"two").code == "AppendPositionErr"
    assert shop.get("log").body == b"onetwo"
    shop.put("o")
    assert shop.send("POST", "/o?append&position=0", body=b"two").code == "ObjectNotAppendable"
