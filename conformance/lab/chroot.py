"""A Debian of another release in a folder; what runs in it is a plain process on loopback like any other."""

import os
import shlex
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from conformance.lab import apt
from conformance.lab.errors import LabError
from conformance.lab.room import Room
from conformance.lab.waiting import command

_PATIENCE = 900
"""Seconds; some 200 MB are fetched."""
_TOOLS = ("debootstrap", "debian-archive-keyring")
_WAY_OUT = ("Acquire::http", "Acquire::https", "Acquire::Check-")
"""What of apt's settings says how this machine reaches a mirror: proxies, and whether its clock can be trusted."""
_NO_DAEMONS = "#!/bin/sh\nexit 101\n"
"""`policy-rc.d`: what is installed starts nothing by itself."""
_ENTER = """\
#!/bin/sh
# Runs a command in the Debian of {suite} that the lab keeps. The mounts are the command's own, and end with it.
exec unshare --mount sh -ec '
root=$1 folder=$2
shift 2
mkdir -p "$root$folder"
mount --bind "$folder" "$root$folder"
mount --rbind /dev "$root/dev"
mount -t proc proc "$root/proc"
exec chroot "$root" "$@"
' sh {root} {folder} "$@"
"""


@dataclass(frozen=True, slots=True)
class Chroot:
    """A minimal Debian that the lab made and keeps: `lab down` leaves it for the next time."""

    tools: Path
    """The lab's folder for what was installed."""
    suite: str
    """Debian's name of the release."""

    @property
    def root(self) -> Path:
        """Its root folder; there only when everything was installed."""
        return self.tools / self.suite

    def has(self, program: str) -> bool:
        """Whether a program is installed in it."""
        return shutil.which(program, path=str(self.root / "usr" / "bin")) is not None

    def install(self, packages: Sequence[str], room: Room) -> None:
        """Make it, with these packages; raise `LabError` where that cannot be. What was half made is made anew."""
        reason = apt.cannot()
        if reason:
            raise LabError(f"a Debian {self.suite} of its own cannot be made under {self.tools}: {reason}")
        if shutil.which("debootstrap") is None:
            room.say("installing debootstrap")
            apt.install(_TOOLS)
        making = self.tools / f"{self.suite}.part"
        shutil.rmtree(making, ignore_errors=True)
        shutil.rmtree(self.root, ignore_errors=True)
        self.tools.mkdir(parents=True, exist_ok=True)
        room.say(f"making a Debian {self.suite} in {self.root} (some 700 MB)")
        words = ["--variant=minbase", "--include=ca-certificates", self.suite, str(making), *_mirror()]
        command(["debootstrap", *words], _PATIENCE)
        room.say(f"installing {', '.join(packages)} in it")
        _furnish(making)
        enter = [str(_write_enter(self.tools / "enter", making, self.suite, self.tools))]
        env = {"DEBIAN_FRONTEND": "noninteractive"}
        command([*enter, "apt-get", "update", "-qq"], _PATIENCE, env)
        command([*enter, "apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages], _PATIENCE, env)
        command([*enter, "apt-get", "clean"], _PATIENCE, env)
        making.rename(self.root)

    def enter(self, folder: Path) -> list[str]:
        """The word before a command that runs it inside, where `folder` has the path that it has outside.

        Raises `LabError` without root, which alone may do so.
        """
        if os.geteuid():
            raise LabError(f"what lives in a Debian of its own ({self.root}) can be started by root only")
        return [str(_write_enter(folder / "enter", self.root, self.suite, folder))]


def _write_enter(path: Path, root: Path, suite: str, folder: Path) -> Path:
    text = _ENTER.format(suite=suite, root=shlex.quote(str(root)), folder=shlex.quote(str(folder)))
    path.write_text(text, encoding="utf-8")
    path.chmod(0o700)
    return path


def _furnish(root: Path) -> None:
    """Give it this machine's ways to names and mirrors."""
    shutil.copyfile("/etc/resolv.conf", root / "etc" / "resolv.conf")
    said = command(["apt-config", "dump", "Acquire"]).splitlines()
    ways = [line for line in said if line.startswith(_WAY_OUT)]
    (root / "etc" / "apt" / "apt.conf.d" / "90lab").write_text("\n".join([*ways, ""]), encoding="utf-8")
    policy = root / "usr" / "sbin" / "policy-rc.d"
    policy.write_text(_NO_DAEMONS, encoding="utf-8")
    policy.chmod(0o755)


def _mirror() -> list[str]:
    """The mirror that this machine's own apt uses; none where that uses none of Debian's: then debootstrap's own."""
    found = command(["apt-get", "indextargets", "--format", "$(LABEL) $(SITE)", "Identifier: Packages"]).splitlines()
    return [line.split()[1] for line in found if line.startswith("Debian ")][:1]
