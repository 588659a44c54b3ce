"""A real browser for what only a browser can tell: Chromium, driven by Playwright. Both may lack."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


class NoBrowserError(Exception):
    """There is no browser here, or nothing to drive it with; the message says what to install."""


def executable() -> str:
    """Where Chromium is; raise `NoBrowserError` where there is none, or no Playwright."""
    if find_spec("playwright") is None:
        raise NoBrowserError("Playwright is not installed: pip install 'object-store-encryption-conformance[browser]'")
    found = next(filter(None, map(shutil.which, _NAMES)), None)
    if found is None:
        raise NoBrowserError("there is no Chromium on the path: on Debian, apt-get install chromium")
    return found


@contextmanager
def chromium() -> Iterator["Browser"]:
    """A browser without a window; raise `NoBrowserError` where there is none."""
    path = executable()
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - an extra

    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []  # root, as in a container, has no sandbox
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=arguments)
        try:
            yield browser
        finally:
            browser.close()
