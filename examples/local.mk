# SPDX-License-Identifier: BSD-3-Clause
# Models and tables to try things on.
EXTRA_DIST += \
	examples/penguins/README.md \
	examples/penguins/expected \
	examples/penguins/model.skops \
	examples/penguins/penguins.csv \
	examples/penguins/train.py \
	$(NULL)
