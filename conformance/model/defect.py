"""Defects known of the SDKs that encrypt before they upload, and which case shows each: `targets/subjects/`."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

Text = Annotated[str, Meta(min_length=1)]
Seen = Literal["critical", "deviates", "advises", "observes", "conforms"]
"""What the case's verdict is: `critical`, a violation that no waiver makes less; `deviates`, under the waiver that is
named; `observes` where no document promises anything, so that what the SDK does is on record and fails nobody;
`conforms` where what looks like a defect is what is due, or a document allows it."""


class Defect(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One defect: shown by a case, or the reason why none can show it."""

    name: Text
    case: str = ""
    """A glob over `suite/id[variant]`; every item that it names has the verdict."""
    seen: Seen = "deviates"
    waiver: str = ""
    """The id of the waiver that pins it, where it `deviates`."""
    because: str = ""
    """Without a case: why there is none. With one: what its verdict does not say."""


class Defects(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole list, by subject."""

    defects: dict[str, list[Defect]]
