/* SPDX-License-Identifier: BSD-3-Clause */
/* K of any order: Temme's series for small arguments, Steed's continued fraction for great ones, and the recurrence from an order between -1/2 and 1/2.
 * Sources: N. M. Temme, J. Comput. Phys. 19 (1975); I. J. Thompson and A. R. Barnett, Comput. Phys. Commun. 47 (1987). */
#include <float.h>
#include <math.h>

#include "kernel.h"

enum { MOST_TERMS = 10000 };

static const double pi = 3.14159265358979323846;

/* 1 / gamma (1 + z) as a power series in z (Abramowitz and Stegun 6.1.34): even powers, and odd ones. */
static const double even[] = {
	1.0, -6.55878071520253902e-01, 1.66538611382291479e-01, -9.62197152787697303e-03, -1.16516759185906517e-03, 1.28050282388116196e-04, -1.25049348214267063e-06,
	-2.05633841697760707e-07, 5.00200764446922294e-09, 1.04342671169110053e-10, -3.69680561864220598e-12, -2.05832605356650664e-14, 1.22677862823826084e-15,
};
static const double odd[] = {
	5.77215664901532866e-01, -4.20026350340952370e-02, -4.21977345555443334e-02, 7.21894324666309990e-03, -2.15241674114950975e-04, -2.01348547807882387e-05,
	1.13302723198169593e-06, 6.11609510448141609e-09, -1.18127457048702004e-09, 7.78226343990507081e-12, 5.10037028745447575e-13, -5.34812253942301782e-15,
	-1.18125930169745883e-16,
};

enum { TERMS = sizeof even / sizeof even[0] };

static double polynomial (const double *coefficients, double x)
{
	double sum = 0;

	for (int i = TERMS; i-- > 0;)
		sum = sum * x + coefficients[i];
	return sum;
}

/* K of orders mu and mu + 1 for x up to 2. */
static void temme (double mu, double x, double *k0, double *k1)
{
	double even_part = polynomial (even, mu * mu), odd_part = polynomial (odd, mu * mu);
	double log_2x = log (2 / x), e = mu * log_2x, angle = pi * mu;
	double f, p, q, c = 1, sum, sum1, quarter = x * x / 4;

	f = (fabs (angle) < DBL_EPSILON ? 1 : angle / sin (angle)) * (-odd_part * cosh (e) + even_part * log_2x * (fabs (e) < DBL_EPSILON ? 1 : sinh (e) / e));
	p = 0.5 * exp (e) / (even_part + mu * odd_part);
	q = 0.5 * exp (-e) / (even_part - mu * odd_part);
	sum = f;
	sum1 = p;
	for (int i = 1; i < MOST_TERMS; i++) {
		f = (i * f + p + q) / (i * i - mu * mu);
		c *= quarter / i;
		p /= i - mu;
		q /= i + mu;
		sum += c * f;
		sum1 += c * (p - i * f);
		if (fabs (c * f) < fabs (sum) * DBL_EPSILON)
			break;
	}
	*k0 = sum;
	*k1 = sum1 * 2 / x;
}

/* The same for greater x. */
static void steed (double mu, double x, double *k0, double *k1)
{
	double b = 2 * (1 + x), d = 1 / b, h = d, step = d, q1 = 0, q2 = 1, first = 0.25 - mu * mu, q = first, c = first, a = -first, s = 1 + q * step;

	for (int i = 2; i < MOST_TERMS; i++) {
		double next, change;

		a -= 2 * (i - 1);
		c = -a * c / i;
		next = (q1 - b * q2) / a;
		q1 = q2;
		q2 = next;
		q += c * next;
		b += 2;
		d = 1 / (b + a * d);
		step *= b * d - 1;
		h += step;
		change = q * step;
		s += change;
		if (fabs (change) < fabs (s) * DBL_EPSILON)
			break;
	}
	*k0 = sqrt (pi / (2 * x)) * exp (-x) / s;
	*k1 = *k0 * (mu + x + 0.5 - first * h) / x;
}

double bessel_k (double nu, double x)
{
	int steps = (int) (nu + 0.5);
	double mu = nu - steps, k0, k1;

	if (x <= 2)
		temme (mu, x, &k0, &k1);
	else
		steed (mu, x, &k0, &k1);
	for (int i = 1; i <= steps; i++) {
		double next = (mu + i) * 2 / x * k1 + k0;

		k0 = k1;
		k1 = next;
	}
	return k0;
}
