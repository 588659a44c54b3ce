"""The lab: real servers come up, stay up, and go, and nothing else on the machine is touched. No Ceph is needed."""

import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from conformance.catalogue import targets
from conformance.cli import main
from conformance.lab.errors import LabError
from conformance.lab.keeper import Keeper
from conformance.lab.lifting import down, standing, up
from conformance.lab.ports import LOOPBACK, answers, reserve
from conformance.lab.room import Room
from conformance.lab.waiting import until
from conformance.model.problem import InputError
from conformance.model.target import Auth, Target
from conformance.model.words import Dialect

AUTH = Auth(scheme="s3v4", access_key="LAB_PAGES_ACCESS_KEY", secret_key="LAB_PAGES_SECRET_KEY")
DOZE = "import time; time.sleep(60)"


@dataclass(frozen=True, slots=True)
class Pages:
    """A server of two processes: Python's own file server, and one that dozes."""

    name: str = "pages"
    port: int = 0
    ports: int = 1
    daemons: tuple[str, ...] = ("helper", "web")
    lack: str = ""
    web: tuple[str, ...] = ("-m", "http.server", "--bind", LOOPBACK)

    def missing(self, _room: Room) -> str:
        return self.lack

    def install(self, room: Room) -> None:
        room.say("installing nothing")

    def start(self, room: Room) -> Target:
        (port,) = room.ports
        room.keeper.start("helper", [sys.executable, "-c", DOZE, str(port)])
        room.keeper.start("web", [sys.executable, *self.web, str(port)])
        until(lambda: answers(port), room.keeper, "web")
        values = {AUTH.access_key: "drawn", AUTH.secret_key: "drawn-too"}
        return Target(
            name="lab-pages",
            title="Pages",
            dialect=Dialect.S3,
            endpoint=f"http://{LOOPBACK}:{port}",
            auth=AUTH.from_file(room.write_credentials(values)),
        )


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def room(tmp_path: Path, said: list[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    home = tmp_path / "lab"
    monkeypatch.setenv("CONFORMANCE_LAB", str(home))
    room = Room(home=home, name="pages", say=said.append)
    yield room
    room.keeper.stop()


def pids(room: Room) -> dict[str, int]:
    return {name: room.keeper._process(name).pid for name in room.keeper.names()}  # type: ignore[union-attr]


def test_a_server_comes_up_with_a_profile_that_the_target_option_finds(room: Room) -> None:
    profile = up(Pages(), room)
    assert standing(Pages(), room).state == "up"
    (target,) = targets.select(["lab-pages"])
    assert (target.endpoint, target.profile) == (profile.endpoint, "lab-pages")
    assert "drawn" not in room.profile.read_text()


def test_what_it_keeps_is_open_to_nobody_else(room: Room) -> None:
    up(Pages(), room)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (room.home, room.folder)}
    assert set(modes.values()) == {0o700}
    assert stat.S_IMODE((room.folder / "credentials").stat().st_mode) == 0o600


def test_a_second_start_changes_nothing(room: Room, said: list[str]) -> None:
    first = up(Pages(), room)
    before = pids(room)
    assert up(Pages(), room) == first
    assert pids(room) == before
    assert said == ["pages is up already"]


def test_down_stops_everything_and_leaves_nothing(room: Room) -> None:
    profile = up(Pages(), room)
    processes = [psutil.Process(pid) for pid in pids(room).values()]
    assert down(Pages(), room)
    assert not any(process.is_running() for process in processes)
    assert not room.folder.exists()
    assert not answers(int(profile.endpoint.rpartition(":")[2]))
    assert not down(Pages(), room), "there is nothing left to stop"
    with pytest.raises(InputError, match="not up on this machine; `conformance lab up pages` starts it"):
        targets.select(["lab-pages"])


@pytest.mark.parametrize("dead", ["helper", "web"])
def test_one_that_lost_a_process_is_cleared_away_and_started_anew(room: Room, said: list[str], dead: str) -> None:
    up(Pages(), room)
    before = pids(room)
    psutil.Process(before[dead]).kill()
    psutil.Process(before[dead]).wait()
    assert standing(Pages(), room).state == "half-started"
    up(Pages(), room)
    assert standing(Pages(), room).state == "up"
    assert not any(psutil.pid_exists(pid) for pid in before.values())
    assert said == ["what an earlier start left is cleared away"]


def test_a_profile_that_was_cut_off_is_a_half_start(room: Room) -> None:
    up(Pages(), room)
    room.profile.write_text("name: lab-pages\n")
    assert standing(Pages(), room).state == "half-started"


def test_one_that_ends_while_it_starts_says_why_and_leaves_no_process(room: Room) -> None:
    broken = Pages(web=("-c", "raise SystemExit('no such plane')"))
    with pytest.raises(LabError, match=r"(?s)web ended while it started:.*no such plane"):
        up(broken, room)
    assert room.keeper.names() == []
    assert not room.profile.exists()


def test_a_port_in_use_is_named(room: Room) -> None:
    with socket.create_server((LOOPBACK, 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(LabError, match=f"port {port} on 127.0.0.1 is in use; choose others with --port"):
            up(Pages(), room, port=port)
    assert standing(Pages(), room).state == "down"


@pytest.mark.parametrize("port", [-5, 65_525, 70_000])
def test_a_port_that_is_none_is_not_called_in_use(port: int) -> None:
    with pytest.raises(LabError, match=f"--port {port}: .* between 1 and 65535"):
        reserve(port, 12)


def test_ports_come_in_a_row() -> None:
    ports = reserve(0, 12)
    assert list(ports) == list(range(ports[0], ports[0] + 12))


def test_a_stale_pid_file_harms_nobody(room: Room) -> None:
    """The number came round again: it is somebody else's process now."""
    room.home.mkdir(parents=True)
    room.furnish()
    with subprocess.Popen([sys.executable, "-c", DOZE]) as stranger:  # noqa: S603 - our own words
        try:
            noted = {"pid": stranger.pid, "command": [sys.executable, "-m", "http.server", "7480"]}
            (room.folder / "web.pid").write_text(str(noted).replace("'", '"'))
            assert not room.keeper.alive("web")
            assert room.keeper.stop() == []
            assert stranger.poll() is None
        finally:
            stranger.kill()


@pytest.mark.parametrize("content", [b"", b"4711", b"not json", b'{"pid": 4194305, "command": []}'])
def test_a_pid_file_that_says_nothing_is_a_dead_process(room: Room, content: bytes) -> None:
    room.home.mkdir(parents=True)
    room.furnish()
    (room.folder / "web.pid").write_bytes(content)
    assert not room.keeper.alive("web")
    assert room.keeper.stop() == []


def test_one_that_ignores_the_signal_is_stopped_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("conformance.lab.keeper._GRACE", 0.2)
    keeper = Keeper(tmp_path)
    deaf = "import signal, time; signal.signal(15, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)"
    keeper.start("deaf", [sys.executable, "-c", deaf])
    until(lambda: "deaf" in keeper.tail("deaf"), keeper, "deaf")
    assert keeper.stop() == ["deaf"]
    assert keeper.names() == []


def test_what_is_missing_is_said_with_the_way_to_get_it(room: Room) -> None:
    with pytest.raises(LabError, match="no wings; `conformance lab up pages --install` installs it"):
        up(Pages(lack="no wings"), room)
    with pytest.raises(LabError, match="no wings, though it was installed just now"):
        up(Pages(lack="no wings"), room, install=True)


def test_a_program_that_is_not_there_is_one_sentence(room: Room) -> None:
    room.home.mkdir(parents=True)
    room.furnish()
    with pytest.raises(LabError, match="no-such-program cannot be started: No such file or directory"):
        room.keeper.start("web", ["no-such-program"])


def test_the_command_shows_what_is_up(room: Room, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lab", "status"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert {line.split()[0]: line.split()[1] for line in lines} == dict.fromkeys(
        ("ceph", "ceph-18", "ministack", "moto", "rclone"), "down"
    )
    with socket.create_server((LOOPBACK, 0)) as taken:
        assert main(["lab", "up", "moto", f"--port={taken.getsockname()[1]}"]) == 2
    assert "is in use" in capsys.readouterr().err
    assert main(["lab", "down", "moto"]) == 0
    assert capsys.readouterr().out == "moto was not up\n"
