/*
 * fuzz_dns - any bytes, read as a message of DNS.
 */
#include "feed.h"
#include "source/capture/dns.h"

static void expect_name(const struct dns_name *name)
{
	EXPECT(name->len > 0 && name->len <= DNS_NAME_MOST);
	EXPECT(dns_name_is(name, name));
}

static void read_records(struct dns *dns)
{
	struct dns_question question;
	struct dns_record record;
	struct dns_name alias;
	struct address address;
	size_t n = 0;

	while (dns_next_question(dns, &question)) {
		expect_name(&question.name);
		n++;
	}
	while (dns_next_answer(dns, &record)) {
		expect_name(&record.name);
		EXPECT(record.data_at <= dns->len &&
		       record.data_len <= dns->len - record.data_at);
		EXPECT(!dns_address(dns, &record, &address) ||
		       !dns_alias(dns, &record, &alias));
		if (dns_alias(dns, &record, &alias))
			expect_name(&alias);
		n++;
	}
	/* The shortest of them has five bytes. */
	EXPECT(n <= dns->len / 5);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct dns_answers answers;
	const struct dns_name *name;
	struct address address;
	struct dns dns;

	if (dns_begin(&dns, data, size))
		read_records(&dns);
	if (dns_answers_begin(&answers, data, size)) {
		while (dns_answers_next(&answers, &address, &name))
			expect_name(name);
		EXPECT(answers.n_names <= DNS_ALIASES);
	}
	return 0;
}
