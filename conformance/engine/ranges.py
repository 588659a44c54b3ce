"""Byte ranges as cases write them: `0-15`, `16-`, `-16`."""


def cut(content: bytes, range_: str | None) -> bytes:
    """The bytes that a range selects; everything without one."""
    if range_ is None:
        return content
    first, _, last = range_.partition("-")
    if not first:
        return content[-int(last) :] if int(last) else b""
    return content[int(first) : int(last) + 1 if last else None]
