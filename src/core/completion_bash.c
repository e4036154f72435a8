/*
 * completion_bash - completion.h for bash: a function that says what fits.
 */
#include "core/completion_shell.h"

static void bash_names(const struct completion_option *option, FILE *out)
{
	if (option->setting->flag)
		fprintf(out, " -%s", option->setting->flag);
	fprintf(out, " --%s", option->name);
}

static void bash_begin(const struct completion *completion, FILE *out)
{
	fprintf(out,
		"# bash completion of %s, made by %s --completion bash\n"
		"_%s()\n"
		"{\n"
		"\tlocal current=${COMP_WORDS[COMP_CWORD]} "
		"before=${COMP_WORDS[COMP_CWORD - 1]}\n"
		"\tlocal kind=files words='' name=''\n"
		"\n"
		"\t# --name=value is three words here.\n"
		"\tif [ \"$before\" = '=' ]; then\n"
		"\t\tbefore=${COMP_WORDS[COMP_CWORD - 2]}\n"
		"\telif [ \"$current\" = '=' ]; then\n"
		"\t\tcurrent=''\n"
		"\tfi\n"
		"\tcase $before in\n"
		"\t-?*) name=${before#-} name=${name#-} name=${name//-/_} ;;\n"
		"\tesac\n"
		"\tcase $name in\n",
		completion->name, completion->name, completion->name);
}

static void bash_option(const struct completion_option *option, FILE *out)
{
	static const char *const kinds[] = {
		[OPERAND_FILE] = "files",
		[OPERAND_FOLDER] = "folders",
		[OPERAND_HOST] = "hosts",
		[OPERAND_OTHER] = "words",
	};

	if (option->operand == OPERAND_NONE)
		return;
	fputc('\t', out);
	if (option->setting->flag)
		fprintf(out, "%s|", option->setting->flag);
	fprintf(out, "%s) kind=%s", option->name, kinds[option->operand]);
	if (option->words) {
		fputs(" words='", out);
		completion_put_words(option->words, out);
		fputc('\'', out);
	}
	fputs(" ;;\n", out);
}

/* Files alone are left to readline, which knows of tildes and variables. */
static void bash_end(const struct completion *completion, FILE *out)
{
	fputs("\t*)\n"
	      "\t\tcase $current in\n"
	      "\t\t-*)\n"
	      "\t\t\tkind=options\n"
	      "\t\t\twords='",
	      out);
	completion_each(completion, bash_names, out);
	fprintf(out,
		"'\n"
		"\t\t\tname=${current#-} name=${name#-}\n"
		"\t\t\tcurrent=${current%%\"$name\"}${name//-/_}\n"
		"\t\t\t;;\n"
		"\t\tesac\n"
		"\t\t;;\n"
		"\tesac\n"
		"\tmapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$current\")\n"
		"\tcase $kind in\n"
		"\tfiles)\n"
		"\t\tif [ \"${#COMPREPLY[@]}\" -gt 0 ]; then\n"
		"\t\t\tmapfile -t -O \"${#COMPREPLY[@]}\" COMPREPLY < <(compgen -f -- "
		"\"$current\")\n"
		"\t\t\tcompopt -o filenames\n"
		"\t\telse\n"
		"\t\t\tcompopt -o default\n"
		"\t\tfi\n"
		"\t\t;;\n"
		"\tfolders) compopt -o dirnames ;;\n"
		"\thosts) mapfile -t COMPREPLY < <(compgen -A hostname -- \"$current\") "
		";;\n"
		"\tesac\n"
		"}\n"
		"complete -F _%s %s\n",
		completion->name, completion->name);
}

const struct completion_shell completion_bash = { "bash", bash_begin, bash_option,
						  bash_end };
