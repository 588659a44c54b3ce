"""A badge for a README: the JSON that shields.io's endpoint badge reads. Three numbers, no percentage."""

from typing import Literal

import msgspec

from conformance.report.figures import Figures


class Badge(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What the endpoint asks for (https://shields.io/badges/endpoint-badge)."""

    schema_version: Literal[1] = 1
    label: str
    message: str
    color: str
    is_error: bool = False


def badge(label: str, figures: Figures, *, whole: bool) -> Badge:
    """A badge of some figures; `whole` is False where the run was cut short, and then nothing looks green."""
    parts = [f"{figures.conformant}/{figures.applicable} conformant"]
    parts += [f"{figures.critical} critical"] if figures.critical else []
    parts += [f"{figures.deviations} deviations"] if figures.deviations else []
    parts += [f"{figures.unknown} unknown"] if figures.unknown else []
    parts += [] if whole else ["cut short"]
    bad = bool(figures.deviations or figures.critical)
    return Badge(label=label, message=", ".join(parts), color=_colour(figures, whole=whole), is_error=bad)


def _colour(figures: Figures, *, whole: bool) -> str:
    if figures.critical:
        return "critical"
    if figures.deviations:
        return "important"
    return "success" if whole and figures.applicable and not figures.unknown else "inactive"
