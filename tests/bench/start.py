# SPDX-License-Identifier: BSD-3-Clause
"""Times what happens once: start.py FOLDER prints lines of JSON. FOLDER holds venv/ and models/; SKOPS is the program, BENCH_LOAD that of load.c.

start  from nothing to the first answer: a process that predicts one row with the forest of full depth, all files in the page cache
load   from the file to ready: the forest of 1,000 trees
"""
import json
import os
import pathlib
import statistics
import subprocess
import sys
import time

import numpy

ROUNDS = 7
folder = pathlib.Path(sys.argv[1])
python = [str(folder / "venv/bin/python"), "-c"]

PREDICT = """
import sys, numpy, skops.io
model = skops.io.load(sys.argv[1], trusted=skops.io.get_untrusted_types(file=sys.argv[1]))
print(model.predict(numpy.load(sys.argv[2])))
"""
LOAD = """
import sys, time, skops.io
types = skops.io.get_untrusted_types(file=sys.argv[1])
skops.io.load(sys.argv[1], trusted=types)
start = time.perf_counter()
skops.io.load(sys.argv[1], trusted=types)
print(time.perf_counter() - start)
"""


def output(command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def lifetime(command):
    """Seconds from a process's start to its end; what it prints goes nowhere."""
    start = time.perf_counter()
    process = os.posix_spawn(command[0], command, os.environ, file_actions=[(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)])
    status = os.waitpid(process, 0)[1]
    seconds = time.perf_counter() - start
    if status:
        sys.exit(f"{command}: status {status}")
    return seconds


def report(workload, engine, seconds, own):
    ratios = sorted(theirs / ours for theirs, ours in zip(seconds, own))
    line = {"workload": workload, "engine": engine, "seconds": statistics.median(seconds)}
    line |= {"ratio": statistics.median(ratios), "lowest": ratios[0], "highest": ratios[-1]}
    print(json.dumps(line), flush=True)


def start():
    model, row = str(folder / "models/rf-full/model.skops"), str(folder / "row.npy")
    numpy.save(row, numpy.fromfile(folder / "models/rf-full/x.f4", numpy.float32)[:30].reshape(1, -1))
    commands = {"skops": [os.environ["SKOPS"], "predict", model, "-i", row, "-o", "-", "--format", "csv"], "scikit-learn": [*python, PREDICT, model, row]}
    seconds = {engine: [] for engine in commands}
    for _ in range(ROUNDS + 1):
        for engine, command in commands.items():
            seconds[engine].append(lifetime(command))
    for engine in commands:
        report("start", engine, seconds[engine][1:], seconds["skops"][1:])


def load():
    model = str(folder / "models/rf-1000/model.skops")
    seconds = {"skops": [], "libarchive, bytes alone": [], "scikit-learn": []}
    for _ in range(3):
        for line in output([os.environ["BENCH_LOAD"], model, "9"]).splitlines():
            own = json.loads(line)
            seconds[own["engine"]].append(own["seconds"])
        seconds["scikit-learn"].append(float(output([*python, LOAD, model])))
    for engine in seconds:
        report("load", engine, seconds[engine], seconds["skops"])
    process = subprocess.Popen([os.environ["BENCH_LOAD"], model, "1"], stdout=subprocess.DEVNULL)
    peak = os.wait4(process.pid, 0)[2].ru_maxrss
    print(json.dumps({"workload": "memory", "engine": "skops", "peak_bytes": peak * 1024, "file_bytes": os.path.getsize(model)}), flush=True)


start()
load()
