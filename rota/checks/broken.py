"""A broken rule: a code and what it is about. Sentences are made of it in `rota.words`."""

from dataclasses import dataclass

Value = str | int


@dataclass(frozen=True, slots=True)
class Broken:
    """
    One rule that a plan breaks.

    `rule` is a code of `rota.words.RULES`; `about` its parameters, in order. Numbers are in the
    problem's units: moments and ticks.
    """

    rule: str
    about: tuple[tuple[str, Value], ...]

    def __getitem__(self, name: str) -> Value:
        """Return one parameter. :raises KeyError: if the rule has none of that name"""
        return dict(self.about)[name]


def broken(rule: str, /, **about: Value) -> Broken:
    """Return the broken rule `rule` about `about`."""
    return Broken(rule, tuple(about.items()))
