#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# What the benchmark compares with: setup.sh FOLDER [NAME...] makes FOLDER/venv, FOLDER/include with onnxruntime's C header, and the models (all, or those named).
# Needs python3 with venv, a C compiler and, for the header, Go's module proxy or ORT_INCLUDE, a folder that has onnxruntime_c_api.h.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"
cd "$1"
shift

if ! cmp -s "$here/requirements.txt" venv/installed; then
	python3 -m venv venv
	venv/bin/python -m pip install -q --disable-pip-version-check -r "$here/requirements.txt"
	cp "$here/requirements.txt" venv/installed
fi
if [ ! -f include/onnxruntime_c_api.h ]; then
	mkdir -p include
	if [ -n "${ORT_INCLUDE:-}" ]; then
		cp "$ORT_INCLUDE"/onnxruntime*_c_api.h include
	else
		module=$(cd / && go mod download -json github.com/yalue/onnxruntime_go@v1.27.0 | sed -n 's/.*"Dir": "\(.*\)".*/\1/p')
		cp "$module"/onnxruntime*_c_api.h include
		chmod u+w include/*
	fi
fi
venv/bin/python "$here/make_models.py" models "$@"
