"""Two surfaces with the same few strokes: one writes SVG, the other paints a PNG."""

import itertools
from html import escape
from io import BytesIO
from pathlib import Path
from typing import Protocol

from PIL import Image, ImageDraw, ImageFont

Point = tuple[float, float]

FONTS = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf",
    "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
)
SCALE = 2
"""Pixels of the PNG per unit: sharp on good screens."""


class Canvas(Protocol):
    """Somewhere to draw. Units are those of CSS pixels; the origin is the upper left corner."""

    def line(self, points: list[Point], colour: str, width: float, *, dashed: bool = False) -> None:
        """Draw a line through `points`."""

    def box(self, corner: Point, size: Point, colour: str) -> None:
        """Fill a rectangle."""

    def dot(self, centre: Point, radius: float, colour: str) -> None:
        """Fill a circle with a thin white edge."""

    def text(self, at: Point, words: str, size: float, colour: str, *, anchor: str = "l") -> None:
        """Write `words` with their middle at the height of `at`: left, centred (m) or right (r)."""

    def finished(self) -> bytes:
        """Return the file."""


class Svg:
    """Writes SVG."""

    def __init__(self, width: int, height: int, title: str) -> None:
        self.parts = [
            (
                f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
                f'width="{width}" height="{height}" role="img" '
                "font-family=\"'PingFang SC','Noto Sans CJK SC','Microsoft YaHei',sans-serif\">"
            ),
            f"<title>{escape(title)}</title>",
        ]

    def line(self, points: list[Point], colour: str, width: float, *, dashed: bool = False) -> None:
        """Draw a line through `points`."""
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        dash = ' stroke-dasharray="4 3"' if dashed else ""
        self.parts.append(
            f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="{width}" '
            f'stroke-linejoin="round"{dash}/>'
        )

    def box(self, corner: Point, size: Point, colour: str) -> None:
        """Fill a rectangle."""
        (x, y), (width, height) = corner, size
        self.parts.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(0.5, width):.1f}" '
            f'height="{height:.1f}" rx="2" fill="{colour}"/>'
        )

    def dot(self, centre: Point, radius: float, colour: str) -> None:
        """Fill a circle with a thin white edge."""
        x, y = centre
        self.parts.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius}" fill="{colour}" '
            'stroke="#fff" stroke-width="1"/>'
        )

    def text(self, at: Point, words: str, size: float, colour: str, *, anchor: str = "l") -> None:
        """Write `words` with their middle at the height of `at`."""
        where = {"l": "start", "m": "middle", "r": "end"}[anchor]
        self.parts.append(
            f'<text x="{at[0]:.1f}" y="{at[1] + size * 0.35:.1f}" font-size="{size}" '
            f'fill="{colour}" text-anchor="{where}">{escape(words)}</text>'
        )

    def finished(self) -> bytes:
        """Return the file."""
        return "\n".join([*self.parts, "</svg>", ""]).encode()


class Png:
    """Paints a PNG."""

    def __init__(self, width: int, height: int, title: str) -> None:
        self.image = Image.new("RGB", (width * SCALE, height * SCALE), "#FBFAF7")
        self.image.info["Title"] = title
        self.pen = ImageDraw.Draw(self.image)
        self.fonts: dict[float, ImageFont.FreeTypeFont | ImageFont.ImageFont] = {}

    def line(self, points: list[Point], colour: str, width: float, *, dashed: bool = False) -> None:
        """Draw a line through `points`."""
        for start, end in itertools.pairwise(points):
            for a, b in _dashes(start, end) if dashed else ((start, end),):
                self.pen.line(
                    [_scaled(a), _scaled(b)], fill=colour, width=max(1, round(width * SCALE))
                )

    def box(self, corner: Point, size: Point, colour: str) -> None:
        """Fill a rectangle."""
        end = (corner[0] + max(0.5, size[0]), corner[1] + size[1])
        self.pen.rounded_rectangle([_scaled(corner), _scaled(end)], radius=2 * SCALE, fill=colour)

    def dot(self, centre: Point, radius: float, colour: str) -> None:
        """Fill a circle with a thin white edge."""
        x, y = centre
        corners = [_scaled((x - radius, y - radius)), _scaled((x + radius, y + radius))]
        self.pen.ellipse(corners, fill=colour, outline="#fff", width=SCALE)

    def text(self, at: Point, words: str, size: float, colour: str, *, anchor: str = "l") -> None:
        """Write `words` with their middle at the height of `at`."""
        self.pen.text(_scaled(at), words, fill=colour, font=self._font(size), anchor=f"{anchor}m")

    def finished(self) -> bytes:
        """Return the file."""
        file = BytesIO()
        self.image.save(file, "PNG", optimize=True)
        return file.getvalue()

    def _font(self, size: float) -> "ImageFont.FreeTypeFont | ImageFont.ImageFont":
        if size not in self.fonts:
            found = next((path for path in FONTS if Path(path).exists()), None)
            self.fonts[size] = (
                ImageFont.truetype(found, round(size * SCALE))
                if found
                else ImageFont.load_default(round(size * SCALE))
            )
        return self.fonts[size]


def _scaled(point: Point) -> Point:
    return point[0] * SCALE, point[1] * SCALE


def _dashes(start: Point, end: Point) -> list[tuple[Point, Point]]:
    (x, y), (u, v) = start, end
    length = max(1.0, ((u - x) ** 2 + (v - y) ** 2) ** 0.5)
    count = int(length // 7) + 1
    steps = [(k * 7 / length, min(1.0, (k * 7 + 4) / length)) for k in range(count)]
    return [
        ((x + a * (u - x), y + a * (v - y)), (x + b * (u - x), y + b * (v - y))) for a, b in steps
    ]
