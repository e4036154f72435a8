/*
 * completion_zsh - completion.h for zsh: what _arguments is to know.
 */
#include "core/completion_shell.h"

static void zsh_begin(const struct completion *completion, FILE *out)
{
	fprintf(out,
		"#compdef %s\n"
		"# zsh completion of %s, made by %s --completion zsh\n"
		"_arguments \\\n",
		completion->name, completion->name, completion->name);
}

static void zsh_operand(const struct completion_option *option, FILE *out)
{
	unsigned n = option->setting->n_words ? option->setting->n_words : 1;

	for (unsigned i = 1; i < n; i++)
		fputs(":value: ", out);
	fprintf(out, ":%s:",
		option->setting->value && n == 1 ? option->setting->value : "value");
	if (option->words) {
		fputs(option->operand == OPERAND_FILE ? "{_alternative \"names\\:name\\:("
						      : "(",
		      out);
		completion_put_words(option->words, out);
		fputs(option->operand == OPERAND_FILE ? ")\" \"files\\:file\\:_files\"}"
						      : ")",
		      out);
		return;
	}
	switch (option->operand) {
	case OPERAND_FILE:
		fputs("_files", out);
		break;
	case OPERAND_FOLDER:
		fputs("_files -/", out);
		break;
	case OPERAND_HOST:
		fputs("_hosts", out);
		break;
	default:
		fputc(' ', out);
	}
}

static void zsh_name(const struct completion_option *option, const char *dashes,
		     const char *name, FILE *out)
{
	const struct setting *setting = option->setting;

	fputs("\t'", out);
	if (setting->kind == SETTING_LIST)
		fputc('*', out);
	else if (setting->flag)
		fprintf(out, "(-%s --%s)", setting->flag, option->name);
	fprintf(out, "%s%s%s[", dashes, name,
		option->operand != OPERAND_NONE && dashes[1] && setting->n_words < 2
			? "="
			: "");
	completion_put_quoted(setting->help, "'\\''", "[]\\", out);
	fputc(']', out);
	if (option->operand != OPERAND_NONE)
		zsh_operand(option, out);
	fputs("' \\\n", out);
}

static void zsh_option(const struct completion_option *option, FILE *out)
{
	if (option->setting->flag)
		zsh_name(option, "-", option->setting->flag, out);
	zsh_name(option, "--", option->name, out);
}

static void zsh_end(const struct completion *completion, FILE *out)
{
	(void)completion;
	fputs("\t'*:file:_files'\n", out);
}

const struct completion_shell completion_zsh = { "zsh", zsh_begin, zsh_option, zsh_end };
