// SPDX-License-Identifier: GPL-2.0-only
#include "cmd/mergetool.h"

#include <string.h>

#include "cmd/editor.h"
#include "util/alloc.h"
#include "util/file.h"
#include "util/process.h"

#define ANY 0	/* a line of all sides */

static char *configured_tool(const char *folder)
{
	const char *const argv[] = {"git", "-C", folder, "config", "--get", "merge.tool", NULL};
	_cleanup_buf_ struct buf text = {0};

	if (!process_in_path("git") || process_check(argv, &text, NULL))
		return NULL;
	while (text.len && text.data[text.len - 1] == '\n')
		text.data[--text.len] = '\0';
	return text.len ? xstrdup(buf_str(&text)) : NULL;
}

bool mergetool_is_configured(const char *folder)
{
	_cleanup_free_ char *tool = configured_tool(folder);

	return tool;
}

/* Whose the lines behind this one are, or -1: it is no marker. */
static int side_behind(const char *line)
{
	static const struct {
		const char *marker;
		int side;
	} markers[] = {{"<<<<<<<", 2}, {"|||||||", 1}, {"=======", 3}, {">>>>>>>", ANY}};

	for (size_t i = 0; i < ARRAY_SIZE(markers); i++)
		if (!strncmp(line, markers[i].marker, 7) && strchr(" \n", line[7]))
			return markers[i].side;
	return -1;
}

void mergetool_side(const char *text, int side, struct buf *ret_text)
{
	int of = ANY;

	while (*text) {
		size_t len = strcspn(text, "\n");
		int behind = side_behind(text);

		len += text[len] == '\n';
		/* A line of '=' is one of the text's own where no conflict is open. */
		if (behind >= 0 && (of != ANY || behind == 2))
			of = behind;
		else if (of == ANY || of == side)
			buf_add(ret_text, text, len);
		text += len;
	}
}

static int add_side(const char *folder, const struct conflict_file *file, int side,
		    struct buf *index, struct error **err)
{
	_cleanup_free_ char *path = path_join(folder, ".git/side");
	const char *const argv[] = {"git", "-C", folder, "hash-object", "-w", "--no-filters", path, NULL};
	_cleanup_buf_ struct buf text = {0}, id = {0};

	mergetool_side(buf_str(&file->text), side, &text);
	if (file_write(path, buf_str(&text), text.len, 0644, err) || process_check(argv, &id, err))
		return -1;
	buf_printf(index, "100644 %.*s %d\t%s", (int)strcspn(buf_str(&id), "\n"), buf_str(&id), side,
		   file->path);
	buf_add(index, "\0", 1);
	return 0;
}

/* The index is fed through a file, by the shell: our processes have no standard input. */
static int add_files(const char *folder, const struct conflict *conflict, struct error **err)
{
	_cleanup_free_ char *path = path_join(folder, ".git/entries");
	const char *const argv[] = {"sh", "-c", "git -C \"$1\" update-index -z --index-info <\"$2\"",
				    "sh", folder, path, NULL};
	_cleanup_buf_ struct buf index = {0};

	for (size_t i = 0; i < conflict->file_count; i++)
		for (int side = 1; side <= 3 && conflict->files[i].conflicts; side++)
			if (add_side(folder, &conflict->files[i], side, &index, err))
				return -1;
	if (file_write(path, buf_str(&index), index.len, 0644, err))
		return -1;
	return process_check(argv, NULL, err);
}

int mergetool_run(const char *config, const char *folder, const struct conflict *conflict,
		  struct error **err)
{
	_cleanup_free_ char *tool = configured_tool(config), *git = path_join(folder, ".git");
	const char *const init[] = {"git", "init", "-q", folder, NULL};
	const char *const keep[] = {"git", "-C", folder, "config", "mergetool.keepBackup", "false", NULL};
	char *const command[] = {(char *)"git", (char *)"-C", (char *)folder, (char *)"mergetool",
				 (char *)"--no-prompt", xasprintf("--tool=%s", tool ? tool : ""), NULL};
	int rc;

	rc = process_check(init, NULL, err) || process_check(keep, NULL, err) ||
	     add_files(folder, conflict, err) ? -1 : 0;
	if (!rc)
		rc = terminal_run(command, err);
	path_remove(git, NULL);
	free(command[5]);
	return rc;
}
