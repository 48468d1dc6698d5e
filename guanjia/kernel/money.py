"""Money is whole fen (1/100 yuan), rounded once, at the end."""


def half_up(numerator: int, denominator: int) -> int:
    """
    Return `numerator / denominator` rounded to the nearest whole number, halves away from zero.

    :raises ZeroDivisionError: if `denominator` is zero
    """
    sign = -1 if (numerator < 0) != (denominator < 0) else 1
    numerator, denominator = abs(numerator), abs(denominator)
    return sign * ((2 * numerator + denominator) // (2 * denominator))


def yuan(fen: int) -> str:
    """Return an amount as people read it: 156000 fen is ¥1,560.00."""
    sign = "-" if fen < 0 else ""
    whole, rest = divmod(abs(fen), 100)
    return f"{sign}¥{whole:,}.{rest:02}"
