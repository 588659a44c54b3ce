"""The keys and bodies of one item: random, yet the same again from the run's seed, the case and the variant."""

import base64
import hashlib
import re
from collections.abc import Mapping
from functools import lru_cache

from conformance.reference.digests import md5_base64, md5_hex
from conformance.reference.vectors import CUSTOMER_KEYS

_REFERENCE = re.compile(r"\$\{(?P<key>[^}.]+)\.(?P<attribute>[^}]+)\}")
_DEFAULT_LENGTH = 32


class UnknownNameError(Exception):
    """A case names a key, an attribute or a vector that does not exist."""


class KeyRing:
    """The customer keys of one item, by the names the case gives them."""

    def __init__(self, kinds: Mapping[str, str], seed: str, *, text: bool = False) -> None:
        """Make the keys; `text`: random ones of letters and digits, for documents that want them so."""
        self._keys = {name: _make(name, kind, seed, text=text) for name, kind in kinds.items()}

    def __getitem__(self, name: str) -> bytes:
        """The raw bytes of a key."""
        if name not in self._keys:
            raise UnknownNameError(f"the case has no key {name!r} (it has: {', '.join(self._keys) or 'none'})")
        return self._keys[name]

    def all(self) -> list[bytes]:
        """Every key of the item, for the search for leaks."""
        return list(self._keys.values())

    def fill(self, text: str) -> str:
        """Replace `${mine.key}`, `${mine.md5}`, `${mine.key-hex}`, `${mine.md5-hex}` and `${mine.md5-of-text}`."""
        return _REFERENCE.sub(lambda match: self._attribute(match["key"], match["attribute"]), text)

    def _attribute(self, name: str, attribute: str) -> str:
        key = self[name]
        text = base64.b64encode(key)
        forms = {
            "key": text.decode(),
            "md5": md5_base64(key),
            "key-hex": key.hex(),
            "md5-hex": md5_hex(key),
            "md5-of-text": md5_base64(text),
        }
        if attribute not in forms:
            raise UnknownNameError(f"a key has no attribute {attribute!r} (it has: {', '.join(forms)})")
        return forms[attribute]


@lru_cache(maxsize=8)  # a step's body is asked for when it is sent, and when its answer is checked
def random_bytes(length: int, *label: str) -> bytes:
    """Bytes that depend on the label alone (SHAKE-256), so that a recorded run can be made again."""
    return hashlib.shake_256("\0".join(label).encode()).digest(length)


def _make(name: str, kind: str, seed: str, *, text: bool) -> bytes:
    word, _, argument = kind.partition(":")
    if word == "random":
        length = int(argument) if argument else _DEFAULT_LENGTH
        key = random_bytes(length, seed, "key", name)
        return key.hex().encode()[:length] if text else key
    if word == "vector" and argument in CUSTOMER_KEYS:
        return CUSTOMER_KEYS[argument]
    known = ", ".join(f"vector:{vector}" for vector in CUSTOMER_KEYS)
    raise UnknownNameError(f"key {name!r} is {kind!r}; it must be random, random:N or one of {known}")
