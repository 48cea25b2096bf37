// SPDX-License-Identifier: GPL-2.0-only
#include "run/import_source.h"

#include <string.h>
#include <sys/stat.h>

#include "door/from_files.h"
#include "door/from_mailbox.h"
#include "door/quoted.h"
#include "index/cve_record.h"
#include "run/import_commits.h"
#include "run/import_cve.h"
#include "run/import_trees.h"
#include "run/project_conf.h"
#include "util/alloc.h"
#include "util/file.h"

enum import_kind import_kind(const char *source)
{
	const char *at = strchr(source, '@');
	struct stat st;

	if (!strcmp(source, "-"))
		return IMPORT_FILE;
	if (!stat(source, &st))
		return S_ISDIR(st.st_mode) ? IMPORT_FOLDER : IMPORT_FILE;
	if (cve_id_read(source, strlen(source)))
		return IMPORT_CVE;
	if (at && at[1] != '{' && at != source)
		return IMPORT_MESSAGE_ID;
	return IMPORT_COMMITS;
}

static int read_mailbox(struct context *context, struct mailbox *mailbox,
			struct incoming *incoming, struct error **err)
{
	_cleanup_import_trees_ struct import_trees trees = { 0 };

	/* Only what is quoted needs them; that costs a moment of looking. */
	if (mailbox_has_quoted(mailbox) && import_trees_open(context, &trees, err))
		return -1;
	return from_mailbox(incoming, mailbox, &trees.trees, err);
}

static int read_text(struct context *context, const char *path, const struct buf *text,
		     struct incoming *incoming, struct error **err)
{
	_cleanup_import_trees_ struct import_trees trees = { 0 };
	_cleanup_free_ char *whole = NULL;

	if (!quoted_has_diff(buf_str(text)))
		return from_patch_file(incoming, path, text, err);
	if (memchr(buf_str(text), '\0', text->len))
		return error_set(err, ERROR_INPUT, "%s: a NUL byte in a mail", path);
	if (import_trees_open(context, &trees, err))
		return -1;
	return quoted_add(incoming, path, "", buf_str(text), &trees.trees, err);
}

static int read_file(struct context *context, const char *path, struct incoming *incoming,
		     struct error **err)
{
	_cleanup_mailbox_ struct mailbox mailbox = { 0 };
	_cleanup_buf_ struct buf text = { 0 };

	if (!strcmp(path, "-") ? door_read_input(&text, err) :
				 door_read_file(path, true, &text, err))
		return -1;
	if (!mailbox_is_one(buf_str(&text), text.len))
		return read_text(context, path, &text, incoming, err);
	if (mailbox_add(&mailbox, path, &text, err))
		return -1;
	return read_mailbox(context, &mailbox, incoming, err);
}

static int read_folder(struct context *context, const char *path, struct incoming *incoming,
		       struct error **err)
{
	_cleanup_mailbox_ struct mailbox mailbox = { 0 };

	if (!mailbox_is_maildir(path))
		return from_folder(incoming, path, err);
	if (mailbox_add_maildir(&mailbox, path, err))
		return -1;
	return read_mailbox(context, &mailbox, incoming, err);
}

static int read_commits(struct context *context, const struct import_options *options,
			const char *source, struct incoming *incoming, struct error **err)
{
	_cleanup_free_ char *configured = NULL;

	if (!options->repository && project_conf_path(context, "upstream.path", &configured, err))
		return -1;
	if (!options->repository && !configured)
		return error_set(err, ERROR_INPUT, "%s: no such file or folder; for a commit, name its "
				 "repository (--git DIR, or path in [upstream] of stablehand.conf)",
				 source);
	return import_commits(incoming, options->repository ? options->repository : configured,
			      source, err);
}

int import_source(struct context *context, const struct import_options *options,
		  const char *source, struct incoming *incoming, struct error **err)
{
	switch (import_kind(source)) {
	case IMPORT_FILE:
		return read_file(context, source, incoming, err);
	case IMPORT_FOLDER:
		return read_folder(context, source, incoming, err);
	case IMPORT_MESSAGE_ID:
		return from_message_id(incoming, source, err);
	case IMPORT_CVE:
		return import_cve(context, options, source, incoming, err);
	case IMPORT_COMMITS:
		break;
	}
	return read_commits(context, options, source, incoming, err);
}
