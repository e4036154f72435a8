/*
 * fuzz_services - any bytes, read as a reply of each service; and, as a name, made into a
 * request if it may leave the host.
 */
#include "enrich/services/service.h"
#include "feed.h"

/* What a terminal, a log or a cache gets to see. */
static void expect_clean(const char *text)
{
	EXPECT(!text || strlen(text) < 2048);
	for (; text && *text; text++)
		EXPECT((unsigned char)*text >= ' ' && *text != 127);
}

static void read_as(const struct service *service, const struct subject *subject,
		    const char *data, size_t size)
{
	struct arena arena = { .blocks = NULL };
	struct error err = { .kind = ERROR_NONE };
	struct verdict verdict = { .kind = VERDICT_UNKNOWN };

	if (service->read(data, size, subject, &arena, &verdict, &err) == 0) {
		EXPECT(verdict.kind > VERDICT_UNKNOWN && verdict.kind < N_VERDICT_KINDS);
		EXPECT(verdict.count >= 0 && verdict.reference);
		EXPECT(verdict.kind != VERDICT_BAD || verdict.text);
		expect_clean(verdict.text);
		expect_clean(verdict.reference);
	} else {
		EXPECT(err.kind != ERROR_NONE && verdict.kind == VERDICT_UNKNOWN);
	}
	arena_free(&arena);
}

static void ask_as_name(const uint8_t *data, size_t size)
{
	char name[300], path[SERVICE_PATH];
	struct subject subject = { .name = name };
	size_t len = size < sizeof(name) - 1 ? size : sizeof(name) - 1;

	memcpy(name, data, len);
	name[len] = '\0';
	if (!subject_is_public(&subject))
		return;
	service_otx.path(&subject, path);
	EXPECT(strlen(path) < SERVICE_PATH - 1);
	/* No more than a name: nothing that leads to another page. */
	EXPECT(!path[strspn(path, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				  "0123456789-_./")] &&
	       !strstr(path, ".."));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct service *const services[] = { &service_otx,
							  &service_abuseipdb,
							  &service_greynoise };
	struct subject subject = { .name = NULL };

	feed_config(); /* keeps warnings quiet */
	EXPECT(address_parse("45.1.2.3", 8, &subject.address));
	for (size_t i = 0; i < sizeof(services) / sizeof(*services); i++)
		read_as(services[i], &subject, (const char *)data, size);
	ask_as_name(data, size);
	return 0;
}
