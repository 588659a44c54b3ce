"""Built faults that no case can reach yet: what only the owner of a key, or of a bucket, can bring to light."""

import pytest

from conformance.emulator import KEY_IDS, KeyState
from conformance.emulator.faults.catalogue import BUILT
from conformance.tests.emulated import Shop

DIALECTS = ["s3", "obs"]
WORDS = {"s3": "aws:kms", "obs": "kms"}
KEY_HEADERS = {"s3": "aws_kms_key_id", "obs": "kms_key_id"}


def shop_with(fault: str | None, dialect: str) -> Shop:
    return Shop(dialect, faults=[fault] if fault else [])


def put_under_main(shop: Shop) -> None:
    named = {KEY_HEADERS[shop.dialect]: KEY_IDS["main"]}
    assert shop.put("o", b"content", shop.sse(WORDS[shop.dialect], **named)).status == 200


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize(
    ("fault", "status"), [(None, 400), ("disabled-key-still-decrypts", 200), ("kms-key-only-shown", 200)]
)
def test_a_key_that_is_disabled_after_the_upload(dialect: str, fault: str | None, status: int) -> None:
    shop = shop_with(fault, dialect)
    put_under_main(shop)
    shop.world.kms.set_state("main", KeyState.DISABLED)
    assert shop.get("o").status == status


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize(("fault", "status"), [(None, 200), ("old-key-material-forgotten", 400)])
def test_a_key_that_is_rotated_after_the_upload(dialect: str, fault: str | None, status: int) -> None:
    shop = shop_with(fault, dialect)
    put_under_main(shop)
    shop.world.kms.rotate("main")
    assert shop.get("o").status == status


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize(("fault", "status"), [(None, 200), ("refused-delete-deletes", 404)])
def test_a_bucket_whose_removal_is_refused(dialect: str, fault: str | None, status: int) -> None:
    shop = shop_with(fault, dialect)
    shop.put("o")
    assert shop.send("DELETE", "/bucket").status == 409
    assert shop.get("o").status == status


@pytest.mark.parametrize("fault", [fault.name for fault in BUILT])
def test_a_broken_store_stays_up(fault: str) -> None:
    shop = shop_with(fault, "s3")
    for headers in ({}, shop.customer(), shop.sse("AES256"), shop.sse("aws:kms")):
        key = shop.customer() if len(headers) == 3 else {}
        assert shop.put("o", b"content", headers).status in {200, 400}
        for changes in ({}, {"Range": "bytes=1-3"}, {"If-None-Match": '"0"'}):
            assert shop.get("o", {**key, **changes}).status < 500
        assert shop.head("o", key).status < 500
        copy = {f"{shop.prefix}copy-source": "/bucket/o", **(shop.source() if key else {})}
        assert shop.put("copy", b"", {**copy, **headers}).status < 500
    assert shop.send("DELETE", "/bucket/o").status in {204, 400}
