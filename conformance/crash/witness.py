"""What lies on a store besides the runs: made beforehand, and looked at before and after."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from conformance.drivers.base import Driver
from conformance.engine.clean import remove_bucket
from conformance.model.operation import Operation, Reply
from conformance.model.target import KmsKey, Target
from conformance.opening import Reached
from conformance.probes.kms_api import KmsApi
from conformance.wire.client import Client
from conformance.wire.request import Request
from conformance.wire.signers import signer_for
from conformance.wire.xml import parse

_NAME = re.compile(rb"<Name>([^<]+)</Name>")
NEAR = "of somebody else's run"
"""The description of a key that is not the run's."""


class WitnessError(Exception):
    """What is to be left alone could not be made, or looked at."""


@dataclass(slots=True, kw_only=True)
class Witness:
    """Somebody else's bucket, with what a sweep might take for a run's, and a key of theirs."""

    target: Target
    reached: Reached
    driver: Driver
    keys: KmsApi
    bucket: str
    _key: KmsKey | None = field(default=None, init=False)

    def prepare(self) -> None:
        """Make the bucket and the key; raise `WitnessError` where the store does not take one."""
        prefix = self.target.prefix
        self._ask(Operation(do="create-bucket", bucket=self.bucket))
        self._ask(Operation(do="put-bucket-versioning", bucket=self.bucket))
        for key in (f"{prefix}identical", f"{prefix}-other/1", "theirs", "theirs"):
            self._ask(Operation(do="put-object", bucket=self.bucket, key=key, body=key.encode()))
        self._ask(Operation(do="delete-object", bucket=self.bucket, key="theirs"))
        self._ask(Operation(do="initiate-multipart", bucket=self.bucket, key=f"{prefix}-upload"))
        self._key = self.keys.create(NEAR)

    def undo(self) -> list[str]:
        """Remove both; return what is left, in words."""
        if self._key is not None:
            self.keys.remove(self._key)
        return remove_bucket(self.driver, self.bucket)

    def seen(self) -> frozenset[str]:
        """Everything that there is, a line each: names of buckets, what their bucket holds, and keys in use."""
        return frozenset([*self._buckets(), *self._content(), *(f"KMS key {each}" for each in self.keys.in_use())])

    def _buckets(self) -> Iterator[str]:
        """The service's own list of buckets, which the suite needs for nothing else."""
        origin = self.reached.endpoint.origin
        signer = signer_for(self.target.auth.scheme, self.reached.endpoint.region)
        bare = Request(method="GET", scheme=origin.scheme, host=origin.authority, connect_to=origin.connect_to)
        client = Client(self.reached.endpoint.trust, proxies=self.reached.endpoint.proxies)
        try:
            answer = client.send(signer.sign_header(bare, self.reached.credentials, datetime.now(UTC)))
        finally:
            client.close()
        names = [name.decode() for name in _NAME.findall(answer.body)]
        if self.bucket not in names:
            raise WitnessError(f"the store does not list its buckets (it answers {answer.status})")
        yield from (f"bucket {name}" for name in names)

    def _content(self) -> Iterator[str]:
        versions = parse(self._ask(Operation(do="list-versions", bucket=self.bucket)).body)["ListVersionsResult"]
        for kind in ("Version", "DeleteMarker"):
            for entry in versions[kind].each():
                yield " ".join([kind, *(entry[name].text or "-" for name in ("Key", "VersionId", "ETag"))])
        uploads = parse(self._ask(Operation(do="list-uploads", bucket=self.bucket)).body)["ListMultipartUploadsResult"]
        for entry in uploads["Upload"].each():
            yield f"Upload {entry['Key'].text} {entry['UploadId'].text}"

    def _ask(self, operation: Operation) -> Reply:
        reply = self.driver.perform(operation)
        if not reply.ok:
            raise WitnessError(f"{operation.do} was answered {reply.status} {reply.code or ''}".rstrip())
        return reply
