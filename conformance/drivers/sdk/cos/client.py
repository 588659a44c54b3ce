"""cos-python-sdk-v5: the CosS3Client, as Tencent's pages for Python and the SDK's own reference document it."""

from collections.abc import Mapping
from functools import partial
from traceback import walk_tb

from qcloud_cos import CosS3Client, CosServiceError

from conformance.drivers.sdk.cos import buckets, multipart, objects
from conformance.drivers.sdk.cos.caller import Caller
from conformance.drivers.sdk.cos.config import RETRIES, config, nameless, refusal
from conformance.drivers.sdk.cos.links import LINKS
from conformance.drivers.sdk.kit import OF_THE_WIRE, Call, Got, Linker, Refused, Way
from conformance.model.operation import Operation


def _noting(call: Call, caller: Caller, operation: Operation) -> Got:
    """Make a call; a refusal notes which method of the SDK it came out of."""
    try:
        return call(caller, operation)
    except CosServiceError as error:
        frames = (frame for frame, _ in walk_tb(error.__traceback__))
        inside = (frame for frame in frames if frame.f_globals["__name__"].startswith("qcloud_cos."))
        error.add_note(next(inside).f_code.co_name)
        raise


_CALLS = {**objects.CALLS, **multipart.CALLS, **buckets.CALLS}


class CosSdk:
    """The client of the SDK for Python."""

    name = "cos-sdk"
    distribution = "cos-python-sdk-v5"
    links: Mapping[str, Linker] = LINKS
    call_tweaks = frozenset({"override", "drop"})
    link_tweaks = frozenset({"override", "drop", "misname", "unsigned", "in_query"})
    not_offered: Mapping[str, str] = {
        "post-object": "the SDK signs no form",
        "get-object-attributes": "COS has no such call",
        "get-object-meta": "COS has no such call",
        "get-bucket-info": "COS has no such call",
        "update-object-encryption": "COS has no such call",
        **OF_THE_WIRE,
    }

    def __init__(self) -> None:
        self.calls: Mapping[str, Call] = {verb: partial(_noting, call) for verb, call in _CALLS.items()}

    def client(self, way: Way) -> Caller:
        """A client with one attempt a call."""
        return Caller.of(CosS3Client(config(way), retry=RETRIES), way)

    def nameless(self, way: Way) -> Caller:
        """A client that signs nothing."""
        return Caller.of(CosS3Client(nameless(way), retry=RETRIES), way)

    def refusal(self, error: Exception) -> Refused | None:
        """`CosServiceError` holds the answer."""
        return refusal(error)
