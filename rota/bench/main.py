"""`rota bench …`: every figure that is claimed, printed by one command."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from rota.bench import city_run, desk, growth, punctuality_run, repair, weeks_run
from rota.bench.hhcrsp_run import SMOKE, run_benchmark


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark named first; return 0, or 1 if a target is missed."""
    parser = argparse.ArgumentParser(prog="rota bench", description="Measure the engine.")
    kinds = parser.add_subparsers(required=True, metavar="benchmark")
    _add_hhcrsp(kinds)
    city_run.add_to(kinds)
    desk.add_to(kinds)
    repair.add_to(kinds)
    punctuality_run.add_to(kinds)
    weeks_run.add_to(kinds)
    growth.add_to(kinds)
    given = parser.parse_args(arguments)
    code: int = given.run(given)
    return code


def _add_hhcrsp(kinds: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    one = kinds.add_parser("hhcrsp", help="home care instances with published best values")
    one.add_argument("folder", type=Path, help="holds instances/, best_known.csv and check.py")
    one.add_argument("--seconds", type=float, default=60.0, help="for each instance and seed")
    one.add_argument("--seeds", type=int, default=1, help="seeds 1 to this")
    one.add_argument("--jobs", type=int, default=1, help="instances solved at once, a core each")
    one.add_argument("--instances", default="*", help="pattern of instance names")
    one.add_argument("--smoke", choices=sorted(SMOKE), help="a small set instead of all")
    one.add_argument("--clock", choices=("wall", "processor"), default="wall")
    one.add_argument("--results", type=Path, default=Path("hhcrsp.csv"), help="resumed if there")
    one.set_defaults(run=_hhcrsp)


def _hhcrsp(given: argparse.Namespace) -> int:
    return run_benchmark(
        given.folder,
        seconds=given.seconds,
        seeds=given.seeds,
        jobs=given.jobs,
        patterns=SMOKE[given.smoke] if given.smoke else (given.instances,),
        clock=given.clock,
        results=given.results,
    )
