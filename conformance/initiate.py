"""`conformance init`: look at a store, and write a profile to keep."""

import argparse
import os
import sys
from contextlib import ExitStack
from pathlib import Path

import msgspec
import yaml

from conformance.adhoc import SCHEMES, ad_hoc
from conformance.capabilities import detect
from conformance.model.problem import InputError, Problem
from conformance.model.target import Target
from conformance.opening import CannotOpenError, open_subject
from conformance.options import Options

_WIDTH = 120
_FAILED = 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("name", help="of the profile: NAME.yaml is written here")
    parser.add_argument("--endpoint", required=True, metavar="URL")
    parser.add_argument("--dialect", choices=sorted(SCHEMES), default="s3", help="what it speaks (default: s3)")
    parser.add_argument("--plain-endpoint", default="", metavar="URL", help="the same store over plain HTTP")
    parser.add_argument("--region", default="", help="the region to sign for")
    parser.add_argument("--addressing", default="", choices=["", "virtual", "path", "cname"])
    parser.add_argument("--ca-file", default="", metavar="PEM", help="trust this certificate authority")
    parser.add_argument("--bucket", default="", metavar="NAME", help="stay in this bucket, below a prefix")
    parser.add_argument("--bucket-suffix", default="", metavar="TEXT", help="behind every bucket name (COS: -APPID)")
    parser.add_argument(
        "--results",
        type=Path,
        default=Path("reports/latest"),
        metavar="DIR",
        help="where what is made on the store is noted, so that `conformance sweep` finds it if this is killed",
    )
    parser.add_argument("--force", action="store_true", help="replace a profile that is there")


def run(options: argparse.Namespace) -> int:
    """Look, write, and say what was seen; raise `InputError` where the store cannot be used."""
    path = Path(f"{options.name}.yaml")
    if path.exists() and not options.force:
        raise InputError(Problem(file=str(path), line=0, message="is there already; --force replaces it"))
    target = _target(options)
    try:
        seen, left = _look(target, options.results)
    except CannotOpenError as error:
        raise InputError(Problem(file="--endpoint", line=0, message=str(error))) from None
    path.write_text(_text(msgspec.structs.replace(target, capabilities=seen)), encoding="utf-8")
    print("\n".join(f"{capability:18}{answer}" for capability, answer in seen.items()))
    print(f"profile: {path}; run it: python -m pytest --target={path}")
    if left:
        print(f"left behind on the store: {', '.join(left)}; `conformance sweep` tries again", file=sys.stderr)
    return _FAILED if left else 0


def _target(options: argparse.Namespace) -> Target:
    target = ad_hoc(
        options.endpoint,
        options.dialect,
        region=options.region,
        addressing=options.addressing,
        ca_file=str(Path(options.ca_file).resolve()) if options.ca_file else "",
        bucket=options.bucket,
        bucket_suffix=options.bucket_suffix,
    )
    named = {**msgspec.to_builtins(target), "name": options.name, "plain-endpoint": options.plain_endpoint}
    try:
        return msgspec.convert(named, Target)
    except msgspec.ValidationError:
        message = f"{options.name!r} must be small letters, digits and hyphens"
        raise InputError(Problem(file="NAME", line=0, message=message)) from None


def _look(target: Target, results: Path) -> tuple[dict[str, str], list[str]]:
    """Ask the store: what it offers, and what could not be removed of what that took."""
    with ExitStack() as stack:
        run = os.urandom(3).hex()
        options = Options(targets=(target,), results=results, run=run, seed=run, answers=0, faults=frozenset())
        subject = open_subject(target, options, stack)
        try:
            seen = detect(subject)
        finally:
            subject.sandbox.close()
        return seen, subject.sandbox.left


def _text(target: Target) -> str:
    head = (
        "# Credentials come from the environment, by the names under `auth`. Cases about named KMS keys need keys:\n"
        "# kms: {main: {id: ..., full: ...}, other: {id: ..., full: ...}}\n"
        "# `capabilities` is what was seen when this was written; it changes no verdict.\n"
    )
    return head + yaml.safe_dump(msgspec.to_builtins(target), sort_keys=False, width=_WIDTH, allow_unicode=True)
