#!/usr/bin/env python3
"""How traffic and time to convergence grow with a federation: runs the simulator and draws.

  bench/growth.py RUN.tsv DRAWING.svg [NODES[/LINKS]...]    measure, then draw
  bench/growth.py --draw RUN.tsv DRAWING.svg                draw what was measured

The simulator works in virtual time, so a loud machine changes nothing but how long it takes.
"""
import math
import pathlib
import subprocess
import sys

SIMULATOR = pathlib.Path(__file__).resolve().parent.parent / "build/release/bin/rednode_sim"
FEDERATIONS = ["5", "10", "20", "30", "60", "30/8", "60/8"]
PANELS = [("rest_octets_s", "octets a node sends each second at rest"),
          ("commit_last_ms", "ms until the last node holds a commit (the slowest of 20)")]
WIDTH, HEIGHT, LEFT, TOP, GAP = 420, 260, 70, 40, 60
COLOURS = ["#0b6e99", "#b3541e", "#4a7a2c", "#7a2c6e"]


def read(path):
    lines = [line.split("\t") for line in path.read_text().splitlines() if "\t" in line]
    rows = [dict(zip(lines[0], map(float, line))) for line in lines[1:]]
    for row in rows:
        row["group"] = "all" if row["links"] == row["nodes"] - 1 else str(int(row["links"]))
    return rows


class Axis:
    """A logarithmic one: from the power of ten below the least to that above the greatest."""

    def __init__(self, values, start, length):
        self.low = math.floor(math.log10(min(values)))
        self.high = max(self.low + 1, math.ceil(math.log10(max(values))))
        self.start, self.length = start, length

    def at(self, value):
        return self.start + self.length * (math.log10(value) - self.low) / (self.high - self.low)

    def ticks(self):
        return [10 ** power for power in range(self.low, self.high + 1)]


def label(value):
    for size, letter in ((1e6, "M"), (1e3, "k")):
        if value >= size:
            return f"{value / size:g}{letter}"
    return f"{value:g}"


def colours(rows):
    groups = sorted({row["group"] for row in rows}, key=lambda group: (group != "all", group))
    return dict(zip(groups, COLOURS * len(groups)))


def panel(rows, column, title, left):
    x = Axis([row["nodes"] for row in rows], left, WIDTH)
    y = Axis([row[column] for row in rows], TOP + HEIGHT, -HEIGHT)
    out = [f'<text x="{left}" y="{TOP - 14}" font-weight="bold">{title}</text>']
    for tick in x.ticks():
        out.append(f'<line x1="{x.at(tick):.1f}" x2="{x.at(tick):.1f}" y1="{TOP}" '
                   f'y2="{TOP + HEIGHT}" stroke="#ddd"/><text x="{x.at(tick):.1f}" '
                   f'y="{TOP + HEIGHT + 18}" text-anchor="middle">{label(tick)}</text>')
    for tick in y.ticks():
        out.append(f'<line x1="{left}" x2="{left + WIDTH}" y1="{y.at(tick):.1f}" '
                   f'y2="{y.at(tick):.1f}" stroke="#ddd"/><text x="{left - 6}" '
                   f'y="{y.at(tick) + 4:.1f}" text-anchor="end">{label(tick)}</text>')
    out.append(f'<text x="{left + WIDTH / 2}" y="{TOP + HEIGHT + 36}" '
               'text-anchor="middle">nodes</text>')
    for group, colour in colours(rows).items():
        points = [(x.at(row["nodes"]), y.at(row[column])) for row in rows if row["group"] == group]
        line = " ".join(f"{a:.1f},{b:.1f}" for a, b in points)
        out.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        out += [f'<circle cx="{a:.1f}" cy="{b:.1f}" r="3" fill="{colour}"/>' for a, b in points]
    return out


def draw(rows, path):
    width = LEFT + len(PANELS) * WIDTH + (len(PANELS) - 1) * (GAP + LEFT) + 20
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{TOP + HEIGHT + 80}" '
           'font-family="sans-serif" font-size="12">', '<rect width="100%" height="100%" fill="#fff"/>']
    for number, (column, title) in enumerate(PANELS):
        out += panel(rows, column, title, LEFT + number * (WIDTH + GAP + LEFT))
    for number, (group, colour) in enumerate(colours(rows).items()):
        name = "everybody connected to everybody" if group == "all" else f"each to {group}, who relay"
        out.append(f'<text x="{LEFT + number * 260}" y="{TOP + HEIGHT + 64}" fill="{colour}">'
                   f'&#9679; {name}</text>')
    path.write_text("\n".join(out + ["</svg>", ""]))


def main():
    words = sys.argv[1:]
    only_draw = words[:1] == ["--draw"]
    words = words[only_draw:]
    if len(words) < 2 or words[0].startswith("-"):
        sys.exit(__doc__)
    table, drawing = pathlib.Path(words[0]), pathlib.Path(words[1])
    if not only_draw:
        with table.open("w") as file:
            subprocess.run([SIMULATOR, "--growth", *(words[2:] or FEDERATIONS)], stdout=file, check=True)
    draw(read(table), drawing)


if __name__ == "__main__":
    main()
