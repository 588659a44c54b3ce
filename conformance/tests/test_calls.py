"""Which method was tried under which encryption."""

from conformance.engine.calls import Called, called, remember_mode, summed
from conformance.engine.memory import Memory
from conformance.engine.verdict import Fact, Observation
from conformance.model.operation import CopySource, Encryption, Operation, Reply
from conformance.model.result import Call
from conformance.model.values import BucketDefault
from conformance.model.words import Level, Mode, Verdict


def reply(method: str = "", status: int = 200) -> Reply:
    return Reply(status=status, headers=(), body=b"", roles={}, method=method)


def operation(do: str, mode: Mode | None = None, key: str = "doc", source: CopySource | None = None) -> Operation:
    encryption = None if mode is None else Encryption(mode=mode)
    return Operation(do=do, bucket="b", key=key, encryption=encryption, source=source)


def test_a_read_is_about_the_encryption_that_the_object_was_written_with() -> None:
    memory = Memory()
    remember_mode(operation("put-object", Mode.KMS), reply(), memory)
    assert called("read", operation("get-object"), reply("getObject"), memory) == [
        Called(step="read", method="getObject", mode=Mode.KMS)
    ]
    remember_mode(operation("put-object"), reply(), memory)
    assert called("read", operation("get-object"), reply(), memory) == []


def test_a_refused_write_leaves_what_was_there() -> None:
    memory = Memory()
    remember_mode(operation("put-object", Mode.KMS), reply(), memory)
    remember_mode(operation("put-object", Mode.MANAGED), reply(status=403), memory)
    assert memory.mode_of(("b", "doc")) is Mode.KMS


def test_a_copy_is_about_both_its_ends() -> None:
    source = CopySource(bucket="b", key="source", encryption=Encryption(mode=Mode.CUSTOMER))
    found = called("copy", operation("copy-object", Mode.KMS, source=source), reply(), Memory())
    assert [each.mode for each in found] == [Mode.KMS, Mode.CUSTOMER]


def test_a_method_has_the_worst_verdict_of_its_steps() -> None:
    def fact(step: str, observation: Observation) -> Fact:
        return Fact(step=step, fact="status", level=Level.MUST, observation=observation, expected="", observed="")

    calls = [Called(step="one", method="m", mode=Mode.KMS), Called(step="two", method="m", mode=Mode.KMS)]
    facts = [fact("one", Observation.MET), fact("two", Observation.UNMET), fact("three", Observation.UNMET)]
    assert summed(calls, facts) == [Call(method="m", mode=Mode.KMS, verdict=Verdict.VIOLATES)]
    assert summed([Called(step="set-up", method="m", mode=Mode.KMS)], facts) == []
    assert summed(calls[:1], facts) == [Call(method="m", mode=Mode.KMS, verdict=Verdict.CONFORMS)]


def test_what_is_read_or_removed_of_a_default_is_about_the_one_that_was_set() -> None:
    memory = Memory()
    default = BucketDefault(mode=Mode.KMS)
    setting = Operation(do="put-bucket-encryption", bucket="b", default=default)
    remember_mode(setting, reply(), memory)
    removing = Operation(do="delete-bucket-encryption", bucket="b")
    assert [each.mode for each in called("set", setting, reply(), memory)] == [Mode.KMS]
    assert [each.mode for each in called("remove", removing, reply(), memory)] == [Mode.KMS]
    assert called("remove", Operation(do="delete-bucket-encryption", bucket="other"), reply(), memory) == []
