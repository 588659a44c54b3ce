"""Who is judged: a store by itself, or a vendor's SDK on a store of its dialect."""

from importlib.metadata import PackageNotFoundError, version

import msgspec

from conformance.catalogue.targets import subject_waivers
from conformance.drivers.sdk.registry import SDKS
from conformance.model.problem import InputError, Problem
from conformance.model.target import Target
from conformance.model.words import Observable

REST = "rest"
ALL = "all"
CLIENT_SIDE = "client-side"
_GROUPS = {
    ALL: [name for name, sdk in SDKS.items() if not sdk.encrypts],
    CLIENT_SIDE: [name for name, sdk in SDKS.items() if sdk.encrypts],
}
"""What stands for several: the SDKs that leave encryption to the store, and those that encrypt themselves."""
NAMES = [REST, *SDKS, *_GROUPS]
"""What `--subject` takes."""


def chosen(names: list[str]) -> list[str]:
    """The subjects meant, each once; a group is what it stands for, and never the store by itself."""
    return list(dict.fromkeys(each for name in names or [REST] for each in _GROUPS.get(name, [name])))


def by_subject(targets: list[Target], subjects: list[str]) -> list[Target]:
    """Every target, judged by itself or through each SDK that speaks its dialect; raise `InputError` for none."""
    found: list[Target] = []
    for subject in subjects:
        if subject == REST:
            found += targets
            continue
        fitting = [through(subject, target) for target in targets if target.dialect is SDKS[subject].dialect]
        if not fitting:
            message = f"{subject} speaks {SDKS[subject].dialect}, and no target of this run does"
            raise InputError(Problem(file="--subject", line=0, message=message))
        found += fitting
    return found


def through(sdk: str, target: Target) -> Target:
    """The same target as an SDK reaches it: a subject of its own, with a name of its own.

    What a profile waives is the store's; an SDK has its own waivers.
    """
    # A client that encrypts is judged by itself: the store is to take whatever the client makes of it.
    edition = "blind-to-envelopes" if SDKS[sdk].encrypts and target.start == "emulator" else target.edition
    title = f"{SDKS[sdk].distribution} {_version(SDKS[sdk].distribution)} on {target.title}"
    return msgspec.structs.replace(
        target,
        name=f"{sdk}-on-{target.name}",
        title=title,
        driver=sdk,
        edition=edition,
        waivers=subject_waivers(sdk),
    )


def _version(distribution: str) -> str:
    try:
        return version(distribution)
    except PackageNotFoundError:
        return "(not installed)"


def judges(driver: str, observable: Observable) -> bool:
    """Whether cases seen there say something of a subject.

    Those of client-side encryption judge clients that encrypt; those about the methods of an SDK judge the other SDKs.
    """
    if driver == REST:
        return not observable.of_clients
    return SDKS[driver].encrypts == (observable is Observable.CLIENT)
