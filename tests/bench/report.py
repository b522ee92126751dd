# SPDX-License-Identifier: BSD-3-Clause
"""The results of a run as a page: report.py FOLDER DOCS writes DOCS/README.md and DOCS/ratios.svg from FOLDER/results.jsonl."""
import importlib.metadata
import json
import math
import os
import pathlib
import platform
import sys

WORKLOADS = {
    "rf-depth-8": "Random forest, 100 trees of depth 8, 2 classes",
    "rf-full": "Random forest, 100 trees of full depth, 3 classes",
    "hgb": "Histogram gradient boosting, 100 trees of 31 leaves",
    "hgb-nan": "The same with missing values",
    "hgb-categorical": "The same with five categorical columns",
    "gb-depth-3": "Gradient boosting, 100 × 3 trees of depth 3",
    "logistic": "Logistic regression",
    "scaler-logistic": "Standard scaler and logistic regression",
}
SIZES = {(1, 1): "one row a call", (10000, 1): "10,000 rows a call", (100000, 1): "100,000 rows a call", (100000, 2): "100,000 rows, two threads"}
PICTURED = {(1, 1): "#3465a4", (10000, 1): "#8ab4d8"}
PEER = "onnxruntime"


def amount(nanoseconds):
    return f"{nanoseconds / 1000:,.2f} µs" if nanoseconds >= 1000 else f"{nanoseconds:,.0f} ns"


def span(line):
    return f"**{line['ratio']:,.2f}×** ({line['lowest']:,.2f}–{line['highest']:,.2f})"


def processor():
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":")[1].strip()
    return platform.machine()


def tables(lines, models):
    """For each workload, what a row costs each engine, and how many times skops's time that is."""
    out = []
    for name, title in WORKLOADS.items():
        own = [line for line in lines if line["workload"] == name]
        if not own:
            continue
        graph = (models / name / "graph.txt").read_text().strip()
        out += [f"### {title}", "", f"onnxruntime's graph is {graph}.", "", "| | engine | a row | times skops's | off by |", "|---|---|---:|---:|---:|"]
        for size, label in SIZES.items():
            for line in own:
                if (line["rows"], line["threads"]) == size:
                    ratio = "" if line["engine"] == "skops" else span(line)
                    out.append(f"| {label} | {line['engine']} | {amount(line['ns_per_row'])} | {ratio} | {line['off']:.1g} |")
        out.append("")
        alone, shared = ([line for line in own if line["engine"] == "skops" and line["rows"] == 100000 and line["threads"] == n] for n in (1, 2))
        if alone and shared:
            out += [f"Two threads are {alone[0]['ns_per_row'] / shared[0]['ns_per_row']:.2f} times as fast as one.", ""]
    return out


def once(lines):
    titles = {"start": "From nothing to the first answer (forest of full depth, one row, a new process)", "load": "From the file to ready (forest of 1,000 trees of depth 10)"}
    out = []
    for name, title in titles.items():
        own = [line for line in lines if line["workload"] == name]
        if own:
            out += [f"### {title}", "", "| engine | time | times skops's |", "|---|---:|---:|"]
            out += [f"| {line['engine']} | {1000 * line['seconds']:,.1f} ms | {'' if line['engine'] == 'skops' else span(line)} |" for line in own] + [""]
    for line in lines:
        if line["workload"] == "memory":
            out += [f"Loading it, a process takes {line['peak_bytes'] / 1e6:.0f} MB at most; the file has {line['file_bytes'] / 1e6:.0f} MB.", ""]
    return out


def picture(lines):
    """Bars of ratios to onnxruntime on one thread, on a logarithmic scale from 1/10 to 100."""
    shown = {(line["workload"], line["rows"], line["threads"]): line["ratio"] for line in lines if line["engine"] == PEER and "rows" in line}
    names = [name for name in WORKLOADS if (name, 1, 1) in shown]
    left, unit, row = 380, 190, 46
    height = 70 + row * len(names)

    def place(ratio):
        return left + unit * (math.log10(max(0.1, min(ratio, 100))) + 1)

    out = [f'<svg xmlns="http://www.w3.org/2000/svg" width="1000" height="{height}" font-family="sans-serif" font-size="13">', '<rect width="100%" height="100%" fill="#fff"/>']
    for tick in (0.1, 1, 10, 100):
        out.append(f'<line x1="{place(tick)}" y1="40" x2="{place(tick)}" y2="{height - 20}" stroke="#{"888" if tick == 1 else "ddd"}"/>')
        out.append(f'<text x="{place(tick)}" y="32" text-anchor="middle" fill="#555">{tick:g}×</text>')
    for i, (size, colour) in enumerate(PICTURED.items()):
        out.append(f'<rect x="{20 + 160 * i}" y="8" width="12" height="12" fill="{colour}"/><text x="{38 + 160 * i}" y="19">{SIZES[size]}</text>')
    for i, name in enumerate(names):
        top = 50 + row * i
        out.append(f'<text x="{left - 10}" y="{top + 21}" text-anchor="end">{WORKLOADS[name].split(",")[0] if name in ("logistic", "scaler-logistic") else WORKLOADS[name]}</text>')
        for k, (size, colour) in enumerate(PICTURED.items()):
            ratio = shown.get((name, *size))
            if ratio:
                low, high = sorted((place(1), place(ratio)))
                out.append(f'<rect x="{low:.1f}" y="{top + 16 * k}" width="{high - low:.1f}" height="14" fill="{colour}"/>')
                out.append(f'<text x="{high + 5:.1f}" y="{top + 12 + 16 * k}" fill="#333">{ratio:.2g}×</text>')
    return "\n".join([*out, "</svg>", ""])


def page(lines, models):
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in ("onnxruntime", "scikit-learn", "tl2cgen", "skl2onnx"))
    return "\n".join(
        [
            "# Benchmarks",
            "",
            "![How many times skops's time onnxruntime takes](ratios.svg)",
            "",
            f"Written by `make bench` on {processor()}, {os.cpu_count()} processors, with {versions}.",
            "",
            "How: all engines of a line-up are open in one process (scikit-learn in a process beside it) and take turns for nine rounds of a tenth of a second; a ratio is the median of the",
            "rounds', with the lowest and the highest behind it. Every call asks for other rows, of 10,000 distinct ones. All engines get float32 rows; skops answers float64, computed as",
            "scikit-learn does it. onnxruntime is called through its C interface, rows are handed over where they lie, only probabilities are asked for, and into memory that is there already.",
            "`off by` is the largest difference of a probability from scikit-learn's.",
            "lleaves reads LightGBM's models only, so it has nothing to compare here.",
            "",
            *tables(lines, models),
            *once(lines),
        ]
    )


if __name__ == "__main__":
    folder, docs = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    results = [json.loads(line) for line in (folder / "results.jsonl").read_text().splitlines()]
    docs.mkdir(parents=True, exist_ok=True)
    (docs / "README.md").write_text(page(results, folder / "models"))
    (docs / "ratios.svg").write_text(picture(results))
