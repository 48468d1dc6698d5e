"""A plan as a picture: a map of the rounds and a timeline of the day, as SVG or PNG."""

from rota.plot.picture import draw, write_picture

__all__ = ["draw", "write_picture"]
