"""The list of what is known to be wrong with SDKs that encrypt before they upload."""

from conformance.catalogue.places import targets_root
from conformance.model import yaml
from conformance.model.defect import Defect, Defects

FILE = "client-side-defects.yaml"


def defects() -> dict[str, list[Defect]]:
    """Every defect, by subject; raise `InputError` with file and line."""
    return yaml.convert(yaml.read(targets_root() / "subjects" / FILE), Defects).defects
