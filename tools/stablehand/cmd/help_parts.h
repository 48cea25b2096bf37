/* SPDX-License-Identifier: GPL-2.0-only */
/* How help is split: text, man pages, completion, all from the command table. */
#ifndef CMD_HELP_PARTS_H
#define CMD_HELP_PARTS_H

#include "cmd/command.h"
#include "util/buf.h"

/* A word and what it means; a list ends with a NULL word. */
struct help_entry {
	const char *word, *meaning;
	bool project;		/* only for commands that need a project */
};

extern const struct help_entry help_exit_codes[], help_environment[], help_files[];
extern const struct help_entry help_settings[];	/* of stablehand.conf: "section.key" */

/* A command line and what it does; up to a NULL line. */
struct help_example {
	const char *line, *meaning;
};

#define HELP_MAX_EXAMPLES 4

/* Those of a command, at least one; NULL: it has none. */
const struct help_example *help_examples(const struct command *command);

/* Append the man page (roff) of a command; NULL: of the program. */
void help_write_man(struct buf *to, const struct command *command);

/*
 * Write all pages into a folder, that of the program last: stablehand.1 and
 * stablehand-COMMAND.1.
 */
int help_write_man_pages(const char *folder, struct error **err);

/* The completion script of a shell, "bash" or "zsh"; constant. */
const char *help_completion(const char *shell);

/*
 * Append what the last of the words (those behind the program's name, at least one) can be
 * completed to, a line each; ":files" and ":folders" stand for those that the shell knows. A
 * project is found as every command finds it, by -C too; what cannot be read gives nothing.
 */
void help_complete(char *const *words, size_t count, struct buf *to);

#endif
