/*
 * test_completion - what shells are told of a table of settings: options of the command
 * alone, no secrets, words and kinds of values, and help that ends no quotes.
 */
#include "helpers.h"

#include "core/completion.h"

enum { THIS = 1, OTHER = 2 };

struct target {
	bool loud;
	bool warm;
	bool strange;
	int64_t count;
	const char *kind;
	const char *file;
	const char *folder;
	const char *password;
	struct setting_list files;
};

#define AT(member) SETTING_AT(struct target, member)

static const struct setting rows[] = {
	{ AT(loud), .key = "loud", .flag = "l", .help = "it's [loud] \\ here" },
	{ AT(warm), .key = "warm", .standard = "true", .help = "keep warm" },
	{ AT(strange), .key = "strange", .commands = OTHER, .help = "of another" },
	{ AT(count), .key = "count", .value = "N", .help = "how many" },
	{ AT(kind), .key = "kind", .value = "KIND", .choices = "tea|green,tea",
	  .help = "what to drink" },
	{ AT(file), .key = "file", .option = "file_out", .flag = "file", .value = "FILE",
	  .help = "where to" },
	{ AT(folder), .key = "folder", .value = "DIR", .help = "where to, too" },
	{ AT(password), .key = "password", .value = "TEXT", .secret = true,
	  .help = "secret" },
	{ AT(files), .option = "from", .value = "FILE", .help = "where from" },
};

static const struct setting_group groups[] = { { "All", rows, COUNT_OF(rows) } };

/* What a shell is told; to be freed. */
static char *told(const char *shell)
{
	const struct settings settings = { .groups = groups,
					   .n_groups = 1,
					   .command = THIS };
	const struct completion_words words[] = { { "from", "here|there" } };
	const struct completion completion = { "brew", &settings, words, 1 };
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	completion_write(&completion, shell, out);
	fclose(out);
	return text;
}

static void has(const char *shell, const char *const *parts, size_t n)
{
	char *text = told(shell);

	for (size_t i = 0; i < n; i++) {
		if (!strstr(text, parts[i]))
			fail_msg("%s: no %s in\n%s", shell, parts[i], text);
	}
	if (strstr(text, "password") || strstr(text, "strange"))
		fail_msg("%s: more than there is:\n%s", shell, text);
	free(text);
}

static void bash_is_told_names_and_kinds_of_values(void **state)
{
	static const char *const parts[] = {
		"complete -F _brew brew\n",
		("words=' -l --loud --no_warm --count --kind -file --file_out --folder "
		 "--from'"),
		"\tcount) kind=words ;;\n",
		"\tkind) kind=words words='tea green,tea' ;;\n",
		"\tfile|file_out) kind=files ;;\n",
		"\tfolder) kind=folders ;;\n",
		"\tfrom) kind=files words='here there' ;;\n",
	};

	(void)state;
	has("bash", parts, COUNT_OF(parts));
}

static void zsh_is_told_help_that_ends_no_quotes(void **state)
{
	static const char *const parts[] = {
		"#compdef brew\n",
		"'(-l --loud)-l[it'\\''s \\[loud\\] \\\\ here]' \\\n",
		"'--no_warm[keep warm]' \\\n",
		"'--count=[how many]:N: ' \\\n",
		"'--kind=[what to drink]:KIND:(tea green,tea)' \\\n",
		"'(-file --file_out)-file[where to]:FILE:_files' \\\n",
		"'--folder=[where to, too]:DIR:_files -/' \\\n",
		("'*--from=[where from]:FILE:{_alternative \"names\\:name\\:(here "
		 "there)\""),
	};

	(void)state;
	has("zsh", parts, COUNT_OF(parts));
}

static void fish_is_told_a_line_an_option(void **state)
{
	static const char *const parts[] = {
		"set -l command brew\n",
		"complete -c $command -s l -l loud -d 'it\\'s [loud] \\\\ here'\n",
		"complete -c $command -l no_warm -d 'keep warm'\n",
		"complete -c $command -l kind -x -a 'tea green,tea' -d 'what to drink'\n",
		"complete -c $command -o file -l file_out -r -F -d 'where to'\n",
		"complete -c $command -l from -r -F -a 'here there' -d 'where from'\n",
	};

	(void)state;
	has("fish", parts, COUNT_OF(parts));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bash_is_told_names_and_kinds_of_values),
		cmocka_unit_test(zsh_is_told_help_that_ends_no_quotes),
		cmocka_unit_test(fish_is_told_a_line_an_option),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
