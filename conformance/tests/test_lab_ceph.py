"""What Ceph in a Debian of its own rests on: the chroot, and the stand-in that keeps its keys. No Ceph is needed."""

import base64
from http import HTTPStatus
from pathlib import Path

import pytest

from conformance.lab.chroot import Chroot
from conformance.lab.errors import LabError
from conformance.lab.lifting import up
from conformance.lab.room import Room
from conformance.lab.servers import SERVERS
from conformance.lab.vault import PREFIX, Transit


@pytest.fixture
def room(tmp_path: Path) -> Room:
    return Room(home=tmp_path / "lab", name="ceph-18", say=print)


def test_a_newer_ceph_says_where_it_would_live(room: Room) -> None:
    with pytest.raises(LabError, match=r"a Debian trixie of its own, .*tools/ceph-18/trixie\); .* --install` installs"):
        up(SERVERS["ceph-18"], room, port=0)


def test_without_root_no_debian_is_made(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("conformance.lab.apt.os.geteuid", lambda: 1000)
    with pytest.raises(LabError, match=r"a Debian trixie of its own cannot be made under .*: apt-get needs root"):
        up(SERVERS["ceph-18"], room, port=0, install=True)
    assert not room.tools.exists()


def test_without_root_none_is_entered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("conformance.lab.chroot.os.geteuid", lambda: 1000)
    with pytest.raises(LabError, match="can be started by root only"):
        Chroot(tmp_path, "trixie").enter(tmp_path)


def test_its_mounts_are_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They end with the process: `lab down` has nothing to unmount, and removes no folder through a mount."""
    monkeypatch.setattr("conformance.lab.chroot.os.geteuid", lambda: 0)
    (word,) = Chroot(tmp_path / "it's here", "trixie").enter(tmp_path)
    script = Path(word).read_text(encoding="utf-8")
    assert script.index("unshare --mount") < script.index("mount --bind")
    assert """'"'"'s here/trixie'""" in script, "a path is quoted"


def test_a_data_key_opens_under_its_key_and_context_alone() -> None:
    transit = Transit()
    for name in ("one", "two"):
        assert transit.answer("POST", f"{PREFIX}/keys/{name}", {})[0] is HTTPStatus.NO_CONTENT
    status, made = transit.answer("POST", f"{PREFIX}/datakey/plaintext/one", {"context": "bucket"})
    assert status is HTTPStatus.OK
    asked = {"ciphertext": made["ciphertext"], "context": "bucket"}
    assert transit.answer("POST", f"{PREFIX}/decrypt/one", asked) == (HTTPStatus.OK, {"plaintext": made["plaintext"]})
    assert len(base64.b64decode(made["plaintext"])) == 32
    for name, changed in (("two", {}), ("one", {"context": "other"}), ("one", {"ciphertext": "vault:v1:AAAA"})):
        assert transit.answer("POST", f"{PREFIX}/decrypt/{name}", asked | changed)[0] is HTTPStatus.BAD_REQUEST


def test_a_key_that_is_gone_opens_nothing() -> None:
    transit = Transit()
    transit.answer("POST", f"{PREFIX}/keys/one", {})
    _, made = transit.answer("POST", f"{PREFIX}/datakey/plaintext/one", {})
    transit.answer("DELETE", f"{PREFIX}/keys/one", {})
    assert transit.answer("POST", f"{PREFIX}/decrypt/one", made)[0] is HTTPStatus.NOT_FOUND
