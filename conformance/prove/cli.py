"""`conformance prove`: show that every case can fail."""

import argparse
import os
from pathlib import Path

import msgspec

from conformance.catalogue.places import cases_root
from conformance.model.problem import InputError, Problem
from conformance.model.words import Dialect
from conformance.prove.findings import Catches, findings
from conformance.prove.hidden import reasons
from conformance.prove.items import items
from conformance.prove.merging import merge
from conformance.prove.proving import Wish, prove
from conformance.prove.table import lines
from conformance.prove.work import possible
from conformance.shards import read_shard

FILE = "proof.json"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--quick", action="store_true", help="few faults for each case, not all; every spoiled answer")
    parser.add_argument(
        "--first", action="store_true", help="each fault until a case catches it, nothing spoiled: what nobody notices"
    )
    parser.add_argument("--dialect", choices=list(Dialect), help="of this dialect only")
    parser.add_argument("--fault", default="", metavar="NAME", help="this fault only, and nothing spoiled")
    parser.add_argument("--case", default="*", metavar="GLOB", help="the cases whose name (suite/id) matches")
    parser.add_argument("--shard", default="1/1", metavar="I/N", help="only the Ith of N equal shares of the cases")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, metavar="N", help="processes")
    parser.add_argument("--seed", default="", help="of the sample that --quick draws")
    parser.add_argument("--results", type=Path, default=Path("reports/proof"), metavar="DIR", help="where it is kept")
    parser.add_argument("--merge", type=Path, nargs="+", metavar="FILE", help="put the files of all shards together")


def run(options: argparse.Namespace) -> int:
    """Prove, print what came of it and keep it; exit code 1 if anything could not be proven."""
    proof = merge(options.merge) if options.merge else prove(_wish(options), lambda text: print(text, flush=True))
    hidden = reasons()
    found = findings(proof, _catches(), hidden)
    print("\n".join(lines(proof, hidden)))
    options.results.mkdir(parents=True, exist_ok=True)
    path = options.results / FILE
    path.write_bytes(msgspec.json.format(msgspec.json.encode(proof), indent=1))
    print("\n".join([*found, f"{len(found)} complaint(s) in {proof.seconds:.0f} s; kept in {path}"]))
    return 1 if found else 0


def _wish(options: argparse.Namespace) -> Wish:
    dialects = (Dialect(options.dialect),) if options.dialect else tuple(Dialect)
    _check_fault(options.fault, dialects)
    return Wish(
        root=cases_root(),
        dialects=dialects,
        cases=options.case,
        fault=options.fault,
        quick=options.quick,
        first=options.first,
        shard=read_shard(options.shard, None),
        jobs=options.jobs,
        seed=options.seed,
    )


def _check_fault(fault: str, dialects: tuple[Dialect, ...]) -> None:
    known = {name for dialect in dialects for name in possible(dialect)}
    if fault and fault not in known:
        message = f"no store of {', '.join(dialects)} can have the fault {fault!r}; `emulate --list-faults` lists all"
        raise InputError(Problem(file="--fault", line=0, message=message))


def _catches() -> Catches:
    every = (item for dialect in Dialect for item in items(cases_root(), dialect))
    return {item.name: item.case.catches for item in every}
