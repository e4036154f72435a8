/*
 * sheet - what a spreadsheet makes of a text when it opens a CSV. Excel takes no
 * notice of quotes: whatever looks like a formula is one, and 00123, 1e5, 1/2 and
 * mar-1 become numbers and dates. An apostrophe before it, which is what Excel's users
 * type, keeps it a text.
 */
#ifndef EXPORT_SHEET_H
#define EXPORT_SHEET_H

#include <stdbool.h>
#include <stdint.h>

/* Does a cell that begins with it hold a formula? Also in the full width of East
 * Asian keyboards, which Excel takes there. */
bool sheet_is_formula_sign(uint32_t character);

/*
 * May it be taken for a formula, a number, a time, a truth value or an error, in
 * whatever language? Rather once too often: an apostrophe too many can be seen.
 */
bool sheet_misreads(const char *text);

/* Is it an address that is a number where dots part thousands: 192.168.100.101? */
bool sheet_misreads_address(const char *text);

#endif
