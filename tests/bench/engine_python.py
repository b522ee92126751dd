# SPDX-License-Identifier: BSD-3-Clause
"""scikit-learn's side of the benchmark: engine_python.py FOLDER THREADS answers lines on standard input by raw float64 on standard output.

run FIRST ROWS    the probabilities of these rows
time ROWS CALLS   the seconds that so many calls of so many rows take
"""
import pathlib
import pickle
import sys
import time

import numpy
from threadpoolctl import threadpool_limits

folder, threads = pathlib.Path(sys.argv[1]), int(sys.argv[2])
method, _, columns, _ = (folder / "workload.txt").read_text().split()
x = numpy.tile(numpy.fromfile(folder / "x.f4", numpy.float32).reshape(-1, int(columns)), (10, 1))
with open(folder / "model.pickle", "rb") as file:
    model = pickle.load(file)
if "n_jobs" in model.get_params():
    model.set_params(n_jobs=threads)
answer = getattr(model, method)

with threadpool_limits(threads):
    for line in sys.stdin:
        what, first, second = line.split()
        first, second = int(first), int(second)
        if what == "run":
            out = answer(x[first : first + second])
        else:
            most = len(x) // 10 if first < len(x) // 10 else len(x)
            at, start = 0, time.perf_counter()
            for _ in range(second):
                answer(x[at : at + first])
                at = at + first if at + 2 * first <= most else 0
            out = numpy.array(time.perf_counter() - start)
        sys.stdout.buffer.write(out.astype(numpy.float64).tobytes())
        sys.stdout.buffer.flush()
