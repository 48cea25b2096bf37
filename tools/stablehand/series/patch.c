// SPDX-License-Identifier: GPL-2.0-only
#include "series/patch.h"

#include <stdarg.h>
#include <string.h>

#include "series/mail_text.h"
#include "series/patch_parts.h"
#include "util/alloc.h"
#include "util/file.h"
#include "util/library_gmime.h"

#define UNREADABLE_MAX_BYTES (4u << 20)

int patch_error(struct error **err, const struct patch_place *place, size_t line,
		const char *fmt, ...)
{
	_cleanup_free_ char *text = NULL;
	va_list ap;

	va_start(ap, fmt);
	text = xvasprintf(fmt, ap);
	va_end(ap);
	return error_set(err, ERROR_INPUT, "%s%s:%zu: %s", place->name,
			 place->decoded ? " (decoded)" : "", line, text);
}

/* Give the last line its newline, if it lacks that; the diff tells whether something is lost. */
static bool end_last_line(struct buf *text)
{
	const char *first = text->len ? memchr(text->data, '\n', text->len) : NULL;
	bool crlf = first && first > text->data && first[-1] == '\r';

	if (!text->len || text->data[text->len - 1] == '\n')
		return false;
	if (crlf && text->data[text->len - 1] != '\r')
		buf_puts(text, "\r");
	buf_puts(text, "\n");
	return true;
}

/* Take the CR off every line end, if every line has one. */
static void undo_crlf(struct buf *text)
{
	char *end = text->data + text->len, *to = text->data;

	if (!text->len)
		return;
	for (char *at = text->data; at < end;) {
		char *newline = memchr(at, '\n', end - at);

		if (!newline || newline == at || newline[-1] != '\r')
			return;
		at = newline + 1;
	}
	for (char *at = text->data; at < end; at++)
		if (*at != '\r' || at[1] != '\n')
			*to++ = *at;
	*to = '\0';
	text->len = to - text->data;
}

/*
 * Where the message ends. *ret_lines counts the lines before; *ret_second, from 1, is the one
 * where another mail begins, 0: none does.
 */
static size_t message_length(const struct buf *text, size_t *ret_lines, size_t *ret_second)
{
	const char *start = buf_str(text), *at = start, *end = start + text->len;

	*ret_lines = *ret_second = 0;
	while (at < end) {
		const char *newline = memchr(at, '\n', end - at);
		size_t len = (newline ? newline : end) - at;

		if (text_begins_diff(at, len))
			break;
		if (*ret_lines && !*ret_second && text_begins_mail(at, len))
			*ret_second = *ret_lines + 1;
		++*ret_lines;
		at = newline ? newline + 1 : end;
	}
	return at - start;
}

int patch_parse(const char *name, const void *data, size_t len, struct patch **ret_patch,
		struct error **err)
{
	_cleanup_patch_ struct patch *patch = xcalloc(1, sizeof(*patch));
	_cleanup_free_ char *charset = NULL;
	struct patch_place place = { .name = name };
	struct patch_claim claim = { "" };
	size_t line, lines, second, message;

	patch->name = xstrdup(name);
	if (len > PATCH_MAX_BYTES)
		return error_set(err, ERROR_INPUT, "%s: larger than %u MiB", name,
				 PATCH_MAX_BYTES >> 20);
	if (gmime_load(err) || patch_mail_read(patch, data, len, &place, &charset, &line,
					       &claim, err))
		return -1;
	if (patch->text.len > PATCH_MAX_BYTES)
		return error_set(err, ERROR_INPUT, "%s: larger than %u MiB when decoded", name,
				 PATCH_MAX_BYTES >> 20);
	patch->cut = end_last_line(&patch->text);
	undo_crlf(&patch->text);
	message = message_length(&patch->text, &lines, &second);
	if (second)
		return patch_error(err, &place, line + second - 1, PATCH_SECOND_MAIL);
	patch_message_read(patch, buf_str(&patch->text), message, charset, &claim);
	if (patch_diff_read(patch, message, line + lines, &place, err))
		return -1;
	*ret_patch = TAKE_PTR(patch);
	return 0;
}

int patch_read(const char *path, struct patch **ret_patch, struct error **err)
{
	_cleanup_buf_ struct buf data = { 0 };
	const char *slash = strrchr(path, '/');

	if (file_read(path, PATCH_MAX_BYTES, &data, err))
		return -1;
	return patch_parse(slash ? slash + 1 : path, buf_str(&data), data.len, ret_patch, err);
}

struct patch *patch_unreadable(const char *path, const char *why)
{
	struct patch *patch = xcalloc(1, sizeof(*patch));
	const char *slash = strrchr(path, '/');

	patch->name = xstrdup(slash ? slash + 1 : path);
	if (file_read(path, UNREADABLE_MAX_BYTES, &patch->text, NULL))
		buf_clear(&patch->text);
	patch->body = xstrdup("");
	patch->unreadable = xstrdup(why);
	return patch;
}

void patch_free(struct patch *patch)
{
	if (!patch)
		return;
	for (size_t i = 0; i < patch->file_count; i++) {
		struct patch_file *file = &patch->files[i];

		for (size_t j = 0; j < file->hunk_count; j++)
			free(file->hunks[j].heading);
		free(file->hunks);
		free(file->old_path);
		free(file->new_path);
		free(file->old_blob);
		free(file->new_blob);
	}
	for (size_t i = 0; i < patch->trailer_count; i++)
		free(patch->trailers[i]);
	free(patch->trailers);
	free(patch->files);
	free(patch->lines);
	free(patch->name);
	free(patch->author_name);
	free(patch->author_email);
	free(patch->author_said);
	free(patch->subject);
	free(patch->message_id);
	free(patch->body);
	free(patch->upstream);
	free(patch->upstream_version);
	free(patch->unreadable);
	buf_release(&patch->text);
	free(patch);
}
