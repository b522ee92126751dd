# SPDX-License-Identifier: BSD-3-Clause
"""A forest with so many trees that threads share the work of loading it: grow.py MODEL LARGE repeats the trees of a small one, and makes the file a large one."""
import json
import sys
import zipfile

REPEATS, BYTES = 600, 2 << 20

with zipfile.ZipFile(sys.argv[1]) as model:
    members = {name: model.read(name) for name in model.namelist()}
schema = json.loads(members["schema.json"])
trees = schema["content"]["content"]["estimators_"]["content"]
trees += [{"__id__": tree["__id__"]} for tree in trees] * REPEATS
members["schema.json"] = json.dumps(schema).encode()
members["more"] = bytes(BYTES)
with zipfile.ZipFile(sys.argv[2], "w") as large:
    for name, data in members.items():
        large.writestr(name, data)
