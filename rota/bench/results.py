"""What was measured, kept line by line in a CSV, so that a run that was cut short goes on."""

import csv
from collections.abc import Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    Line = TypeVar("Line", bound=DataclassInstance)
else:
    Line = TypeVar("Line")


def read(path: Path, kind: type[Line]) -> list[Line]:
    """Read the lines written before, each a `kind` of plain values; none if there is no file."""
    if not path.exists():
        return []
    with path.open(newline="") as lines:
        return [
            kind(**{one.name: one.type(line[one.name]) for one in fields(kind)})  # type: ignore[operator] # types stand as classes here
            for line in csv.DictReader(lines)
        ]


def append(path: Path, line: "DataclassInstance") -> None:
    """Add a line, and the head before it if the file is new."""
    names: Sequence[str] = [one.name for one in fields(line)]
    is_new = not path.exists()
    with path.open("a", newline="") as file:
        writer = csv.DictWriter(file, names)
        if is_new:
            writer.writeheader()
        writer.writerow(asdict(line))
