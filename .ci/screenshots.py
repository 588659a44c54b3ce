"""The pictures of the README, made from the report of a run: `python .ci/screenshots.py reports/latest`.

The run is to have moto among its subjects, since it needs a critical finding:
`python -m pytest -n 2 --target emulator --target moto`. Chromium and Playwright as for `tox -e browser`.
"""

import sys
from pathlib import Path
from typing import NamedTuple

from conformance.bench.browser import chromium

HERE = Path(__file__).resolve().parents[1] / "reports"
CASE = "cases/sse-c/get/other-key.html"
USAGE = 2


class Picture(NamedTuple):
    """One view of the report."""

    name: str
    page: str
    width: int
    height: int
    scheme: str = "light"
    at: str = ""
    """A part of the page to scroll to."""


PICTURES = (
    Picture("screenshot", "index.html", 1280, 1000),
    Picture("screenshots/dark", "index.html", 1280, 1000, "dark", "#subjects"),
    Picture("screenshots/matrix", "matrix.html#subject=s3,moto&only=differences&feature=sse-c", 1280, 900),
    Picture("screenshots/case", CASE, 1280, 900, at="#moto details[open] .step:nth-of-type(3)"),
    Picture("screenshots/narrow", "index.html", 400, 1000, "dark", "#overview"),
)


def main(folder: Path) -> int:
    """Take every picture; say which."""
    if not (folder / "index.html").is_file():
        sys.stderr.write(f"{folder} holds no report\n")
        return USAGE
    (HERE / "screenshots").mkdir(exist_ok=True)
    with chromium() as browser:
        for each in PICTURES:
            page = browser.new_page(
                viewport={"width": each.width, "height": each.height},
                color_scheme="dark" if each.scheme == "dark" else "light",
            )
            page.goto((folder / "index.html").resolve().as_uri().removesuffix("index.html") + each.page)
            if each.at:
                page.locator(each.at).evaluate("(part) => part.scrollIntoView()")
            path = HERE / f"{each.name}.png"
            page.screenshot(path=path)
            page.close()
            sys.stdout.write(f"{path}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(*sys.argv[1:2])))
