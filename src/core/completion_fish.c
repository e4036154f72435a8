/*
 * completion_fish - completion.h for fish: a line an option.
 */
#include "core/completion_shell.h"

static void fish_begin(const struct completion *completion, FILE *out)
{
	fprintf(out,
		"# fish completion of %s, made by %s --completion fish\n"
		"set -l command %s\n",
		completion->name, completion->name, completion->name);
}

static void fish_operand(const struct completion_option *option, FILE *out)
{
	static const char *const how[] = {
		[OPERAND_NONE] = "",
		[OPERAND_FILE] = " -r -F",
		[OPERAND_FOLDER] = " -x -a '(__fish_complete_directories)'",
		[OPERAND_HOST] = " -x -a '(__fish_print_hostnames)'",
		[OPERAND_OTHER] = " -x",
	};

	fputs(how[option->operand], out);
	if (option->words) {
		fputs(" -a '", out);
		completion_put_words(option->words, out);
		fputc('\'', out);
	}
}

static void fish_option(const struct completion_option *option, FILE *out)
{
	const struct setting *setting = option->setting;

	fputs("complete -c $command", out);
	if (setting->flag)
		fprintf(out, " -%c %s", setting->flag[1] ? 'o' : 's', setting->flag);
	fprintf(out, " -l %s", option->name);
	fish_operand(option, out);
	fputs(" -d '", out);
	completion_put_quoted(setting->help, "\\'", "\\", out);
	fputs("'\n", out);
}

static void fish_end(const struct completion *completion, FILE *out)
{
	(void)completion;
	(void)out;
}

const struct completion_shell completion_fish = { "fish", fish_begin, fish_option,
						  fish_end };
