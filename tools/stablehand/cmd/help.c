// SPDX-License-Identifier: GPL-2.0-only
#include <ctype.h>
#include <string.h>

#include "cmd/commands.h"
#include "cmd/help_parts.h"
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

const struct help_entry help_exit_codes[] = {
	{"0", "all well"},
	{"1", "a finding: a patch refused, a build failed, a test regressed"},
	{"2", "wrong usage, or input that cannot be read"},
	{"3", "the machine lacks something; the message names it"},
	{"4", "a bug of stablehand"},
	{"130", "interrupted"},
	{NULL},
};

const struct help_entry help_environment[] = {
	{"XDG_CACHE_HOME", "stablehand/ below it keeps what can be made again: sources, builds"},
	{"XDG_STATE_HOME", "stablehand/ below it keeps results and logs"},
	{"STABLEHAND_CONFINE", "are makefiles and VMs run in bubblewrap: auto (default: where it "
			       "works), always or never"},
	{"CCACHE_DIR", "ccache's folder (default: a folder of the cache)"},
	{"NO_COLOR", "when set and not empty, no colour"},
	{"COLUMNS", "how wide the output is where there is no terminal; it is cut only then"},
	{"GIT_PAGER, PAGER", "the pager for long text on a terminal, as git has it"},
	{"GIT_EDITOR, VISUAL, EDITOR", "the editor of resolve, as git has it"},
	{NULL},
};

const struct help_entry help_settings[] = {
	{"upstream.path", "a repository with Linus' tree: commits, ids, later fixes"},
	{"vulns.path", "a checkout of the kernel's CVE data"},
	{"limits.time", "how long a night may take: 90m, 6h"},
	{"limits.cores", "compilers or VMs at once in a night"},
	{"limits.memory", "memory of these; how many fit follows from what earlier ones needed"},
	{"limits.disk", "what gc keeps the cache below: 500M, 100G"},
	{"executor.NAME.type", "slurm: the executor --executor NAME sends builds and tests to Slurm"},
	{"executor.NAME.folder", "a folder that all nodes see; stablehand/ in it is the cache then, "
				 "which other commands use with XDG_CACHE_HOME. Not said: the usual "
				 "cache is seen by all. The project must be seen by all, too"},
	{"executor.NAME.scratch", "a folder of each node for work trees (default "
				  "/var/tmp/stablehand)"},
	{"executor.NAME.partition, .account, .constraint", "as sbatch takes them"},
	{"executor.NAME.kvm", "the constraint of tests that need KVM on their node: kvm&nested"},
	{"executor.NAME.ccache", "remote storage of ccache on the nodes: http://HOST:PORT or "
				 "redis://HOST; makefiles then reach the network"},
	{"executor.NAME.build-cores, .build-memory, .build-time", "what one build may take: 8, 16G, "
		"2h (default: 4 cores, 4h, and memory as earlier ones needed)"},
	{"executor.NAME.suite-cores, .suite-memory, .suite-time", "the same of the VMs of one boot "
								  "variant (default: 4 cores, 12h)"},
	{"executor.NAME.pause", "before a job that its node failed begins again, twice at most: 20s"},
	{"mail.to, mail.from, mail.sendmail", "who gets the news of a night, and by which program"},
	{"nightly.page", "the folder of the web pages that a night writes"},
	{"source.type = rc", "in kernels/BRANCH.conf: an -rc under review; path is its mailbox or quilt queue"},
	{"webhook.url", "where the news is sent as JSON"},
	{"kcidb.origin", "who reports, in KCIDB's form"},
	{NULL},
};

const struct help_entry help_files[] = {
	{"series.conf", "which patch goes to which branch and profile", true},
	{"patches/SERIES/", "the patches of a series, its rules.conf and resolutions/", true},
	{"accepted.conf", "findings of nights that are known and meant", true},
	{"stablehand.conf", "what the project knows of this machine (CONFIGURATION)", true},
	{"kernels/BRANCH.conf", "the sources, configuration and tests of a branch", true},
	{"kernels/vm/", "how VMs are started", true},
	{"out/BRANCH/SERIES/", "what was ported, ready for git am", true},
	{"$XDG_CACHE_HOME/stablehand/", "kernels, ports, builds: can be made again (default ~/.cache)"},
	{"$XDG_STATE_HOME/stablehand/", "results.db, logs/, resolve/: cannot (default ~/.local/state)"},
	{NULL},
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
	for (const struct help_entry *e = help_exit_codes; e->word; e++)
		buf_printf(to, "  %-4s %s\n", e->word, e->meaning);
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
	const struct help_example *example = help_examples(command);

	buf_printf(to, "Usage: stablehand %s%s%s%s\n\n", command->name,
	       command->options && command->options->name ? " [OPTION...]" : "",
	       *command->operands ? " " : "", command->operands);
	print_wrapped(to, command->description);
	if (command->options && command->options->name) {
		buf_puts(to, "\nOptions:\n");
		print_options(to, command->options);
	}
	if (example)
		buf_puts(to, "\nExamples:\n");
	for (; example && example->line; example++)
		buf_printf(to, "  %s\n      %s\n", example->line, example->meaning);
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

static int complete(const struct context *context, const struct arguments *arguments,
		    struct error **err)
{
	struct buf found = { 0 };

	if (!arguments->operand_count)
		return error_set(err, ERROR_INPUT, "--complete: no word");
	help_complete(arguments->operands, arguments->operand_count, &found);
	print(&found, context->json);
	return 0;
}

static int run_help(struct context *context, const struct arguments *arguments, struct error **err)
{
	const char *folder = argument_value(arguments, "man-pages");
	const char *shell = argument_value(arguments, "completion");
	const struct command *command = NULL;
	struct buf page = { 0 };

	if (argument_value(arguments, "complete"))
		return complete(context, arguments, err);
	if (arguments->operand_count > 1)
		return error_set(err, ERROR_INPUT, "help: too many arguments");
	if (arguments->operand_count && command_find(arguments->operands[0], true, &command, err))
		return -1;
	if (folder)
		return help_write_man_pages(folder, err);
	if (argument_value(arguments, "man"))
		help_write_man(&page, command);
	else if (shell)
		buf_puts(&page, help_completion(shell));
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
	.max_operands = -1,
	.summary = "help for a command",
	.description = "Prints help for one command (the start of its name will do), or an overview of "
		       "all.",
	.options = (const struct option_spec[]){
		{"man", 0, NULL, "print the man page (roff) instead"},
		{"man-pages", 0, "DIR", "write all man pages into DIR"},
		{"completion", 0, "SHELL", "print the completion script for bash or zsh", "bash zsh"},
		{"complete", 0, NULL, "plumbing, for these: what the last word can be; behind --"},
		{NULL}},
	.run = run_help,
};
