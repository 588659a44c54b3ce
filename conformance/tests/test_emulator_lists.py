"""Lists of the emulator: pages that together show everything once."""

import re
from urllib.parse import quote, unquote

import pytest

from conformance.tests.emulated import Shop

KEYS = ["a", "b/1", "b/2", "b/3", "c d", "e&f", "ü"]


@pytest.fixture(params=["s3", "obs"])
def shop(request: pytest.FixtureRequest) -> Shop:
    shop = Shop(request.param)
    for key in ("a", "b/1", "b/2", "b/3", "c%20d", "e%26f", "%C3%BC"):
        shop.put(key)
    return shop


def names(text: str, tag: str = "Key") -> list[str]:
    return re.findall(f"<{tag}>(.*?)</{tag}>", text)


def listed(shop: Shop, query: str) -> str:
    reply = shop.send("GET", f"/bucket?{query}")
    assert reply.status == 200
    return reply.body.decode()


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8])
def test_pages_show_every_key_once(shop: Shop, size: int) -> None:
    found: list[str] = []
    marker = ""
    while True:
        page = listed(shop, f"max-keys={size}&marker={quote(marker, safe='')}&encoding-type=url")
        found += names(page)
        assert len(names(page)) <= size
        if "<IsTruncated>true" not in page:
            break
        marker = unquote(names(page, "NextMarker")[0])
    assert found == ["a", "b/1", "b/2", "b/3", "c%20d", "e%26f", "%C3%BC"]


def test_the_second_form(shop: Shop) -> None:
    page = listed(shop, "list-type=2&max-keys=2")
    token = names(page, "NextContinuationToken")[0]
    assert (names(page), names(page, "KeyCount")) == (["a", "b/1"], ["2"])
    assert names(listed(shop, f"list-type=2&continuation-token={quote(token, safe='')}&max-keys=1")) == ["b/2"]
    assert names(listed(shop, "list-type=2&start-after=c"))[0] == "c d"


def test_prefixes_stand_for_what_lies_below_them(shop: Shop) -> None:
    page = listed(shop, "delimiter=%2F")
    assert names(page) == ["a", "c d", "e&amp;f", "ü"]
    assert re.findall("<CommonPrefixes><Prefix>(.*?)</Prefix>", page) == ["b/"]
    first = listed(shop, "delimiter=%2F&max-keys=2")
    assert (names(first), names(first, "NextMarker")) == (["a"], ["b/3"])
    assert names(listed(shop, "prefix=b%2F&delimiter=%2F")) == ["b/1", "b/2", "b/3"]


def test_pages_of_versions(shop: Shop) -> None:
    body = b"<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>"
    shop.send("PUT", "/bucket?versioning", body=body)
    shop.put("a")
    shop.send("DELETE", "/bucket/a")
    found: list[str] = []
    query = "versions&max-keys=1"
    while True:
        page = listed(shop, query)
        found += names(page, "VersionId")
        if "<IsTruncated>true" not in page:
            break
        key = quote(unquote(names(page, "NextKeyMarker")[0]), safe="")
        version = names(page, "NextVersionIdMarker")[0]
        query = f"versions&max-keys=1&encoding-type=url&key-marker={key}&version-id-marker={version}"
    assert len(found) == len(KEYS) + 2
    assert found.count("null") == len(KEYS)


@pytest.mark.parametrize("query", ["max-keys=x", "uploads&max-uploads=-1"])
def test_a_limit_that_is_no_number(shop: Shop, query: str) -> None:
    assert shop.send("GET", f"/bucket?{query}").code == "InvalidArgument"
