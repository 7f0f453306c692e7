"""The table and the plots of BENCHMARKS.md, from bench/results.json."""

import json
import pathlib

import matplotlib

matplotlib.use("svg")
import matplotlib.pyplot as plot

HERE = pathlib.Path(__file__).parent
BEGIN, END = "<!-- bench: begin -->", "<!-- bench: end -->"
matplotlib.rcParams.update({"svg.hashsalt": "dianwu", "font.size": 9, "axes.spines.top": False, "axes.spines.right": False})


def figure(value):
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:,.2f}" if abs(value) >= 1 else f"{value:.3f}"


def table(rows):
    out = ["| workload | what | database | size | value | limit | ratio | wanted |", "|---|---|---|---|---|---|---|---|"]
    for row in rows:
        spread = row["spread"]
        value = f"{figure(row['value'])} {row['unit']}"
        if spread:
            value += f" ({figure(spread[0])}–{figure(spread[1])})"
        limit = f"{figure(row['limit'])}: {row['limit_is']}" if row["limit"] else ""
        ratio = figure(row["ratio"]) if row["ratio"] else ""
        cells = [row["workload"], row["what"], row["db"], row["size"], value, limit, ratio, row["wanted"] or ""]
        out.append("| " + " | ".join(cells) + " |")
    return "\n".join(out)


def bars(rows, workload):
    """What each figure of a workload takes, on each database, beside its limit; the units apart."""
    units = sorted({row["unit"] for row in rows})
    heights = [sum(row["unit"] == unit for row in rows) + 2 for unit in units]
    canvas, axes = plot.subplots(
        len(units), figsize=(8, 0.22 * sum(heights)), height_ratios=heights, layout="constrained", squeeze=False
    )
    for (ax,), unit in zip(axes, units):
        these = [row for row in rows if row["unit"] == unit]
        names = [f"{row['what']}, {row['size']} ({row['db']})" for row in these]
        colours = ["#8f5f3b" if row["db"] == "postgres" else "#3b6e8f" for row in these]
        ax.barh(names, [row["value"] for row in these], color=colours)
        for place, row in enumerate(these):
            if row["limit"]:
                ax.plot([row["limit"]] * 2, [place - 0.4, place + 0.4], color="#222222", linewidth=1.5)
        ax.invert_yaxis()
        ax.set_title(f"{workload}, {unit}", loc="left")
    path = HERE / "plots" / f"{workload.replace(' ', '-')}.svg"
    path.parent.mkdir(exist_ok=True)
    canvas.savefig(path, metadata={"Date": None})
    plot.close(canvas)
    return path


def main():
    rows = json.loads((HERE / "results.json").read_text())
    lines = [table(rows), "", "The dark stroke is the limit of the same run; blue is SQLite or no database, brown PostgreSQL.", ""]
    for workload in dict.fromkeys(row["workload"] for row in rows):
        path = bars([row for row in rows if row["workload"] == workload], workload)
        lines.append(f"![{workload}](bench/plots/{path.name})")
    book = HERE.parent / "BENCHMARKS.md"
    text = book.read_text()
    head, rest = text.split(BEGIN, 1)
    book.write_text(head + BEGIN + "\n\n" + "\n".join(lines) + "\n\n" + END + rest.split(END, 1)[1])


main()
