/*
 * test_sort - numbers come out in ascending order, none lost, whatever they are:
 * held against qsort(), few and many, alike and scattered.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/sort.h"

static const size_t sizes[] = { 0, 1, 2, 3, 39, 40, 41, 42, 255, 1000, 70000 };

enum { N_SIZES = sizeof(sizes) / sizeof(*sizes), MOST = 70000 };

static uint64_t next_random(uint64_t *state)
{
	*state = *state * UINT64_C(6364136223846793005) + 1442695040888963407U;
	return *state >> 11;
}

static int by_number(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static int by_span(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void check_numbers(uint64_t below)
{
	static int64_t numbers[MOST], expected[MOST];
	uint64_t state = 1;

	for (size_t i = 0; i < N_SIZES; i++) {
		for (size_t j = 0; j < sizes[i]; j++)
			numbers[j] = (int64_t)(next_random(&state) % below);
		memcpy(expected, numbers, sizes[i] * sizeof(*numbers));
		qsort(expected, sizes[i], sizeof(*expected), by_number);
		sort_numbers(numbers, sizes[i]);
		assert_memory_equal(numbers, expected, sizes[i] * sizeof(*numbers));
	}
}

static void test_numbers(void **state)
{
	(void)state;
	check_numbers(UINT64_C(1) << 53);
	check_numbers(100000);
	check_numbers(3);
	check_numbers(1);
}

static void check_spans(double scale)
{
	static double spans[MOST], expected[MOST];
	uint64_t state = 1;

	for (size_t i = 0; i < N_SIZES; i++) {
		for (size_t j = 0; j < sizes[i]; j++)
			spans[j] = (double)next_random(&state) * scale;
		memcpy(expected, spans, sizes[i] * sizeof(*spans));
		qsort(expected, sizes[i], sizeof(*expected), by_span);
		sort_spans(spans, sizes[i]);
		assert_memory_equal(spans, expected, sizes[i] * sizeof(*spans));
	}
}

static void test_spans(void **state)
{
	(void)state;
	check_spans(1e-6);
	check_spans(1e-300);
	check_spans(0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_spans),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
