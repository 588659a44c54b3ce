"""A target in a few words that a results file or a journal keeps, and the target that such words mean."""

from conformance.adhoc import ad_hoc
from conformance.catalogue import targets
from conformance.model.result import SubjectInfo
from conformance.model.target import Target
from conformance.subjects import REST, through


def describe(target: Target) -> SubjectInfo:
    """What is kept of a target: no credentials, and not the names of their variables."""
    return SubjectInfo(
        name=target.name,
        title=target.title,
        dialect=target.dialect,
        driver=target.driver,
        endpoint=target.endpoint or f"started by the suite ({target.start})",
        region=target.region,
        addressing=target.addressing,
        bucket=target.bucket,
        bucket_suffix=target.bucket_suffix,
        ca_file=target.ca_file,
        profile=target.profile,
        software=target.software,
        capabilities=target.capabilities,
        waivers=target.waivers,
    )


def recall(info: SubjectInfo) -> Target:
    """The target that was described; raise `InputError` where its profile is not there any more."""
    target = _store(info)
    return target if info.driver == REST else through(info.driver, target)


def _store(info: SubjectInfo) -> Target:
    if info.profile:
        return targets.select([info.profile])[0]
    return ad_hoc(
        info.endpoint,
        str(info.dialect),
        region=info.region,
        addressing=info.addressing,
        ca_file=info.ca_file,
        bucket=info.bucket,
        bucket_suffix=info.bucket_suffix,
    )
