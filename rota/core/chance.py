"""Random numbers of our own: alike in compiled and plain runs, and one stream per search."""

from rota.core.compiling import compiled, compiled_inside
from rota.core.layout import RANDOM

BITS = 0xFFFFFFFF


@compiled_inside
def draw(tally):
    """Return the next whole number in 1 … 2³² - 1 (xorshift, kept below 2⁶³ throughout)."""
    x = tally[RANDOM]
    x ^= (x << 13) & BITS
    x ^= x >> 17
    x ^= (x << 5) & BITS
    tally[RANDOM] = x
    return x


@compiled
def below(tally, bound):
    """Return a random whole number in 0 … bound - 1."""
    return (draw(tally) * bound) >> 32


@compiled_inside
def share(tally):
    """Return a random number above 0 and below 1."""
    return draw(tally) / 4294967296.0
