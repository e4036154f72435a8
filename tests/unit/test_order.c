/*
 * test_order - rows by a column, whatever order they came in.
 */
#include "helpers.h"

#include "model/order.h"

struct row {
	int64_t number; /* CELL_NO_INTEGER: missing */
	int64_t place;	/* that it came at */
};

static const struct column by_number =
	COLUMN(struct row, "number", number, NULL, "what rows are ordered by");

static void largest_come_first_and_what_is_missing_last(void **state)
{
	struct row rows[] = { { 2, 0 }, { CELL_NO_INTEGER, 1 }, { 9, 2 }, { 5, 3 } };
	const int64_t places[] = { 2, 3, 0, 1 };

	(void)state;
	order_rows((char *)rows, COUNT_OF(rows), sizeof(*rows), &by_number);
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		assert_int_equal(rows[i].place, places[i]);
}

static void equals_stay_as_they_stood(void **state)
{
	struct row rows[] = { { 1, 0 }, { 7, 1 }, { 1, 2 }, { 7, 3 }, { 1, 4 } };
	const int64_t places[] = { 1, 3, 0, 2, 4 };

	(void)state;
	order_rows((char *)rows, COUNT_OF(rows), sizeof(*rows), &by_number);
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		assert_int_equal(rows[i].place, places[i]);
}

/* Circles of every length: each row is there once, and in its place. */
static void no_row_is_lost_on_the_way(void **state)
{
	enum { N = 1009 };
	struct row rows[N];

	(void)state;
	for (int64_t i = 0; i < N; i++)
		rows[i] = (struct row){ i * 377 % N, i };
	order_rows((char *)rows, N, sizeof(*rows), &by_number);
	for (int64_t i = 0; i < N; i++) {
		assert_int_equal(rows[i].number, N - 1 - i);
		assert_int_equal(rows[i].place * 377 % N, rows[i].number);
	}
}

static void no_rows_are_in_order(void **state)
{
	(void)state;
	order_rows(NULL, 0, sizeof(struct row), &by_number);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(largest_come_first_and_what_is_missing_last),
		cmocka_unit_test(equals_stay_as_they_stood),
		cmocka_unit_test(no_row_is_lost_on_the_way),
		cmocka_unit_test(no_rows_are_in_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
