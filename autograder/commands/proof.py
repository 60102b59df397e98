"""Proof that the checks are worth their name: mutants."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict

from rich.console import Console
from rich.table import Column, Table

from autograder.commands.shared import Commands, add, console


def add_to(commands: Commands[argparse.ArgumentParser]) -> None:
    """Describe it."""
    text = "prove that every mistake is caught and every right answer accepted"
    proof = add(commands, "mutants", _mutants, text)
    proof.add_argument("--json", action="store_true", help="print one JSON object")
    text = "instead, mistakes that nobody listed: one small change in a right program each"
    proof.add_argument("--slips", action="store_true", help=text)


def _mutants(call: argparse.Namespace) -> int:
    from autograder import mutants

    if call.slips:
        return _slips(call)
    with Console(stderr=True).status("proving …") as status:
        proofs = mutants.prove_all(lambda check: status.update(f"proving {check.name} …"))
    if call.json:
        print(json.dumps(mutants.as_dict(proofs)))
    else:
        table = Table(Column("function", no_wrap=True), "caught", "named", "right styles")
        for p in proofs:
            counts = (p.caught, p.mistakes), (p.named, p.mistakes), (p.accepted, p.styles)
            table.add_row(p.check, *(f"{some}/{all_}" for some, all_ in counts))
        console.print(table)
        for p in proofs:
            for what, which in (
                ("not caught", p.survivors),
                ("not named", [m for m in p.misnamed if m not in p.survivors]),
                ("costs other points on other seeds", p.uneven),
                ("right, but not accepted", p.refused),
            ):
                for name in which:
                    console.print(f"  {p.check}: {what}: {name}")
        sums = mutants.totals(proofs)
        console.print("  ".join(f"{key} {value}" for key, value in sums.items()))
    return 0 if mutants.holds(proofs) else 1


def _slips(call: argparse.Namespace) -> int:
    """Mistakes made mechanically; how many of them pass."""
    from autograder import slips
    from autograder.checks import every_check
    from autograder.course import Course

    course, counts = Course(call.course), []
    table = Table(Column("function", no_wrap=True), "caught", "passed", "no change of value")
    with Console(stderr=True).status("") as status:
        for check in every_check():
            if not check.fixed:
                status.update(f"slips of {check.name} …")
                counts.append(slips.count(check, course))
    for c in counts:
        table.add_row(c.check, str(c.caught), str(len(c.survivors)), str(c.equal))
    share = slips.share_caught(counts)
    if call.json:
        print(json.dumps({"share_caught": share, "checks": [asdict(c) for c in counts]}))
    else:
        console.print(table)
        for c in counts:
            for where in c.survivors:
                console.print(f"  {c.check} passes: {where}", markup=False)
        console.print(f"{share:.2%} of those that change a value are caught.")
    return 0 if share >= slips.ENOUGH else 1
