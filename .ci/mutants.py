"""What became of the mutants of our own code: counts for each module, and a complaint of each that lives unexplained.

`mutmut run` changes one thing at a time in the modules that `pyproject.toml` names, and asks the tests. What lives is
*wording* where only sentences for people differ; anything else must stand in `.ci/mutants.txt`, with its reason.
"""

import ast
import difflib
import re
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import libcst
from mutmut.mutation.diff_apply import read_functions_from_index

_EXPLAINED = Path(__file__).with_name("mutants.txt")
_NOTICED = ("killed", "caught by type check")
_SENTENCE = re.compile(r"[A-Za-z,] | [A-Za-z]")
"""A space beside a letter: no header, algorithm or name of a fact has one."""
_MANGLED = re.compile(r"(x_|xǁ(?P<owner>\w+)ǁ)(?P<function>\w+)__mutmut_\d+")
_COLUMNS = (*_NOTICED, "wording", "explained", "unexplained")


@dataclass(frozen=True)
class Mutant:
    """One change. `name` is mutmut's own, whose number shifts with every edit of the function."""

    name: str
    outcome: str

    @property
    def module(self) -> str:
        """The dotted name."""
        return self.name.rpartition(".")[0]

    @cached_property
    def code(self) -> tuple[str, str]:
        """The function as it is, and as the mutant has it."""
        functions = read_functions_from_index(self.name, self.module.replace(".", "/") + ".py")
        if functions is None:
            raise SystemExit(f"mutmut has no code of {self.name}: `rm -r mutants`, and run it again")
        before, after = (libcst.Module([function]).code.strip() for function in functions)
        return before, after

    def change(self) -> str:
        """The change in words that hold while the lines themselves do: `function: line => other line`."""
        before, after = (text.splitlines() for text in self.code)
        lines = [line for line in difflib.ndiff(before, after) if line[0] in "+-"]
        old, new = (" ".join(line[2:].strip() for line in lines if line[0] == sign) for sign in "-+")
        match = _MANGLED.fullmatch(self.name.rpartition(".")[2])
        path = (self.module, match["owner"], match["function"]) if match else (self.name,)
        return f"{'.'.join(part for part in path if part)}: {old} => {new}"

    def is_wording(self) -> bool:
        """Whether nothing but sentences for people differ."""
        before, after = (ast.dump(_WithoutSentences().visit(ast.parse(text))) for text in self.code)
        return before == after


class _WithoutSentences(ast.NodeTransformer):
    def visit_Constant(self, node: ast.Constant) -> ast.Constant:
        return ast.Constant("") if isinstance(node.value, str) and _SENTENCE.search(node.value) else node


@dataclass(frozen=True)
class Reason:
    """A line of `mutants.txt`: a change, in which `*` stands for anything, and why nobody need notice it."""

    change: str
    why: str

    def fits(self, change: str) -> bool:
        """Whether it is about that change."""
        pattern = ".*".join(re.escape(part) for part in self.change.split("*"))
        return re.fullmatch(pattern, change) is not None


def results() -> list[Mutant]:
    """Every mutant of the last `mutmut run`."""
    command = ["mutmut", "results", "--all=True"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - tox installs it
    pairs = (line.strip().rpartition(": ") for line in done.stdout.splitlines())
    return [Mutant(name, outcome) for name, _, outcome in pairs if name]


def reasons() -> list[Reason]:
    """The lines of `mutants.txt`: `change  # why`."""
    lines = _EXPLAINED.read_text(encoding="utf-8").splitlines()
    pairs = (line.rpartition("  # ") for line in lines if line and not line.startswith("#"))
    return [Reason(change.strip(), why) for change, _, why in pairs]


def sort(mutant: Mutant, known: list[Reason]) -> tuple[str, str]:
    """The column that a mutant counts in, and its change where it lives."""
    if mutant.outcome in _NOTICED:
        return mutant.outcome, ""
    if mutant.is_wording():
        return "wording", ""
    change = mutant.change()
    return "explained" if any(reason.fits(change) for reason in known) else "unexplained", change


def table(counts: dict[str, Counter[str]]) -> list[str]:
    """A line for each module, and one for all."""
    total: Counter[str] = sum(counts.values(), Counter())
    width = max(map(len, counts), default=0)
    head = f"{'':{width}}  mutants  " + "  ".join(_COLUMNS)
    rows = [(module, counts[module]) for module in sorted(counts)] + [("all", total)]
    lines = (
        f"{name:{width}}  {count.total():7}  " + "  ".join(f"{count[column]:{len(column)}}" for column in _COLUMNS)
        for name, count in rows
    )
    return [head, *lines]


def main() -> int:
    """Print the complaints and the table; exit code 1 if there is a complaint."""
    known, every = reasons(), results()
    tried = [mutant for mutant in every if mutant.outcome != "not checked"]
    counts: dict[str, Counter[str]] = {}
    changes, complaints = [], []
    for mutant in tried:
        column, change = sort(mutant, known)
        counts.setdefault(mutant.module, Counter())[column] += 1
        changes.append(change)
        if column == "unexplained":
            complaints.append(f"{mutant.outcome}: {change}\n    {mutant.name}")
    if len(tried) == len(every):  # else a reason may be one of a mutant that nobody asked for
        complaints += [f"gone or noticed: {reason.change}" for reason in known if not any(map(reason.fits, changes))]
    sys.stdout.write("\n".join([*complaints, *table(counts), ""]))
    return 1 if complaints else 0


if __name__ == "__main__":
    raise SystemExit(main())
