"""A catalogue many times as large as the real one, divided into shards: what one shard takes."""

import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from conformance.bench.null import null_store
from conformance.catalogue.places import cases_root

FILES = 1000
CASES = 10
VARIANTS = 10
SHARDS = 10
_MEGABYTE = 1024
"""Kilobytes, in which the kernel counts."""

_CASE = """\
  - id: case-{number}
    title: An object is stored under its bucket's key and read again, once more
    cites: {{s3: [s3.put]}}
    vary: {{size: [{sizes}]}}
    steps:
      - name: upload
        do: put-object
        body: {{size: "${{size}}"}}
        sse: {{mode: managed}}
        expect: {{accepted: managed}}
      - {{name: read, do: get-object, expect: {{accepted: managed, body: same}}}}
"""


def scale() -> Iterator[str]:
    """Lines of a table: items in all, and of one shard its items, seconds and memory."""
    with TemporaryDirectory() as folder, null_store() as url:
        cases = Path(folder) / "cases"
        _write(cases)
        began = time.perf_counter()
        output = _run(cases, url, Path(folder) / "results")
        seconds = time.perf_counter() - began
        memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / _MEGABYTE
    said = next((line for line in output.splitlines() if line.startswith("Run ")), output[-300:])
    yield f"scale: {FILES * CASES * VARIANTS:,} items in {FILES:,} files, one shard of {SHARDS}: {said}"
    yield f"scale: {seconds:.0f} s with collecting and report, {memory:,.0f} MB at most; wanted: less than 600"


def _write(cases: Path) -> None:
    (cases / "scale").mkdir(parents=True)
    (cases / "specs").symlink_to(cases_root() / "specs")
    sizes = ", ".join(f'"{size}"' for size in range(16, 16 + VARIANTS))
    for number in range(FILES):
        name = f"scale/file-{number}"
        text = "".join(_CASE.format(number=case, sizes=sizes) for case in range(CASES))
        (cases / f"{name}.yaml").write_text(f"suite: {name}\ntitle: A file\ncases:\n{text}", encoding="utf-8")


def _run(cases: Path, url: str, results: Path) -> str:
    """One shard, in a process of its own so that its memory can be told."""
    command = [sys.executable, "-m", "conformance", "run", "-q", "--tb=no", f"--shard=1/{SHARDS}", "--seed=bench"]
    where = [f"--endpoint={url}", "--dialect=s3", f"--results={results}", str(cases)]
    keys = {"CONFORMANCE_ACCESS_KEY": "BENCH", "CONFORMANCE_SECRET_KEY": "bench"}
    done = subprocess.run(  # noqa: S603 - our own command
        [*command, *where], env={**os.environ, **keys}, capture_output=True, text=True, check=False
    )
    return done.stdout + done.stderr
