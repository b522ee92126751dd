# SPDX-License-Identifier: BSD-3-Clause
# Models and tables to try things on.
EXTRA_DIST += \
	examples/penguins/README.md \
	examples/penguins/expected \
	examples/penguins/model.skops \
	examples/penguins/penguins.csv \
	examples/penguins/train.py \
	$(NULL)

# The program of the README: uses the library as it is installed, by its public header alone.
check_PROGRAMS += examples/c/predict
examples_c_predict_SOURCES = examples/c/predict.c
examples_c_predict_LDADD = libskops/libskops.la
