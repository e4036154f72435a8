/*
 * fuzz_allow - any text is a rule, no rule or a mistake; and whatever is one can be held
 * against a row.
 */
#include <math.h>
#include <stdint.h>

#include "filter/allow_rule.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct address somewhere = { { [10] = 0xff, 0xff, 192, 0, 2, 9 } };
	static const char *const names[] = { "a.example.com", "" };
	const struct allow_subject subject = { .src = &somewhere,
					       .dst = &somewhere,
					       .port = 443,
					       .protocols = 1,
					       .asn = 64500,
					       .owner = "example",
					       .names = names,
					       .n_names = 2,
					       .period_s = 60 };
	struct arena arena = { NULL };
	struct allow_rule rule;
	struct error err;

	if (allow_rule_parse((const char *)data, size, &arena, &rule, &err) == 1)
		allow_rule_holds(&rule, &subject);
	arena_free(&arena);
	return 0;
}
