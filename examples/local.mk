# SPDX-License-Identifier: BSD-3-Clause
# Models and tables to try things on.
EXTRA_DIST += \
	examples/penguins/README.md \
	examples/penguins/expected \
	examples/penguins/model.skops \
	examples/penguins/penguins.csv \
	examples/penguins/train.py \
	$(NULL)

# The programs of the README: they use the library as it is installed, by its public header alone.
check_PROGRAMS += examples/c/predict examples/c/rows
examples_c_rows_SOURCES = examples/c/rows.c
examples_c_rows_LDADD = libskops/libskops.la
examples_c_predict_SOURCES = examples/c/predict.c
examples_c_predict_LDADD = libskops/libskops.la

# Plugins as third parties write them: tests/sdk/plugins.sh builds them outside this tree.
EXTRA_DIST += \
	examples/plugin/clipper-onnx/.gitignore \
	examples/plugin/clipper-onnx/Makefile.am \
	examples/plugin/clipper-onnx/README.md \
	examples/plugin/clipper-onnx/autogen.sh \
	examples/plugin/clipper-onnx/clipper_onnx.yaml.in \
	examples/plugin/clipper-onnx/configure.ac \
	examples/plugin/clipper-onnx/src/clipper_onnx.c \
	examples/plugin/clipper-onnx/tests/check.sh \
	examples/plugin/clipper-onnx/tests/input.csv \
	examples/plugin/clipper-onnx/tests/pipeline-predict.csv \
	examples/plugin/clipper-onnx/tests/pipeline.skops \
	examples/plugin/clipper/.gitignore \
	examples/plugin/clipper/Makefile.am \
	examples/plugin/clipper/README.md \
	examples/plugin/clipper/autogen.sh \
	examples/plugin/clipper/clipper.yaml.in \
	examples/plugin/clipper/configure.ac \
	examples/plugin/clipper/python/clipper/__init__.py \
	examples/plugin/clipper/python/clipper/_clip.py \
	examples/plugin/clipper/python/clipper/_regress.py \
	examples/plugin/clipper/python/clipper/_state.py \
	examples/plugin/clipper/python/make_models.py \
	examples/plugin/clipper/src/clipped_regressor.c \
	examples/plugin/clipper/src/clipper.h \
	examples/plugin/clipper/src/plugin.c \
	examples/plugin/clipper/src/quantile_clipper.c \
	examples/plugin/clipper/tests/check.sh \
	examples/plugin/clipper/tests/clip-transform.csv \
	examples/plugin/clipper/tests/clip.skops \
	examples/plugin/clipper/tests/input-holed.csv \
	examples/plugin/clipper/tests/input.csv \
	examples/plugin/clipper/tests/missing-transform.csv \
	examples/plugin/clipper/tests/missing.skops \
	examples/plugin/clipper/tests/pipeline-predict.csv \
	examples/plugin/clipper/tests/pipeline.skops \
	examples/plugin/clipper/tests/selected-predict.csv \
	examples/plugin/clipper/tests/selected.skops \
	$(NULL)
