/* SPDX-License-Identifier: BSD-3-Clause */
/* The Bessel function of Matern kernels, against scipy.special.kv. */
#include <criterion/criterion.h>
#include <math.h>

#include "../../plugins/gaussian_process/kernel.h"

Test (bessel, values)
{
	static const struct {
		double nu, x, value;
	} cases[] = {
		{ 0.7, 0.001, 132.724281026499 }, { 0.5, 1, 0.4610685044478946 }, { 1.2, 2, 0.15291993267063406 }, { 3.3, 2.5, 0.3582486056464581 },
		{ 2, 0.1, 199.5039646421141 }, { 7.25, 30, 5.0299551014640864e-14 }, { 0.01, 1.5, 0.2138112050743993 },
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		double value = bessel_k (cases[i].nu, cases[i].x);
		cr_expect (fabs (value - cases[i].value) <= 1e-13 * cases[i].value, "K of %g at %g is %.17g", cases[i].nu, cases[i].x, value);
	}
	cr_expect_eq (bessel_k (0.3, 800), 0); /* below the least double */
}
