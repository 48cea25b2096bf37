// SPDX-License-Identifier: GPL-2.0-only
/* The man pages. */
#include <ctype.h>
#include <string.h>

#include "cmd/help_parts.h"
#include "util/alloc.h"
#include "util/file.h"

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

static void man_line(struct buf *to, const char *text)
{
	man_text(to, text);
	buf_puts(to, "\n");
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
		man_line(to, o->help);
	}
}

static void man_entries(struct buf *to, const char *heading, const struct help_entry *entries,
			bool project)
{
	buf_printf(to, ".SH %s\n", heading);
	for (; entries->word; entries++) {
		if (entries->project && !project)
			continue;
		buf_puts(to, ".TP\n.B ");
		man_line(to, entries->word);
		man_line(to, entries->meaning);
	}
}

static void man_examples(struct buf *to, const struct command *command)
{
	const struct help_example *example = help_examples(command);

	if (!example)
		return;
	buf_puts(to, ".SH EXAMPLES\n");
	for (; example->line; example++) {
		buf_puts(to, ".TP\n.B ");
		man_line(to, example->line);
		man_line(to, example->meaning);
	}
}

static void man_title(struct buf *to, const char *name, const char *summary)
{
	buf_puts(to, ".TH ");
	for (const char *at = name; *at; at++) {
		char upper = toupper((unsigned char)*at);

		if (upper == '-')
			buf_puts(to, "\\");
		buf_add(to, &upper, 1);
	}
	buf_puts(to, " 1 \"\" \"stablehand " STABLEHAND_VERSION "\" \"User Commands\"\n.SH NAME\n");
	man_text(to, name);
	buf_puts(to, " \\- ");
	man_line(to, summary);
}

static void man_command(struct buf *to, const struct command *command)
{
	_cleanup_free_ char *name = xasprintf("stablehand-%s", command->name);

	man_title(to, name, command->summary);
	buf_puts(to, ".SH SYNOPSIS\n.B stablehand\n[\\fIOPTION\\fR...] \\fB");
	man_text(to, command->name);
	buf_puts(to, "\\fR");
	if (command->options && command->options->name)
		buf_puts(to, " [\\fIOPTION\\fR...]");
	if (*command->operands)
		buf_puts(to, " ");
	man_line(to, command->operands);
	buf_puts(to, ".SH DESCRIPTION\n");
	man_line(to, command->description);
	if (command->options && command->options->name) {
		buf_puts(to, ".SH OPTIONS\n");
		man_options(to, command->options);
	}
	buf_puts(to, ".PP\nOptions of all commands are in\n.BR stablehand (1).\n");
	man_examples(to, command);
	man_entries(to, "FILES", help_files, command->needs_project);
	man_entries(to, "EXIT STATUS", help_exit_codes, true);
	buf_puts(to, ".SH SEE ALSO\n.BR stablehand (1)\n");
}

static void man_program(struct buf *to)
{
	man_title(to, "stablehand", "carry a patch series to stable kernel branches");
	buf_puts(to, ".SH SYNOPSIS\n.B stablehand\n[\\fIOPTION\\fR...] \\fICOMMAND\\fR [\\fIARGUMENT\\fR...]\n"
	     ".SH DESCRIPTION\n"
	     "Takes the patch series of a project folder and the stable branches of the Linux\n"
	     "kernel, and for each branch ports the patches, builds the branch with and without\n"
	     "them, runs the KVM selftests of both in VMs and compares them test by test.\n"
	     "The project is the current folder or the nearest one above it that holds\n"
	     ".I series.conf\nand\n.IR kernels/ .\n"
	     ".SH OPTIONS\n");
	man_options(to, global_options);
	buf_puts(to, ".SH COMMANDS\nEach has a page of its own.\n");
	for (int i = 0; commands[i]; i++) {
		buf_puts(to, ".TP\n.BR stablehand\\-");
		man_text(to, commands[i]->name);
		buf_puts(to, " (1)\n");
		man_line(to, commands[i]->summary);
	}
	buf_puts(to, ".SH EXAMPLES\nFrom a clone to patches on the branches in kernels/:\n.PP\n.nf\n");
	man_line(to, "stablehand fetch");
	man_line(to, "stablehand status");
	man_line(to, "stablehand explain 6.1.y kvm-pferr/01");
	man_line(to, "stablehand port");
	buf_puts(to, ".fi\n");
	man_entries(to, "FILES", help_files, true);
	man_entries(to, "CONFIGURATION", help_settings, true);
	man_entries(to, "EXIT STATUS", help_exit_codes, true);
	man_entries(to, "ENVIRONMENT", help_environment, true);
	buf_puts(to, ".SH SEE ALSO\n.BR git\\-am (1),\n.BR git\\-mergetool (1)\n");
}

void help_write_man(struct buf *to, const struct command *command)
{
	if (command)
		man_command(to, command);
	else
		man_program(to);
}

static int write_page(const char *folder, const struct command *command, struct error **err)
{
	_cleanup_free_ char *path = path_join(folder, "stablehand%s%s.1", command ? "-" : "",
					      command ? command->name : "");
	_cleanup_buf_ struct buf page = {0};

	help_write_man(&page, command);
	return file_write(path, buf_str(&page), page.len, 0644, err);
}

int help_write_man_pages(const char *folder, struct error **err)
{
	if (dir_make(folder, err))
		return -1;
	for (int i = 0; commands[i]; i++)
		if (write_page(folder, commands[i], err))
			return -1;
	return write_page(folder, NULL, err);
}
