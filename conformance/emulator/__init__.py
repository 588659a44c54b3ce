"""An embedded object store that speaks vendors' dialects and really encrypts, for tests.

    with Emulator("obs") as store:
        ...  # http://127.0.0.1:{store.http_port}, or any host through the proxy at {store.proxy_port}

It shares no code with the checking side of this project.
"""

from conformance.emulator.accounts import MAIN, MAIN_ACCOUNT, OTHER, OTHER_ACCOUNT, TEMP
from conformance.emulator.emulator import Emulator
from conformance.emulator.kms import KEY_IDS, KeyState
from conformance.emulator.server import PortInUseError
from conformance.emulator.switches import SUMMARIES as FAULTS

__all__ = [
    "FAULTS",
    "KEY_IDS",
    "MAIN",
    "MAIN_ACCOUNT",
    "OTHER",
    "OTHER_ACCOUNT",
    "TEMP",
    "Emulator",
    "KeyState",
    "PortInUseError",
]
