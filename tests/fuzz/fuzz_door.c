// SPDX-License-Identifier: GPL-2.0-only
/*
 * What comes in from outside, read by all that is ours: a mailbox and its groups, what failed on a
 * stable tree, quoted diffs, the list of a quilt series, b4's log, the indentation of lines.
 */
#include <git2.h>
#include <git2/sys/mempack.h>
#include <git2/sys/repository.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "door/b4.h"
#include "door/from_failed.h"
#include "door/indent.h"
#include "door/mailbox.h"
#include "door/quilt_series.h"
#include "door/quoted.h"
#include "door/subject.h"
#include "git/start.h"
#include "util/alloc.h"
#include "util/file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void read_mails(const struct buf *text)
{
	_cleanup_mailbox_ struct mailbox mailbox = { 0 };
	_cleanup_error_ struct error *err = NULL;

	mailbox_is_one(buf_str(text), text->len);
	if (mailbox_add(&mailbox, "box", text, &err)) {
		if (!err)
			abort();
		return;
	}
	mailbox_group(&mailbox);
	for (size_t i = 0; i < mailbox.count; i++) {
		const struct mail *mail = &mailbox.mails[i];
		_cleanup_incoming_ struct incoming incoming = { 0 };
		_cleanup_subject_ struct subject subject = { 0 };

		if (mail->group > i || mail->header > mail->body || mail->body > mail->text.len)
			abort();
		subject_read(mail->subject, &subject);
		if (subject.number > subject.of || !subject.version)
			abort();
		if (!from_failed(&incoming, mail, "6.1.y", NULL) && incoming.answer_count != 1)
			abort();
	}
}

/* A tree in memory with arch/b.c. */
static void make_tree(struct door_tree *tree)
{
	static const char file[] = "#include <x.h>\n\nint f(void)\n{\n\treturn 1;\n}\n\n"
				   "int g(int a)\n{\n\tif (a)\n\t\treturn 1;\n\treturn 1;\n}\n";
	git_odb_backend *backend;
	git_treebuilder *builder;
	git_odb *odb;
	git_oid id;

	libgit2_start();
	if (git_odb_new(&odb) || git_mempack_new(&backend) || git_odb_add_backend(odb, backend, 1) ||
	    git_repository_wrap_odb(&tree->repo, odb) ||
	    git_blob_create_from_buffer(&id, tree->repo, file, sizeof(file) - 1) ||
	    git_treebuilder_new(&builder, tree->repo, NULL) ||
	    git_treebuilder_insert(NULL, builder, "b.c", &id, GIT_FILEMODE_BLOB) ||
	    git_treebuilder_write(&id, builder) || git_treebuilder_clear(builder) ||
	    git_treebuilder_insert(NULL, builder, "arch", &id, GIT_FILEMODE_TREE) ||
	    git_treebuilder_write(&tree->id, builder))
		abort();
	tree->name = "a tree";
	git_treebuilder_free(builder);
	git_odb_free(odb);
}

static void read_quoted(const char *text)
{
	static struct door_tree tree;
	struct door_trees trees = { &tree, 1 };
	_cleanup_incoming_ struct incoming incoming = { 0 };
	_cleanup_error_ struct error *err = NULL;

	if (!tree.repo)
		make_tree(&tree);
	if (quoted_add(&incoming, "mail", "x", text, &trees, &err)) {
		if (!err || incoming.patch_count)
			abort();
	} else if (incoming.patch_count != 1 || !quoted_has_diff(text)) {
		abort();
	}
}

static void read_quilt(const struct buf *text)
{
	_cleanup_quilt_series_ struct quilt_series series = { 0 };

	if (quilt_series_parse("series", buf_str(text), text->len, &series, NULL))
		return;
	for (size_t i = 0; i < series.count; i++)
		if (!path_is_safe(series.entries[i].path, strlen(series.entries[i].path)) ||
		    series.entries[i].strip > 99)
			abort();
}

static void indent(const char *text)
{
	struct indent_line lines[64];
	size_t count = 0;

	for (const char *at = text; *at && count < 64; at++) {
		size_t len = strcspn(at, "\n"), blank = strspn(at, " \t\v\f\r");

		if (blank < len) {
			_cleanup_free_ char *guess = indent_guess(lines, count, at + blank, len - blank);

			if (strspn(guess, "\t ") != strlen(guess))
				abort();
		}
		lines[count++] = (struct indent_line){ at, len };
		at += len;
		if (!*at)
			break;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	_cleanup_b4_result_ struct b4_result result = { 0 };
	_cleanup_buf_ struct buf text = { 0 };

	buf_add(&text, data, len);
	read_mails(&text);
	read_quilt(&text);
	/* Text of a mail has no NUL. */
	for (size_t i = 0; i < text.len; i++)
		if (!text.data[i])
			text.data[i] = ' ';
	if (text.len) {
		read_quoted(buf_str(&text));
		b4_read_log(buf_str(&text), &result);
		indent(buf_str(&text));
	}
	return 0;
}
