"""How one looks at what a store keeps, and where the keys to a store may come from."""

from pathlib import Path
from typing import Any

import pytest

from conformance.catalogue import targets
from conformance.model.problem import InputError
from conformance.model.target import FolderProbe
from conformance.principals import read_file
from conformance.probes import probe_of
from conformance.probes.rados import Rados, tail_names

MIB = 1 << 20


def manifest(size: int, *rules: dict[str, Any], prefix: str = ".abc_") -> dict[str, Any]:
    plain = {"override_prefix": "", "stripe_max_size": 4 * MIB}
    return {"obj_size": size, "prefix": prefix, "rules": [{"key": 0, "val": {**plain, **rule}} for rule in rules]}


def test_a_folder_shows_each_object_as_its_file(tmp_path: Path) -> None:
    (tmp_path / "bucket" / "a").mkdir(parents=True)
    (tmp_path / "bucket" / "a" / "doc").write_bytes(b"kept")
    probe = probe_of(FolderProbe(root=str(tmp_path)))
    assert probe is not None
    assert b"".join(probe.stored("bucket", "a/doc", None)) == b"kept"
    for key, version in (("a/other", None), ("a", None), ("a/doc", "v1")):
        with pytest.raises(LookupError):
            list(probe.stored("bucket", key, version))


def test_what_is_uploaded_in_one_go_has_tails_behind_its_head() -> None:
    """As Ceph 16.2.15 keeps 100 bytes, and 9 MiB."""
    rule = {"start_part_num": 0, "start_ofs": 4 * MIB, "part_size": 0}
    assert list(tail_names(manifest(9 * MIB, rule))) == ["_shadow_.abc_1", "_shadow_.abc_2"]
    assert list(tail_names(manifest(100, {**rule, "start_ofs": 0, "stripe_max_size": 0}))) == []
    assert list(tail_names(manifest(100))) == []


def test_parts_are_kept_in_stripes() -> None:
    """Two parts of 5 MiB and a last one of 1 MiB, by a rule of its own."""
    rules = [
        {"start_part_num": 1, "start_ofs": 0, "part_size": 5 * MIB},
        {"start_part_num": 3, "start_ofs": 10 * MIB, "part_size": MIB},
    ]
    assert list(tail_names(manifest(11 * MIB, *rules, prefix="mp.2~id"))) == [
        "_multipart_mp.2~id.1", "_shadow_mp.2~id.1_1",
        "_multipart_mp.2~id.2", "_shadow_mp.2~id.2_1",
        "_multipart_mp.2~id.3",
    ]  # fmt: skip


def test_without_its_tools_nothing_can_be_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(LookupError, match="radosgw-admin"):
        list(Rados(conf="ceph.conf", pool="data").stored("bucket", "doc", None))


def test_its_tools_may_live_elsewhere(tmp_path: Path) -> None:
    """As behind `podman exec NAME` or `chroot FOLDER`: what is asked is said after those words."""
    said = tmp_path / "said"
    said.write_text(f'#!/bin/sh\necho "$@" >> {tmp_path}/asked\nexit 3\n')
    said.chmod(0o700)
    with pytest.raises(LookupError):
        list(Rados(conf="/etc/ceph.conf", pool="data", via=[str(said), "gateway"]).stored("bucket", "doc", None))
    assert (tmp_path / "asked").read_text().split()[:4] == ["gateway", "radosgw-admin", "-c", "/etc/ceph.conf"]


def test_credentials_are_read_from_a_file_that_is_closed_to_others(tmp_path: Path) -> None:
    path = tmp_path / "credentials"
    path.write_text("KEY=id\nSECRET=a=b\n")
    path.chmod(0o600)
    assert read_file(path) == {"KEY": "id", "SECRET": "a=b"}
    path.chmod(0o640)
    with pytest.raises(ValueError, match="open to others"):
        read_file(path)


@pytest.mark.parametrize("text", ["KEY", "=value", "export KEY=value"])
def test_a_file_of_another_form_names_the_line_and_not_its_content(tmp_path: Path, text: str) -> None:
    path = tmp_path / "credentials"
    path.write_text(f"GOOD=1\n{text}\n")
    path.chmod(0o600)
    with pytest.raises(ValueError, match=r"^line 2 is not NAME=value$"):
        read_file(path)


PROFILE = """\
name: mine
title: Mine
dialect: s3
endpoint: https://gw.example.test
software: {software}
auth: {{scheme: s3v4, access-key: A, secret-key: B}}
"""


@pytest.mark.parametrize("software", ["boto3", "boto3 newest", "boto3 "])
def test_software_without_a_version_is_refused(tmp_path: Path, software: str) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(PROFILE.format(software=f'"{software}"'))
    with pytest.raises(InputError, match="must be a name and a version"):
        targets.read(path)
