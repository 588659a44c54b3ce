"""What no store has is not offered, and nothing happens; a store with the fault overlooks what it does not know."""

import pytest

from conformance.tests.emulated import Shop

FAULT = "unknown-sub-resource-overlooked"
EVERYWHERE = pytest.mark.parametrize("dialect", ["obs", "oss", "s3"])


@EVERYWHERE
@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_nothing_happens_to_an_object(dialect: str, method: str) -> None:
    shop = Shop(dialect)
    shop.put("o", b"first")
    assert shop.send(method, "/bucket/o?unheard-of", body=b"second").status == 501
    assert shop.get("o").body == b"first"


@EVERYWHERE
def test_nothing_happens_to_an_empty_bucket(dialect: str) -> None:
    shop = Shop(dialect)
    assert shop.send("DELETE", "/bucket?unheard-of").status == 501
    assert shop.put("o", b"first").status == 200


@EVERYWHERE
def test_a_store_with_the_fault_writes_and_deletes(dialect: str) -> None:
    shop = Shop(dialect, faults=[FAULT])
    shop.put("o", b"first")
    assert shop.send("PUT", "/bucket/o?unheard-of", body=b"second").status == 200
    assert shop.get("o").body == b"second"
    assert shop.send("DELETE", "/bucket/o?unheard-of").status == 204
    assert shop.get("o").status == 404
