// SPDX-License-Identifier: GPL-2.0-only
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "cmd/command.h"
#include "util/alloc.h"

const struct option_spec global_options[] = {
	{"directory", 'C', "DIR", "work on the project in DIR (series.conf, kernels, patches)"},
	{"json", 0, NULL, "print one JSON object instead of text"},
	{"quiet", 'q', NULL, "show no progress"},
	{"no-color", 0, NULL, "never colour the output (also: NO_COLOR)"},
	{"version", 0, NULL, "print the version"},
	{"help", 'h', NULL, "print this help"},
	{NULL},
};

static const struct {
	const char *code, *meaning;
} exit_codes[] = {
	{"0", "all well"},
	{"1", "a finding: a patch refused, a build failed, a test regressed"},
	{"2", "wrong usage, or input that cannot be read"},
	{"3", "the machine lacks something; the message names it"},
	{"4", "a bug of stablehand"},
	{"130", "interrupted"},
};

static const struct {
	const char *name, *meaning;
} environment[] = {
	{"XDG_CACHE_HOME", "stablehand/ below it keeps what can be made again: sources, builds"},
	{"XDG_STATE_HOME", "stablehand/ below it keeps results and logs"},
	{"NO_COLOR", "when set and not empty, no colour"},
};

static char *option_text(const struct option_spec *o)
{
	const char *value = o->argument ? o->argument : "";
	const char *gap = o->argument ? " " : "";

	if (o->letter)
		return xasprintf("-%c, --%s%s%s", o->letter, o->name, gap, value);
	return xasprintf("    --%s%s%s", o->name, gap, value);
}

static void print_options(const struct option_spec *options)
{
	for (const struct option_spec *o = options; o && o->name; o++) {
		_cleanup_free_ char *text = option_text(o);

		printf("  %-26s %s\n", text, o->help);
	}
}

void help_overview(void)
{
	puts("Usage: stablehand [OPTION...] COMMAND [ARGUMENT...]\n\n"
	     "Carries a patch series to stable kernel branches: is it needed, does it apply,\n"
	     "does it build, does KVM still pass its selftests in a VM.\n\nCommands:");
	for (int i = 0; commands[i]; i++) {
		_cleanup_free_ char *text = xasprintf("%s %s", commands[i]->name,
						      commands[i]->operands);

		printf("  %-26s %s\n", text, commands[i]->summary);
	}
	puts("\nOptions:");
	print_options(global_options);
	puts("\nExit codes:");
	for (size_t i = 0; i < ARRAY_SIZE(exit_codes); i++)
		printf("  %-4s %s\n", exit_codes[i].code, exit_codes[i].meaning);
	puts("\n'stablehand help COMMAND' tells more.");
}

/* Print text wrapped at 78 columns. */
static void print_wrapped(const char *text)
{
	size_t column = 0;

	while (*text) {
		size_t word = strcspn(text, " \n");

		if (column && column + 1 + word > 78) {
			putchar('\n');
			column = 0;
		}
		if (column)
			putchar(' ');
		printf("%.*s", (int)word, text);
		column += word + (column != 0);
		text += word;
		if (*text == '\n') {
			putchar('\n');
			column = 0;
		}
		text += *text != '\0';
	}
	putchar('\n');
}

void help_command(const struct command *command)
{
	printf("Usage: stablehand %s%s%s%s\n\n", command->name,
	       command->options && command->options->name ? " [OPTION...]" : "",
	       *command->operands ? " " : "", command->operands);
	print_wrapped(command->description);
	if (command->options && command->options->name) {
		puts("\nOptions:");
		print_options(command->options);
	}
}

/* Text for man(7): hyphens and leading dots kept literal. */
static void man_text(const char *text)
{
	bool line_start = true;

	for (; *text; text++) {
		if (line_start && (*text == '.' || *text == '\''))
			fputs("\\&", stdout);
		line_start = *text == '\n';
		if (*text == '-' || *text == '\\')
			putchar('\\');
		putchar(*text);
	}
}

static void man_options(const struct option_spec *options)
{
	for (const struct option_spec *o = options; o && o->name; o++) {
		fputs(".TP\n.B ", stdout);
		if (o->letter)
			printf("\\-%c, ", o->letter);
		fputs("\\-\\-", stdout);
		man_text(o->name);
		if (o->argument)
			printf(" \\fI%s\\fR", o->argument);
		putchar('\n');
		man_text(o->help);
		putchar('\n');
	}
}

void help_man(void)
{
	puts(".TH STABLEHAND 1 \"\" \"stablehand " STABLEHAND_VERSION "\" \"User Commands\"\n"
	     ".SH NAME\nstablehand \\- carry a patch series to stable kernel branches\n"
	     ".SH SYNOPSIS\n.B stablehand\n[\\fIOPTION\\fR...] \\fICOMMAND\\fR [\\fIARGUMENT\\fR...]\n"
	     ".SH DESCRIPTION\n"
	     "Takes the patch series of a project folder and the stable branches of the Linux\n"
	     "kernel, and for each branch ports the patches, builds the branch with and without\n"
	     "them, runs the KVM selftests of both in VMs and compares them test by test.\n"
	     ".SH OPTIONS");
	man_options(global_options);
	puts(".SH COMMANDS");
	for (int i = 0; commands[i]; i++) {
		printf(".SS %s %s\n", commands[i]->name, commands[i]->operands);
		man_text(commands[i]->description);
		putchar('\n');
		man_options(commands[i]->options);
	}
	puts(".SH EXIT STATUS");
	for (size_t i = 0; i < ARRAY_SIZE(exit_codes); i++)
		printf(".TP\n.B %s\n%s\n", exit_codes[i].code, exit_codes[i].meaning);
	puts(".SH ENVIRONMENT");
	for (size_t i = 0; i < ARRAY_SIZE(environment); i++)
		printf(".TP\n.B %s\n%s\n", environment[i].name, environment[i].meaning);
	puts(".SH SEE ALSO\n.BR git\\-am (1),\n.BR git\\-apply (1)");
}

static void completion_words(const struct option_spec *options)
{
	for (const struct option_spec *o = options; o && o->name; o++)
		printf(" --%s", o->name);
}

void help_completion(void)
{
	puts("# bash completion for stablehand; made from its command table\n"
	     "_stablehand()\n{\n"
	     "\tlocal word=${COMP_WORDS[COMP_CWORD]} command= i words\n"
	     "\tfor ((i = 1; i < COMP_CWORD; i++)); do\n"
	     "\t\tcase ${COMP_WORDS[i]} in\n"
	     "\t\t-C|--directory) ((i++)) ;;\n"
	     "\t\t-*) ;;\n"
	     "\t\t*) command=${COMP_WORDS[i]}; break ;;\n"
	     "\t\tesac\n\tdone\n"
	     "\tcase $command in");
	fputs("\t'') words='", stdout);
	for (int i = 0; commands[i]; i++)
		printf("%s%s", i ? " " : "", commands[i]->name);
	completion_words(global_options);
	puts("' ;;");
	for (int i = 0; commands[i]; i++) {
		printf("\t%s) words=\"", commands[i]->name);
		if (strstr(commands[i]->operands, "BRANCH"))
			fputs("$(cd kernels 2>/dev/null && ls -1 *.conf 2>/dev/null | sed 's/[.]conf$//')",
			      stdout);
		completion_words(commands[i]->options);
		puts("\" ;;");
	}
	puts("\tesac\n"
	     "\tCOMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
	     "}\ncomplete -F _stablehand stablehand");
}
