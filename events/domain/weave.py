"""The cloth of a workshop, drawn from its year alone.

A weave on five shafts, one for each constituency of a national working group: government
institutions, parliamentary human rights committees, national human rights institutions, academe,
non-governmental organisations. The same year always gives the same cloth, it needs no photograph
of any participant, and it weighs about a kilobyte.
"""

import random

SHAFTS = 5
Grid = list[list[bool]]


def svg(
    year: int,
    fg: str = "#7B2B63",
    bg: str | None = None,
    *,
    cell: int = 5,
    width: int = 2400,
    height: int = 1200,
) -> str:
    """Return the cloth of `year` as an SVG document.

    Arguments: the year; the colour of the warp and of the ground (CSS colours, no ground if None);
    the edge of one cell and the size of the picture in pixels.
    """
    grid = cells(year)
    rows, columns = len(grid), len(grid[0])
    ground = f'<path fill="{bg}" d="M0 0h{columns}v{rows}H0"/>' if bg else ""
    shift = width // 2 - columns * cell // 2
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">'
        f'<pattern id="p" width="{columns}" height="{rows}" patternUnits="userSpaceOnUse" '
        f'patternTransform="translate({shift} 0) scale({cell})" shape-rendering="crispEdges">'
        f'{ground}<path fill="{fg}" d="{_path(grid)}"/></pattern>'
        f'<path fill="url(#p)" d="M0 0h{width}v{height}H0"/></svg>'
    )


def cells(year: int) -> Grid:
    """Return one repeat of the cloth: True where the warp lies on top, rows first."""
    chance = random.Random(year * 7919)  # noqa: S311  (a pattern, not a secret)
    threading = _mirrored(_threading(chance))
    treadling = _mirrored(_treadling(chance))
    lift = chance.choice([{0, 1}, {0, 1}, {0, 1, 2}])
    return [[(warp - weft) % SHAFTS in lift for warp in threading] for weft in treadling]


def _threading(chance: random.Random) -> list[int]:
    """Runs over the shafts, each beginning one or two shafts after the one before."""
    step = chance.choice([1, 2])
    runs = chance.choice([4, 5, 6])
    shafts: list[int] = []
    start = 0
    for _ in range(runs):
        shafts += [(start + i) % SHAFTS for i in range(chance.choice([3, 4, 5, 6]))]
        start = (start + step) % SHAFTS
    return shafts


def _treadling(chance: random.Random) -> list[int]:
    """As the threading, with a step of its own for every run."""
    shafts: list[int] = []
    start = 0
    for _ in range(chance.choice([3, 4, 5])):
        shafts += [(start + i) % SHAFTS for i in range(chance.choice([3, 4, 5, 6]))]
        start = (start + chance.choice([1, 2])) % SHAFTS
    return shafts


def _mirrored(run: list[int]) -> list[int]:
    """There and back without repeating the turning points: a symmetric repeat."""
    return run + run[-2:0:-1]


def _path(grid: Grid) -> str:
    """The raised cells as SVG path data, one rectangle for each run in a row."""
    parts = []
    for y, row in enumerate(grid):
        x = 0
        while x < len(row):
            if not row[x]:
                x += 1
                continue
            start = x
            while x < len(row) and row[x]:
                x += 1
            parts.append(f"M{start} {y}h{x - start}v1H{start}")
    return "".join(parts)
