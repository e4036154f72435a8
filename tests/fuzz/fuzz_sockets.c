/*
 * fuzz_sockets - any bytes, read as a list of sockets or processes of another host, once
 * by itself and once beside another; then it is asked who talks to whom.
 */
#include "feed.h"
#include "programs/programs.h"

enum { MOST_ASKED = 64 };

struct asked {
	struct address addresses[MOST_ASKED];
	size_t n;
};

/* Notes who is there, to be asked for them. */
static bool note(void *context, const struct address *remote, uint16_t port)
{
	struct asked *asked = context;

	(void)port;
	asked->addresses[asked->n++ % MOST_ASKED] = *remote;
	return true;
}

static void expect_text(const char *text)
{
	EXPECT(text && *text);
}

static void ask(const struct programs *programs, const struct asked *asked)
{
	size_t n = asked->n < MOST_ASKED ? asked->n : MOST_ASKED;
	struct arena arena = { .blocks = NULL };

	for (size_t i = 0; i < n; i++) {
		const struct program_found *found;
		size_t n_found = programs_find(programs, &asked->addresses[i],
					       PROGRAMS_ANY_PORT, &arena, &found);

		EXPECT(n_found > 0); /* every socket has its program */
		for (size_t k = 0; k < n_found; k++) {
			EXPECT(found[k].n_sockets > 0 && found[k].program->from);
			expect_text(program_text(found[k].program, &arena));
			expect_text(program_socket_text(found[k].sockets[0], &arena));
		}
	}
	expect_text(programs_totals_text(programs, &arena));
	programs_limits_text(programs, &arena);
	arena_free(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char beside[] = "tcp ESTAB 0 0 192.0.2.5:1 198.51.100.7:443 "
				     "users:((\"a\",pid=1,fd=3))\n"
				     "\"b\",\"2\",\"Console\",\"1\",\"1 K\"\n";
	struct asked asked = { .n = 0 };
	struct programs *programs = programs_new(note, &asked);
	struct error err = { .kind = ERROR_NONE };
	char path[FEED_PATH];

	feed_config(); /* keeps warnings quiet */
	if (programs_read(programs, feed_file(data, size, path), &err) != 0)
		EXPECT(err.kind != ERROR_NONE);
	unlink(path);
	ask(programs, &asked);
	EXPECT(programs_read(programs,
			     feed_file((const uint8_t *)beside, sizeof(beside) - 1, path),
			     &err) == 0);
	unlink(path);
	ask(programs, &asked);
	programs_free(programs);
	return 0;
}
