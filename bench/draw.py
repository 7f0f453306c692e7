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


def bars(rows, workload, title):
    """What each figure of a workload takes, on each database, beside its limit."""
    rows = [row for row in rows if row["workload"] == workload]
    if not rows:
        return None
    height = 0.6 + 0.24 * len(rows)
    canvas, axes = plot.subplots(figsize=(8, height), layout="constrained")
    names = [f"{row['what']}, {row['size']} ({row['db']})" for row in rows]
    colours = ["#3b6e8f" if row["db"] == "sqlite" else "#8f5f3b" for row in rows]
    axes.barh(names, [row["value"] for row in rows], color=colours)
    for place, row in enumerate(rows):
        if row["limit"]:
            axes.plot([row["limit"]] * 2, [place - 0.4, place + 0.4], color="#222222", linewidth=1.5)
    axes.invert_yaxis()
    axes.set_xscale("log")
    axes.set_title(title)
    path = HERE / "plots" / f"{workload.replace(' ', '-')}.svg"
    path.parent.mkdir(exist_ok=True)
    canvas.savefig(path, metadata={"Date": None})
    plot.close(canvas)
    return path


def main():
    rows = json.loads((HERE / "results.json").read_text())
    units = {}
    for row in rows:
        units.setdefault(row["workload"], set()).add(row["unit"])
    lines = [table(rows), ""]
    for workload, its in units.items():
        path = bars(rows, workload, f"{workload} ({', '.join(sorted(its))}); the dark stroke is the limit of the same run")
        if path:
            lines.append(f"![{workload}](bench/plots/{path.name})")
    book = HERE.parent / "BENCHMARKS.md"
    text = book.read_text()
    head, rest = text.split(BEGIN, 1)
    book.write_text(head + BEGIN + "\n\n" + "\n".join(lines) + "\n\n" + END + rest.split(END, 1)[1])


main()
