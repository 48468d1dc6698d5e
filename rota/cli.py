"""The command line: solve, check, explain and describe problems in JSON files."""

import argparse
import importlib
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from rota.checks import check
from rota.explain import Explanation, explain
from rota.io import json_schema, read_plan, read_problem, write_plan
from rota.naive import judge
from rota.problem import Horizon, Plan, Problem
from rota.refused import Refused, Unsupported
from rota.solve import Progress, solve
from rota.stops import Iterations, NoGain, Seconds, Stop
from rota.words import length, sentence

BAR_WIDTH = 30
BROKEN, REFUSED = 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """
    Run the command line and return its exit code.

    0: done; 1: `check` found broken rules; 2: the input was refused (said on standard error).
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words[:1] == ["bench"]:
        # Imported only when asked for: benchmarks need packages that solving does not.
        measured: int = importlib.import_module("rota.bench.main").main(words[1:])
        return measured
    given = _parser().parse_args(words)
    try:
        code: int = given.run(given)
    except (Refused, Unsupported, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return REFUSED
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="rota", description="Who goes to which home when.")
    commands = parser.add_subparsers(required=True, metavar="command")

    one = commands.add_parser("solve", help="find a plan and write it as JSON")
    one.add_argument("problem", type=Path)
    one.add_argument("-o", "--output", type=Path, help="where to write the plan; else printed")
    stop = one.add_mutually_exclusive_group()
    stop.add_argument("--seconds", type=float, help="how long to search (10 unless told)")
    stop.add_argument("--iterations", type=int, help="search so many iterations")
    stop.add_argument("--no-gain", type=float, help="stop after so many seconds without gain")
    one.add_argument("--seed", type=int, default=0)
    one.add_argument("--cores", type=int, default=1)
    one.add_argument("--start-from", type=Path, help="a plan to start from")
    one.add_argument("--quiet", action="store_true", help="no progress bar")
    one.set_defaults(run=_solve)

    one = commands.add_parser("check", help="name every rule that a plan breaks")
    one.add_argument("problem", type=Path)
    one.add_argument("plan", type=Path)
    one.set_defaults(run=_check)

    one = commands.add_parser("explain", help="why this worker, and why not that one")
    one.add_argument("problem", type=Path)
    one.add_argument("plan", type=Path)
    one.add_argument("visit")
    one.set_defaults(run=_explain)

    one = commands.add_parser("plot", help="draw a day of a plan as .svg or .png")
    one.add_argument("problem", type=Path)
    one.add_argument("plan", type=Path)
    one.add_argument("picture", type=Path, help="where to draw it; the ending says how")
    one.add_argument("--day", type=int, default=0, help="number of the day, 0 for the first")
    one.set_defaults(run=_plot)

    one = commands.add_parser("schema", help="print the JSON Schema of problems or plans")
    one.add_argument("of", nargs="?", choices=("problem", "plan"), default="problem")
    one.set_defaults(run=_schema)

    commands.add_parser("bench", help="measure the engine: see rota bench --help")

    one = commands.add_parser("warm", help="compile the engine before it is needed")
    one.set_defaults(run=_warm)
    return parser


def _solve(given: argparse.Namespace) -> int:
    problem = read_problem(given.problem)
    start = read_plan(given.start_from, problem.horizon) if given.start_from else None
    shown = not given.quiet and sys.stderr.isatty()
    result = solve(
        problem,
        stop=_stop(given),
        seed=given.seed,
        cores=given.cores,
        initial_plan=start,
        on_progress=_show if shown else None,
    )
    if shown:
        sys.stderr.write("\n")
    served = len(problem.visits) - len(result.left_out)
    sys.stderr.write(
        f"{served} of {len(problem.visits)} visits served, ¥{result.score.fen / 100:.2f}, "
        f"{result.seconds:.1f} s, {result.replay.iterations} iterations, {result.status}\n"
    )
    if given.output:
        write_plan(result.plan, problem.horizon, given.output)
    else:
        _print_plan(problem, result.plan)
    return 0


def _stop(given: argparse.Namespace) -> Stop:
    try:
        if given.iterations is not None:
            return Iterations(given.iterations)
        if given.no_gain is not None:
            return NoGain(given.no_gain)
        return Seconds(10 if given.seconds is None else given.seconds)
    except ValueError as error:
        raise Unsupported(str(error)) from None


def _show(progress: Progress) -> None:
    done = round(BAR_WIDTH * progress.fraction)
    bar = "█" * done + "░" * (BAR_WIDTH - done)
    sys.stderr.write(
        f"\r{bar} {progress.seconds:6.1f} s  {progress.iterations:>9} it  "
        f"{progress.score.service:>8} points  ¥{progress.score.fen / 100:>12.2f}"
    )
    sys.stderr.flush()


def _print_plan(problem: Problem, plan: Plan) -> None:
    for one in sorted(plan, key=lambda one: (one.worker, one.starts)):
        at = problem.horizon.instant(one.starts)
        sys.stdout.write(f"{one.worker}\t{at:%Y-%m-%d %H:%M}\t{one.visit}\t{one.role}\n")


def _check(given: argparse.Namespace) -> int:
    problem = read_problem(given.problem)
    plan = read_plan(given.plan, problem.horizon)
    broken = check(problem, plan)
    for one in broken:
        sys.stdout.write(sentence(one, problem.horizon) + "\n")
    if broken:
        return BROKEN
    score = judge(problem, plan).score
    sys.stdout.write(f"Legal. {score.service} points of service lost, ¥{score.fen / 100:.2f}.\n")
    return 0


def _explain(given: argparse.Namespace) -> int:
    problem = read_problem(given.problem)
    plan = read_plan(given.plan, problem.horizon)
    for line in _lines(explain(problem, plan, given.visit), problem.horizon):
        sys.stdout.write(line + "\n")
    return 0


def _lines(one: Explanation, horizon: Horizon) -> list[str]:
    """Return an explanation in English, one thought a line."""
    lines = [
        f"{one.visit}: {chosen.worker} at {horizon.instant(chosen.starts):%Y-%m-%d %H:%M}"
        for chosen in one.chosen
    ] or [f"{one.visit} is left out."]
    for term in one.terms:
        unit = "points" if term.level == "service" else "fen"
        price = term.price if term.level == "service" else term.price // 1_000
        lines.append(f"  {term.constraint}: {price:+} {unit}")
    for other in one.others:
        if other.obstacle:
            lines.append(f"  not {other.worker}: {sentence(other.obstacle, horizon)}")
        elif other.starts is not None:
            at = f"{horizon.instant(other.starts):%Y-%m-%d %H:%M}"
            points, fen = other.service, other.cost // 1_000
            lines.append(f"  or {other.worker} at {at}: {points:+} points, {fen:+} fen")
    for relaxation in one.relaxations:
        size = f" by {length(relaxation.ticks, horizon)}" if relaxation.ticks else ""
        lines.append(f"  possible with {relaxation.worker} if {relaxation.kind} gives{size}")
    return lines


def _plot(given: argparse.Namespace) -> int:
    problem = read_problem(given.problem)
    plan = read_plan(given.plan, problem.horizon)
    # Imported only when asked for: drawing needs a library that solving does not.
    write = importlib.import_module("rota.plot").write_picture
    write(problem, plan, given.picture, day=given.day)
    return 0


def _schema(given: argparse.Namespace) -> int:
    schema = json_schema(Plan if given.of == "plan" else Problem)
    sys.stdout.write(json.dumps(schema, ensure_ascii=False, indent=2) + "\n")
    return 0


def _warm(given: argparse.Namespace) -> int:
    # Imported only when asked for: loading the compiler takes longer than most commands.
    warm = importlib.import_module("rota.core.warming").warm
    seconds = warm(announce=lambda words: sys.stderr.write(f"{words}\n"))
    sys.stdout.write(f"Ready in {seconds:.1f} s.\n")
    return 0
