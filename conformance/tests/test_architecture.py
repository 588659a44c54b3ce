"""The walls: which part may import which. A reader should know from the folder what a file may touch."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import conformance

ROOT = Path(conformance.__file__).parent
MAY_IMPORT = {
    "bench": {"catalogue", "drivers", "emulator", "model", "report", "wire"},
    "crash": {"catalogue", "drivers", "engine", "lab", "model", "opening", "probes", "recorder", "sweep", "wire"},
    "model": set(),
    "reference": set(),
    "catalogue": {"model"},
    "wire": {"model"},
    "drivers": {"model", "wire"},
    "engine": {"model", "reference", "wire", "drivers"},
    "emulator": set(),
    "report": {"model"},
    "lab": {"catalogue", "model"},
    "probes": {"engine", "model", "wire"},
    "prove": {"model", "catalogue", "checkout", "reference", "wire", "drivers", "engine", "label", "shards", "stand"},
}
EDGES = {
    "adhoc",
    "allured",
    "capabilities",
    "checkout",
    "cli",
    "initiate",
    "pin",
    "principals",
    "plugin",
    "progress",
    "collect",
    "session",
    "shards",
    "opening",
    "options",
    "recorder",
    "sources",
    "subjects",
    "replay",
    "reporting",
    "resume",
    "label",
    "limits",
    "describe",
    "doctor",
    "hints",
    "checkup",
    "embedded",
    "stand",
    "sweep",
    "catches",
}
"""The modules at the top, where the parts are put together."""


def imports(path: Path, *, of: str = "conformance.") -> Iterator[str]:
    """The first word behind `of` of every import in a file, at any depth."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            names = [node.module or ""]
            if f"{node.module}." == of:
                names = [f"{of}{alias.name}" for alias in node.names]
        yield from (name.removeprefix(of).split(".")[0] for name in names if name.startswith(of))


@pytest.mark.parametrize("package", sorted(MAY_IMPORT))
def test_a_package_imports_only_what_its_wall_allows(package: str) -> None:
    for path in (ROOT / package).rglob("*.py"):
        foreign = set(imports(path)) - {package} - MAY_IMPORT[package]
        assert not foreign, f"{path.relative_to(ROOT)} imports {sorted(foreign)}"


def test_every_package_and_edge_is_known() -> None:
    packages = {path.name for path in ROOT.iterdir() if (path / "__init__.py").exists()}
    assert packages == {*MAY_IMPORT, "tests"}
    assert {path.stem for path in ROOT.glob("*.py")} == {*EDGES, "__init__", "__main__"}


def test_the_emulator_never_reads_the_cases() -> None:
    for path in (ROOT / "emulator").rglob("*.py"):
        assert "cases/" not in path.read_text(encoding="utf-8").replace("never reads `cases/`", ""), path


def test_the_driver_of_one_sdk_knows_nothing_of_another_s() -> None:
    sdk = ROOT / "drivers" / "sdk"
    packages = {path.parent.name for path in sdk.glob("*/__init__.py")}
    assert packages
    around = {"s3ec": {"s3"}}  # the encryption client is made around a client of boto3
    for package in packages:
        others = packages - {package} - around.get(package, set())
        for path in (sdk / package).glob("*.py"):
            assert not others & set(imports(path, of="conformance.drivers.sdk.")), path
