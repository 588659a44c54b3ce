"""Who may do what: the owner, whom a policy or ACL lets in, and nobody whom a policy keeps out."""

from collections.abc import Mapping

from conformance.emulator.call import Call
from conformance.emulator.errors import Condition
from conformance.emulator.objects import StoredObject
from conformance.emulator.policies import Asked, Decision
from conformance.emulator.rules.rule import Rule
from conformance.emulator.store import Bucket
from conformance.emulator.verbs import Verb

SIGNATURE_REQUIRED = Rule(
    name="signature-required",
    serves=("s3:auth.anonymous-put", "obs:N124", "cos:err.access-denied"),
    summary="Nobody writes or reads without a signature, but for what is public.",
)
OWNER_ONLY = Rule(
    name="owner-only",
    serves=("obs:N32", "obs:N33", "obs:N124", "cos:N66", "oss:S46", "oss:err.access-denied"),
    summary="Nobody but the bucket's owner uses it, but for what a policy or ACL allows.",
)
POLICY_DENIALS_HOLD = Rule(
    name="policy-denials-hold",
    serves=("obs:N43", "obs:N53"),
    summary="What the bucket's policy denies is refused, to the owner, too.",
)
POLICY_PERMISSIONS_HOLD = Rule(
    name="policy-permissions-hold",
    serves=("obs:N55", "obs:N124", "cos:N16", "cos:N66", "oss:S46"),
    summary="Whom the bucket's policy lets in does what it allows.",
)
PUBLIC_OBJECTS_ARE_OPEN = Rule(
    name="public-objects-are-open",
    serves=("obs:N55",),
    summary="A public object is read without a signature.",
)
RULES = (SIGNATURE_REQUIRED, OWNER_ONLY, POLICY_DENIALS_HOLD, POLICY_PERMISSIONS_HOLD, PUBLIC_OBJECTS_ARE_OPEN)

ACTIONS: Mapping[Verb, str] = {
    Verb.PUT_OBJECT: "PutObject",
    Verb.POST_OBJECT: "PutObject",
    Verb.APPEND_OBJECT: "PutObject",
    Verb.COPY_OBJECT: "PutObject",
    Verb.INITIATE_MULTIPART: "PutObject",
    Verb.UPLOAD_PART: "PutObject",
    Verb.COPY_PART: "PutObject",
    Verb.COMPLETE_MULTIPART: "PutObject",
    Verb.HEAD_OBJECT: "GetObject",
    Verb.GET_OBJECT_META: "GetObject",
    Verb.LIST_OBJECTS: "ListBucket",
    Verb.HEAD_BUCKET: "ListBucket",
    Verb.LIST_VERSIONS: "ListBucketVersions",
    Verb.DELETE_OBJECTS: "DeleteObject",
    Verb.PUT_BUCKET_ENCRYPTION: "PutEncryptionConfiguration",
    Verb.DELETE_BUCKET_ENCRYPTION: "PutEncryptionConfiguration",
    Verb.GET_BUCKET_ENCRYPTION: "GetEncryptionConfiguration",
}
"""Actions that are not spelled like their verbs."""

POLICY_VERBS = frozenset({Verb.PUT_BUCKET_POLICY, Verb.GET_BUCKET_POLICY, Verb.DELETE_BUCKET_POLICY})
"""The owner can always mend a policy."""

PUBLIC = frozenset({"public-read", "public-read-write"})
PUBLIC_TO_READ = frozenset({Verb.GET_OBJECT, Verb.HEAD_OBJECT, Verb.GET_OBJECT_META})
OPEN_TO_ALL = frozenset({Verb.PROBE_API})


def check_access(call: Call) -> None:
    """Check that the caller may do what the call says; raises `Refused`."""
    if call.verb in OPEN_TO_ALL or _is_unread_form(call):
        return
    bucket = call.world.store.find(call.place.bucket or "")
    if bucket is None:
        if call.account is None and call.rules.on(SIGNATURE_REQUIRED):
            raise call.refusal(Condition.NO_PERMISSION)
        return  # whether the bucket should be there is for the operation to say
    check_bucket_access(call, bucket, call.verb, call.place.key)


def _is_unread_form(call: Call) -> bool:
    """A form says in its fields who sends it and where to."""
    return call.verb is Verb.POST_OBJECT and not call.place.key


def check_bucket_access(call: Call, bucket: Bucket, verb: Verb, key: str) -> None:
    """Check that the caller may do something with a bucket or a key in it; raises `Refused`."""
    decision = _policy_says(call, bucket, verb, key)
    is_owner = call.account is not None and call.account.number == bucket.owner
    if decision is Decision.DENY and not (is_owner and verb in POLICY_VERBS):
        raise call.refusal(Condition.NO_PERMISSION)
    if is_owner or (decision is Decision.ALLOW and call.rules.on(POLICY_PERMISSIONS_HOLD)):
        return
    if verb in PUBLIC_TO_READ and _is_public(bucket, key) and call.rules.on(PUBLIC_OBJECTS_ARE_OPEN):
        return
    if call.rules.on(SIGNATURE_REQUIRED if call.account is None else OWNER_ONLY):
        raise call.refusal(Condition.NO_PERMISSION)


def _policy_says(call: Call, bucket: Bucket, verb: Verb, key: str) -> Decision:
    if bucket.policy is None:
        return Decision.NOTHING
    asked = Asked(
        account=call.account,
        action=_action(call, verb),
        resource=f"{bucket.name}/{key}" if key else bucket.name,
        header=call.setting,
    )
    return bucket.policy.decide(asked, denials=call.rules.on(POLICY_DENIALS_HOLD))


def _action(call: Call, verb: Verb) -> str:
    named = call.dialect.actions.get(verb) or ACTIONS.get(verb)
    return named or "".join(word.capitalize() for word in verb.value.split("-"))


def _is_public(bucket: Bucket, key: str) -> bool:
    stored = bucket.newest(key)
    return bucket.acl in PUBLIC or (isinstance(stored, StoredObject) and stored.description.acl in PUBLIC)
