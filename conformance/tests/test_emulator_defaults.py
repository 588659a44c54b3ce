"""The bucket's default encryption in the emulator."""

import pytest

from conformance.emulator import KEY_IDS
from conformance.tests.emulated import Shop

KMS = {"s3": "aws:kms", "obs": "kms"}
SSE = {"s3": "x-amz-server-side-encryption", "obs": "x-obs-server-side-encryption"}


def configuration(*rules: str) -> bytes:
    body = "".join(f"<Rule>{rule}</Rule>" for rule in rules)
    return f"<ServerSideEncryptionConfiguration>{body}</ServerSideEncryptionConfiguration>".encode()


def rule(algorithm: str, key: str = "", more: str = "") -> str:
    named = f"<KMSMasterKeyID>{key}</KMSMasterKeyID>" if key else ""
    apply = f"<SSEAlgorithm>{algorithm}</SSEAlgorithm>{named}"
    return f"<ApplyServerSideEncryptionByDefault>{apply}</ApplyServerSideEncryptionByDefault>{more}"


def configure(shop: Shop, *rules: str) -> None:
    assert shop.send("PUT", "/bucket?encryption", body=configuration(*rules)).status == 200


@pytest.fixture(params=["s3", "obs"])
def shop(request: pytest.FixtureRequest) -> Shop:
    return Shop(request.param)


def test_later_uploads_inherit_and_their_own_method_wins(shop: Shop) -> None:
    shop.put("before", b"content")
    earlier = shop.head("before").headers.get(SSE[shop.dialect])
    configure(shop, rule(KMS[shop.dialect], KEY_IDS["main"]))
    assert shop.head("before").headers.get(SSE[shop.dialect]) == earlier
    assert shop.put("o").headers[SSE[shop.dialect]] == KMS[shop.dialect]
    assert shop.put("o", b"", shop.sse("AES256")).headers[SSE[shop.dialect]] == "AES256"
    assert SSE[shop.dialect] not in shop.put("o", b"", shop.customer()).headers
    assert shop.send("DELETE", "/bucket?encryption").status == 204
    assert shop.send("DELETE", "/bucket?encryption").status == 204
    assert shop.put("o").headers.get(SSE[shop.dialect]) == earlier


@pytest.mark.parametrize("source", ["plain", "customer"])
def test_copies_and_multipart_uploads_inherit(shop: Shop, source: str) -> None:
    shop.put("source", b"content", shop.customer() if source == "customer" else {})
    configure(shop, rule(KMS[shop.dialect], KEY_IDS["main"]))
    key = shop.source() if source == "customer" else {}
    copied = shop.put("copy", b"", {f"{shop.prefix}copy-source": "/bucket/source", **key})
    assert copied.headers[SSE[shop.dialect]] == KMS[shop.dialect]
    begun = shop.send("POST", "/bucket/o?uploads")
    assert begun.headers[SSE[shop.dialect]] == KMS[shop.dialect]


def test_what_was_configured_is_shown_as_it_was_written(shop: Shop) -> None:
    configure(shop, rule(KMS[shop.dialect], KEY_IDS["main"]))
    shown = shop.send("GET", "/bucket?encryption")
    assert (shown.text("SSEAlgorithm"), shown.text("KMSMasterKeyID")) == (KMS[shop.dialect], KEY_IDS["main"])
    configure(shop, rule(KMS[shop.dialect]))
    assert b"KMSMasterKeyID" not in shop.send("GET", "/bucket?encryption").body


def test_nothing_configured() -> None:
    absent = Shop("obs").send("GET", "/bucket?encryption")
    assert (absent.status, absent.code) == (404, "NoSuchEncryptionConfiguration")
    shown = Shop("s3").send("GET", "/bucket?encryption")
    assert (shown.status, shown.text("SSEAlgorithm"), shown.text("BucketKeyEnabled")) == (200, "AES256", "false")


@pytest.mark.parametrize("method", ["PUT", "GET", "DELETE"])
def test_that_the_bucket_exists_is_checked_first(shop: Shop, method: str) -> None:
    refused = shop.send(method, "/nowhere?encryption", body=b"<no" if method == "PUT" else b"")
    assert (refused.status, refused.code) == (404, "NoSuchBucket")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<no",
        b"<Other/>",
        configuration(),
        configuration(rule("AES256"), rule("AES256")),
        configuration(rule("AES512")),
        configuration(rule("aes256")),
    ],
)
def test_a_malformed_configuration_is_refused_and_the_earlier_one_stays(shop: Shop, body: bytes) -> None:
    configure(shop, rule("AES256"))
    refused = shop.send("PUT", "/bucket?encryption", body=body)
    assert (refused.status, refused.code) == (400, "MalformedXML")
    assert shop.send("GET", "/bucket?encryption").text("SSEAlgorithm") == "AES256"


def test_a_key_goes_with_kms_only(shop: Shop) -> None:
    body = configuration(rule("AES256", KEY_IDS["main"]))
    refused = shop.send("PUT", "/bucket?encryption", body=body)
    assert (refused.status, refused.code) == (400, "InvalidArgument")


def test_an_unknown_key_is_refused_by_obs_at_once_and_by_s3_when_it_is_used() -> None:
    body = configuration(rule("kms", "WrongKMSID"))
    refused = Shop("obs").send("PUT", "/bucket?encryption", body=body)
    assert (refused.status, "illegal KMSMasterKeyID" in refused.text("Message")) == (400, True)
    shop = Shop("s3")
    configure(shop, rule("aws:kms", "fake-key-id"))
    assert shop.put("o").code == "KMS.NotFoundException"


def test_s3_bucket_keys_and_blocked_types() -> None:
    shop = Shop("s3")
    blocked = "<BlockedEncryptionTypes><EncryptionType>{}</EncryptionType></BlockedEncryptionTypes>"
    configure(shop, rule("aws:kms", more="<BucketKeyEnabled>true</BucketKeyEnabled>" + blocked.format("SSE-C")))
    assert shop.put("o").headers["x-amz-server-side-encryption-bucket-key-enabled"] == "true"
    assert shop.put("o", b"", shop.customer()).status == 403
    configure(shop, blocked.format("NONE"))
    assert shop.put("o", b"", shop.customer()).status == 200


def test_creating_an_obs_bucket_with_a_default() -> None:
    shop = Shop("obs")
    for word, shown in (("obs", "AES256"), ("kms", "kms")):
        assert shop.send("PUT", f"/bucket-{word}", shop.sse(word)).status == 200
        assert shop.send("GET", f"/bucket-{word}?encryption").text("SSEAlgorithm") == shown


def test_the_namespace_of_the_document_makes_no_difference(shop: Shop) -> None:
    body = configuration(rule("AES256")).replace(b"Configuration>", b'Configuration xmlns="http://x/">', 1)
    assert shop.send("PUT", "/bucket?encryption", body=body).status == 200
