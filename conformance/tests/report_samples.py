"""An invented run with a little of everything, written and read back."""

from collections.abc import Iterator
from pathlib import Path

from conformance.model.result import (
    End,
    Result,
    Run,
)
from conformance.model.spec import Defect, DefectKind, DocumentSource, Gap, GapReason, Place, Spec, Statement
from conformance.model.words import Dialect, Level, Verdict
from conformance.report.reader import Report, read_report
from conformance.report.writer import ResultWriter
from conformance.tests.report_values import RUN, SUBJECTS, exchange, finding, leaking, result, steps

SPEC = Spec(
    dialect=Dialect.S3,
    title="Amazon Simple Storage Service",
    sources={
        "guide": DocumentSource(title="User guide: SSE-C", url="https://docs.example/ssec.html", read="2026-09-29")
    },
    statements={
        "ssec.get-wrongkey": Statement(level=Level.MUST, reads="Reading with another key is refused.", source="guide"),
        "ssec.get": Statement(level=Level.DOCUMENTED, reads="The same key reads it back.", source="guide table 2"),
        "ssec.kept": Statement(level=Level.MAY, reads="The key is not kept.", source="guide"),
    },
    statuses={},
    acceptances={},
    refusals={},
    facts={},
    gaps=[Gap(statements=["ssec.kept"], reason=GapReason.NOT_OBSERVABLE, note="Nobody sees it.")],
    defects={
        "D1": Defect(
            kind=DefectKind.MISPRINT,
            title="The guide prints the name of another header",
            places=[Place(source="guide", where="table 2", says="x-other-header")],
            because="The page itself uses the right name elsewhere.",
            change="Print the right name.",
            statements=["ssec.get"],
            cases=["sse-c/get/other-key", "sse-c/get/not-run"],
        )
    },
)

SOURCE = """\
- id: other-key
  title: GET with another customer key is refused, whatever the object's size
  cites: {obs: [N67, N75], s3: [ssec.get-wrongkey]}
  vary: {size: ["0", "16", "4096"]}
  keys: {mine: random, other: random}
  steps:
    - {name: upload, do: put-object, setup: true, body: {size: "${size}"}, sse: {mode: customer, key: mine}}
    - name: my key reads it
      do: get-object
      control: true
      sse: {mode: customer, key: mine}
      expect: {accepted: customer, body: same}
    - name: the other key does not
      do: get-object
      sse: {mode: customer, key: other}
      expect: {refused: wrong-customer-key}
"""


def sample_results() -> Iterator[Result]:
    """A little of everything."""
    title = "GET with another customer key is refused, whatever the object's size"
    refused = steps(
        exchange("GET", 403, "Forbidden", answered="<Error><Code>AccessDenied</Code></Error>"), "403 AccessDenied"
    )
    for size in ("0", "16", "4096"):
        variant = {"size": size}
        for subject in ("emulator-obs", "emulator-s3", "acme-gateway"):
            kept = refused if size == "0" else []
            yield result("sse-c/get/other-key", subject, title=title, variant=variant, steps=kept)
        if size == "0":
            found = [finding("refused", Verdict.VIOLATES, "a clean 4xx", "200")]
            reason = "the other key does not: expected refused to be a clean 4xx, saw 200"
            yield result(
                "sse-c/get/other-key",
                "moto",
                Verdict.VIOLATES,
                title=title,
                variant=variant,
                findings=found,
                reason=reason,
            )
        else:
            yield leaking("sse-c/get/other-key", "moto", title=title, variant=variant)
    yield from _single()
    yield from _plain()


def _single() -> Iterator[Result]:
    yield leaking("sse-c/get/no-key", "moto", title="GET without a key is refused, even after the key was shown once")
    yield result(
        "sse-c/get/no-key", "emulator-s3", title="GET without a key is refused, even after the key was shown once"
    )
    code = finding("code", Verdict.LENIENT, "InvalidArgument", "InvalidRequest", level=Level.DOCUMENTED)
    yield result(
        "sse-c/put-malformed/key-too-short",
        "emulator-obs",
        Verdict.LENIENT,
        findings=[code],
        reason="another documented code",
    )
    seen = finding("recorded", Verdict.OBSERVES, "open", "400 InvalidArgument", level=Level.SILENT, cites=[])
    yield result(
        "sse-c/put-malformed/key-not-base64",
        "emulator-s3",
        Verdict.OBSERVES,
        level=Level.SILENT,
        findings=[seen],
        reason="the key: expected recorded to be open, saw 400 InvalidArgument",
    )
    advice = finding("etag-not-md5", Verdict.ADVISES, "not the MD5 of the content", "the MD5", level=Level.SHOULD)
    yield result(
        "sse-kms/etag/not-md5", "acme-gateway", Verdict.ADVISES, findings=[advice], reason="a recommendation is not met"
    )
    yield result(
        "sse-kms/keys-refused/disabled-key",
        "moto",
        Verdict.BLOCKED,
        reason="the control step 'the enabled key' was answered 501 NotImplemented",
        steps=steps(exchange("GET", 501, "Not Implemented"), "501 NotImplemented"),
    )
    yield result("sse-kms/keys-refused/disabled-key", "emulator-s3")
    yield result(
        "sse-managed/post/form",
        "acme-gateway",
        Verdict.ERROR,
        reason="no answer from obs.staging.acme.example: the connection was reset",
    )
    yield result(
        "sse-managed/post/form",
        "moto",
        Verdict.UNSUPPORTED,
        reason="step 'form upload' was answered 501 NotImplemented: the target does not offer this",
    )
    yield result(
        "sse-kms/context/read",
        "acme-gateway",
        Verdict.DEVIATES,
        waiver="gw-1182",
        reason="the gateway drops the context, mended in 4.3",
    )
    yield result(
        "sse-kms/context/wrong",
        "acme-gateway",
        Verdict.STALE,
        waiver="gw-0977",
        reason="waiver gw-0977 ended 2026-10-01",
    )
    yield result(
        "copy/transitions/kms-to-customer",
        "emulator-obs",
        Verdict.NOT_EXPRESSIBLE,
        reason="the SDK cannot ask for this",
    )
    yield result(
        "copy/transitions/kms-to-customer",
        "acme-gateway",
        Verdict.NOT_INSTALLED,
        reason="esdk-obs-python is not installed",
    )


def _plain() -> Iterator[Result]:
    names = (
        "put/named-key",
        "put/default-key",
        "read/range",
        "read/conditional",
        "multipart/whole",
        "etag/form",
        "key-ids/arn",
    )
    for suite in ("sse-kms", "sse-managed"):
        for name in names:
            for info in SUBJECTS:
                for size in ("1", "17"):
                    yield result(f"{suite}/{name}", info.name, variant={"size": size})


def write(path: Path, results: list[Result], *, finished: bool = True, run: Run = RUN) -> Path:
    """Write a results file; return its path."""
    with ResultWriter(path) as writer:
        writer.header(run)
        for each in results:
            writer.result(each)
        if finished:
            counts: dict[str, int] = {}
            for each in results:
                counts[each.verdict] = counts.get(each.verdict, 0) + 1
            writer.end(End(finished="2026-11-21T06:00:51+00:00", counts=counts, seconds=38.7))
    return path


def sample(folder: Path, *, finished: bool = True) -> Report:
    """The sample run, written and read back."""
    return read_report(write(folder / "results.jsonl", list(sample_results()), finished=finished))
