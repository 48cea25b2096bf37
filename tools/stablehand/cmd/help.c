// SPDX-License-Identifier: GPL-2.0-only
#include <ctype.h>
#include <string.h>

#include "cmd/commands.h"
#include "cmd/print.h"
#include "result/json.h"
#include "run/context.h"
#include "util/alloc.h"
#include "util/buf.h"
#include "util/out.h"

const struct option_spec global_options[] = {
	{"directory", 'C', "DIR", "work on the project in DIR (series.conf, kernels, patches)"},
	{"json", 0, NULL, "print one JSON object instead of text"},
	{"quiet", 'q', NULL, "show no progress"},
	{"color", 0, "WHEN", "colour the output: auto (default: on a terminal), always or never",
	 "auto always never"},
	{"no-pager", 0, NULL, "no pager for long text on a terminal (which is the one that git takes)"},
	{"no-color", 0, NULL, "the same as --color=never (also: NO_COLOR)"},
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

static void print_options(struct buf *to, const struct option_spec *options)
{
	for (const struct option_spec *o = options; o && o->name; o++) {
		_cleanup_free_ char *text = option_text(o);

		buf_printf(to, "  %-26s %s\n", text, o->help);
	}
}

static void write_overview(struct buf *to)
{
	buf_puts(to, "Usage: stablehand [OPTION...] COMMAND [ARGUMENT...]\n\n"
	     "Carries a patch series to stable kernel branches: is it needed, does it apply,\n"
	     "does it build, does KVM still pass its selftests in a VM.\n\nCommands:\n");
	for (int i = 0; commands[i]; i++) {
		_cleanup_free_ char *text = xasprintf("%s %s", commands[i]->name,
						      commands[i]->operands);

		buf_printf(to, "  %-26s %s\n", text, commands[i]->summary);
	}
	buf_puts(to, "\nOptions:\n");
	print_options(to, global_options);
	buf_puts(to, "\nExit codes:\n");
	for (size_t i = 0; i < ARRAY_SIZE(exit_codes); i++)
		buf_printf(to, "  %-4s %s\n", exit_codes[i].code, exit_codes[i].meaning);
	buf_puts(to, "\n'stablehand help COMMAND' tells more.\n");
}

/* Print text wrapped at 78 columns. */
static void print_wrapped(struct buf *to, const char *text)
{
	size_t column = 0;

	while (*text) {
		size_t word = strcspn(text, " \n");

		if (column && column + 1 + word > 78) {
			buf_puts(to, "\n");
			column = 0;
		}
		if (column)
			buf_puts(to, " ");
		buf_printf(to, "%.*s", (int)word, text);
		column += word + (column != 0);
		text += word;
		if (*text == '\n') {
			buf_puts(to, "\n");
			column = 0;
		}
		text += *text != '\0';
	}
	buf_puts(to, "\n");
}

static void write_command(struct buf *to, const struct command *command)
{
	buf_printf(to, "Usage: stablehand %s%s%s%s\n\n", command->name,
	       command->options && command->options->name ? " [OPTION...]" : "",
	       *command->operands ? " " : "", command->operands);
	print_wrapped(to, command->description);
	if (command->options && command->options->name) {
		buf_puts(to, "\nOptions:\n");
		print_options(to, command->options);
	}
}

/* Text for man(7): hyphens and leading dots kept literal. */
static void man_text(struct buf *to, const char *text)
{
	bool line_start = true;

	for (; *text; text++) {
		if (line_start && (*text == '.' || *text == '\''))
			buf_puts(to, "\\&");
		line_start = *text == '\n';
		if (*text == '-' || *text == '\\')
			buf_puts(to, "\\");
		buf_add(to, text, 1);
	}
}

static void man_options(struct buf *to, const struct option_spec *options)
{
	for (const struct option_spec *o = options; o && o->name; o++) {
		buf_puts(to, ".TP\n.B ");
		if (o->letter)
			buf_printf(to, "\\-%c, ", o->letter);
		buf_puts(to, "\\-\\-");
		man_text(to, o->name);
		if (o->argument)
			buf_printf(to, " \\fI%s\\fR", o->argument);
		buf_puts(to, "\n");
		man_text(to, o->help);
		buf_puts(to, "\n");
	}
}

static void write_man(struct buf *to)
{
	buf_puts(to, ".TH STABLEHAND 1 \"\" \"stablehand " STABLEHAND_VERSION "\" \"User Commands\"\n"
	     ".SH NAME\nstablehand \\- carry a patch series to stable kernel branches\n"
	     ".SH SYNOPSIS\n.B stablehand\n[\\fIOPTION\\fR...] \\fICOMMAND\\fR [\\fIARGUMENT\\fR...]\n"
	     ".SH DESCRIPTION\n"
	     "Takes the patch series of a project folder and the stable branches of the Linux\n"
	     "kernel, and for each branch ports the patches, builds the branch with and without\n"
	     "them, runs the KVM selftests of both in VMs and compares them test by test.\n"
	     ".SH OPTIONS\n");
	man_options(to, global_options);
	buf_puts(to, ".SH COMMANDS\n");
	for (int i = 0; commands[i]; i++) {
		buf_printf(to, ".SS %s %s\n", commands[i]->name, commands[i]->operands);
		man_text(to, commands[i]->description);
		buf_puts(to, "\n");
		man_options(to, commands[i]->options);
	}
	buf_puts(to, ".SH EXIT STATUS\n");
	for (size_t i = 0; i < ARRAY_SIZE(exit_codes); i++)
		buf_printf(to, ".TP\n.B %s\n%s\n", exit_codes[i].code, exit_codes[i].meaning);
	buf_puts(to, ".SH ENVIRONMENT\n");
	for (size_t i = 0; i < ARRAY_SIZE(environment); i++)
		buf_printf(to, ".TP\n.B %s\n%s\n", environment[i].name, environment[i].meaning);
	buf_puts(to, ".SH SEE ALSO\n.BR git\\-am (1),\n.BR git\\-apply (1)\n");
}

static void completion_words(struct buf *to, const struct option_spec *options)
{
	for (const struct option_spec *o = options; o && o->name; o++)
		buf_printf(to, " --%s", o->name);
}

static void write_completion(struct buf *to)
{
	buf_puts(to, "# bash completion for stablehand; made from its command table\n"
	     "_stablehand()\n{\n"
	     "\tlocal word=${COMP_WORDS[COMP_CWORD]} command= i words\n"
	     "\tfor ((i = 1; i < COMP_CWORD; i++)); do\n"
	     "\t\tcase ${COMP_WORDS[i]} in\n"
	     "\t\t-C|--directory) ((i++)) ;;\n"
	     "\t\t-*) ;;\n"
	     "\t\t*) command=${COMP_WORDS[i]}; break ;;\n"
	     "\t\tesac\n\tdone\n"
	     "\tcase $command in\n");
	buf_puts(to, "\t'') words='");
	for (int i = 0; commands[i]; i++)
		buf_printf(to, "%s%s", i ? " " : "", commands[i]->name);
	completion_words(to, global_options);
	buf_puts(to, "' ;;\n");
	for (int i = 0; commands[i]; i++) {
		buf_printf(to, "\t%s) words=\"", commands[i]->name);
		if (strstr(commands[i]->operands, "BRANCH"))
			buf_puts(to, "$(cd kernels 2>/dev/null && ls -1 *.conf 2>/dev/null | sed 's/[.]conf$//')");
		completion_words(to, commands[i]->options);
		buf_puts(to, "\" ;;\n");
	}
	buf_puts(to, "\tesac\n"
	     "\tCOMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
	     "}\ncomplete -F _stablehand stablehand\n");
}

/* The page as text, or as an object that holds it. */
static void print(struct buf *page, bool json)
{
	if (json)
		print_result(&out_stdout, json_pack("{s:i, s:s}", "schema", JSON_SCHEMA, "help",
						    buf_str(page)));
	else
		out_text(&out_stdout, buf_str(page), page->len);
	buf_release(page);
}

void help_overview(bool json)
{
	struct buf page = { 0 };

	write_overview(&page);
	print(&page, json);
}

void help_command(const struct command *command, bool json)
{
	struct buf page = { 0 };

	write_command(&page, command);
	print(&page, json);
}

static int run_help(struct context *context, const struct arguments *arguments, struct error **err)
{
	const struct command *command = NULL;
	struct buf page = { 0 };

	if (arguments->operand_count && command_find(arguments->operands[0], true, &command, err))
		return -1;
	if (argument_value(arguments, "man"))
		write_man(&page);
	else if (argument_value(arguments, "completion"))
		write_completion(&page);
	else if (command)
		write_command(&page, command);
	else
		write_overview(&page);
	print(&page, context->json);
	return 0;
}

const struct command command_help = {
	.name = "help",
	.operands = "[COMMAND]",
	.max_operands = 1,
	.summary = "help for a command",
	.description = "Prints help for one command, or an overview of all.",
	.options = (const struct option_spec[]){
		{"man", 0, NULL, "print the man page (roff)"},
		{"completion", 0, NULL, "print the completion script for bash"},
		{NULL}},
	.run = run_help,
};
