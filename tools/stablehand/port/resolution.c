// SPDX-License-Identifier: GPL-2.0-only
#include "port/resolution.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "series/mail_text.h"
#include "syntax/identifier.h"
#include "util/alloc.h"
#include "util/file.h"
#include "util/text.h"

#define SETTLES_MAX 10000
#define FIELD_MAX 4500		/* bytes of a value: enough for a path and a digest */

struct resolution_reader {
	const char *name;
	const char *at, *end;
	size_t line;		/* of `at`, from 1 */
	struct resolution *to;
};

static int fail(const struct resolution_reader *reader, struct error **err, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

static int fail(const struct resolution_reader *reader, struct error **err, const char *fmt, ...)
{
	_cleanup_free_ char *text = NULL;
	va_list ap;

	va_start(ap, fmt);
	text = xvasprintf(fmt, ap);
	va_end(ap);
	return error_set(err, ERROR_INPUT, "%s:%zu: %s", reader->name, reader->line, text);
}

static size_t line_length(const struct resolution_reader *reader)
{
	const char *newline = memchr(reader->at, '\n', reader->end - reader->at);

	return (newline ? newline : reader->end) - reader->at;
}

static void next_line(struct resolution_reader *reader, size_t len)
{
	reader->at += len + (reader->at + len < reader->end);
	reader->line++;
}

static bool is_printable(const char *text, size_t len)
{
	for (size_t i = 0; i < len;) {
		size_t bytes = text[i] == '\t' ? 1 : text_printable_length(text + i, len - i);

		if (!bytes)
			return false;
		i += bytes;
	}
	return true;
}

/* "3f2a9c1b04de77aa arch/x86/kvm/mmu/mmu.c" */
static int read_settles(struct resolution_reader *reader, const char *value, size_t len,
			struct error **err)
{
	struct resolution *to = reader->to;
	struct settled *settled;

	if (len < PATCH_PART_DIGEST + 2 || value[PATCH_PART_DIGEST] != ' ' ||
	    strspn(value, "0123456789abcdef") != PATCH_PART_DIGEST ||
	    !path_is_safe(value + PATCH_PART_DIGEST + 1, len - PATCH_PART_DIGEST - 1))
		return fail(reader, err, "Settles: expected %d hex digits and a path",
			    PATCH_PART_DIGEST);
	if (to->settle_count >= SETTLES_MAX)
		return fail(reader, err, "more than %d parts are settled", SETTLES_MAX);
	settled = ARRAY_ADD(to->settles, to->settle_count, to->settle_alloc);
	memcpy(settled->digest, value, PATCH_PART_DIGEST);
	settled->digest[PATCH_PART_DIGEST] = '\0';
	settled->path = xstrndup(value + PATCH_PART_DIGEST + 1, len - PATCH_PART_DIGEST - 1);
	return 0;
}

static bool is_identifier(const char *name, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (!identifier_is_part(name[i]))
			return false;
	return len && (*name < '0' || *name > '9');
}

/* "3f2a9c1b04de77aa translate_nested_gpa", of a part that is settled above; or "... -" */
static int read_dropped(struct resolution_reader *reader, const char *value, size_t len,
			struct error **err)
{
	const char *name = value + PATCH_PART_DIGEST + 1;
	size_t name_len = len - PATCH_PART_DIGEST - 1;
	struct resolution *to = reader->to;

	if (to->version < 2)
		return fail(reader, err, "Dropped needs \"Version: 2\" above it");
	if (len < PATCH_PART_DIGEST + 2 || value[PATCH_PART_DIGEST] != ' ' ||
	    (!(name_len == 1 && *name == '-') && !is_identifier(name, name_len)))
		return fail(reader, err, "Dropped: expected %d hex digits and an identifier or -",
			    PATCH_PART_DIGEST);
	for (size_t i = 0; i < to->settle_count; i++) {
		struct settled *settled = &to->settles[i];

		if (memcmp(settled->digest, value, PATCH_PART_DIGEST) || settled->dropped)
			continue;
		settled->dropped = true;
		settled->lacks = *name == '-' ? NULL : xstrndup(name, name_len);
		return 0;
	}
	return fail(reader, err, "Dropped: no part of that digest is settled above");
}

static int read_version(struct resolution_reader *reader, const char *value, size_t len,
			struct error **err)
{
	if (reader->line != 1)
		return fail(reader, err, "Version is not on the first line");
	if (len != 1 || *value < '1' || *value > '3')
		return fail(reader, err, "Version: expected 1, 2 or 3");
	reader->to->version = *value - '0';
	return 0;
}

/* "6.12.y 6.12.118-1" */
static int read_made_on(struct resolution_reader *reader, const char *value, size_t len,
			struct error **err)
{
	const char *space = memchr(value, ' ', len);

	if (!space || space == value || space + 1 == value + len ||
	    memchr(space + 1, ' ', value + len - space - 1))
		return fail(reader, err, "Made-on: expected a branch and a release");
	reader->to->branch = xstrndup(value, space - value);
	reader->to->release = xstrndup(space + 1, value + len - space - 1);
	return 0;
}

static int read_field(struct resolution_reader *reader, size_t len, struct error **err)
{
	struct resolution *to = reader->to;
	const struct {
		const char *key;
		char **value;
	} texts[] = {
		{ "Patch", &to->patch }, { "Author", &to->author }, { "Date", &to->date },
	};
	const char *colon = memchr(reader->at, ':', len), *value;
	size_t key, value_len;

	if (!colon || colon + 2 >= reader->at + len || colon[1] != ' ')
		return fail(reader, err, "expected \"Field: value\"");
	key = colon - reader->at;
	value = colon + 2;
	value_len = reader->at + len - value;
	if (value_len > FIELD_MAX || !is_printable(value, value_len))
		return fail(reader, err, "the value is too long or not printable");
	if (key == 7 && !memcmp(reader->at, "Settles", 7))
		return read_settles(reader, value, value_len, err);
	if (key == 7 && !memcmp(reader->at, "Made-on", 7))
		return to->branch ? fail(reader, err, "duplicate Made-on") :
				    read_made_on(reader, value, value_len, err);
	if (key == 7 && !memcmp(reader->at, "Dropped", 7))
		return read_dropped(reader, value, value_len, err);
	if (key == 7 && !memcmp(reader->at, "Version", 7))
		return read_version(reader, value, value_len, err);
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		if (strlen(texts[i].key) != key || memcmp(reader->at, texts[i].key, key))
			continue;
		if (*texts[i].value)
			return fail(reader, err, "duplicate %s", texts[i].key);
		*texts[i].value = xstrndup(value, value_len);
		return 0;
	}
	return fail(reader, err, "unknown field %.*s", (int)(key < 40 ? key : 40), reader->at);
}

static int read_fields(struct resolution_reader *reader, struct error **err)
{
	struct resolution *to = reader->to;
	size_t len;

	while (reader->at < reader->end && (len = line_length(reader))) {
		/* Show nothing of the line before it is known to be text. */
		if (!is_printable(reader->at, len))
			return fail(reader, err, "not printable");
		if (read_field(reader, len, err))
			return -1;
		next_line(reader, len);
	}
	if (!to->patch || !to->settle_count || !to->branch || !to->author || !to->date)
		return fail(reader, err, "%s is missing", !to->patch ? "Patch" :
			    !to->settle_count ? "Settles" : !to->branch ? "Made-on" :
			    !to->author ? "Author" : "Date");
	return 0;
}

/*
 * The message is indented, so that nothing in it is taken for something else: a line of it is
 * empty or begins with a space. Its first line is the subject, the second is empty.
 */
static int check_message(const struct resolution_reader *reader, const char *message,
			 struct error **err)
{
	const char *newline = strchr(message, '\n');

	if (!newline || newline == message || (newline[1] && newline[1] != '\n'))
		return fail(reader, err, "Message: expected a subject and an empty line");
	return 0;
}

/* With blanks behind it as well, which a note loses when it is written. */
static bool begins_message(const char *line, size_t len)
{
	while (len && (line[len - 1] == ' ' || line[len - 1] == '\t'))
		len--;
	return len == strlen("Message:") && !memcmp(line, "Message:", len);
}

static int read_note(struct resolution_reader *reader, struct error **err)
{
	_cleanup_buf_ struct buf note = { 0 }, message = { 0 };
	_cleanup_free_ char *clean = NULL;
	bool in_message = false;

	while (reader->at < reader->end) {
		size_t len = line_length(reader);

		if (len >= 11 && !memcmp(reader->at, "diff --git ", 11))
			break;
		if (!is_printable(reader->at, len))
			return fail(reader, err, "not printable");
		if (!in_message && reader->to->version >= 3 && begins_message(reader->at, len)) {
			in_message = true;
		} else if (in_message) {
			if (len && *reader->at != ' ')
				return fail(reader, err, "Message: a line is not indented");
			buf_add(&message, reader->at + !!len, len - !!len);
			buf_puts(&message, "\n");
		} else {
			buf_add(&note, reader->at, len);
			buf_puts(&note, "\n");
		}
		next_line(reader, len);
	}
	if (reader->at >= reader->end)
		return fail(reader, err, "no diff (a line \"diff --git ...\")");
	reader->to->note = text_clean(buf_str(&note));
	if (!in_message)
		return 0;
	clean = text_clean(buf_str(&message));
	if (check_message(reader, clean, err))
		return -1;
	reader->to->message = TAKE_PTR(clean);
	return 0;
}

bool resolution_is_marker(const char *line, size_t len)
{
	return len >= 7 && (!memcmp(line, "<<<<<<<", 7) || !memcmp(line, "|||||||", 7) ||
			    !memcmp(line, ">>>>>>>", 7)) &&
	       (len == 7 || line[7] == ' ' || line[7] == '\n' || line[7] == '\r');
}

static int check_markers(const struct resolution_reader *reader, struct error **err)
{
	const struct patch *diff = reader->to->diff;

	for (size_t i = 0; i < diff->file_count; i++)
		for (size_t j = 0; j < diff->files[i].hunk_count; j++) {
			const struct patch_hunk *hunk = &diff->files[i].hunks[j];

			for (size_t k = 0; k < hunk->line_count; k++)
				if (hunk->lines[k].kind == '+' &&
				    resolution_is_marker(hunk->lines[k].text, hunk->lines[k].len))
					return error_set(err, ERROR_INPUT,
							 "%s:%zu: the hunk adds a "
							 "conflict marker",
							 reader->name, hunk->line_number);
		}
	return 0;
}

/* Replace fields and note by empty lines, so that messages have the file's line numbers. */
static int read_diff(struct resolution_reader *reader, struct error **err)
{
	_cleanup_buf_ struct buf text = { 0 };

	for (size_t i = 1; i < reader->line; i++)
		buf_puts(&text, "\n");
	buf_add(&text, reader->at, reader->end - reader->at);
	if (patch_parse(reader->name, text.data, text.len, &reader->to->diff, err))
		return -1;
	return check_markers(reader, err);
}

int resolution_parse(const char *name, const char *data, size_t len,
		     struct resolution **ret_resolution, struct error **err)
{
	struct resolution *resolution = xcalloc(1, sizeof(*resolution));
	struct resolution_reader reader = {
		.name = name, .at = data, .end = data + len, .line = 1, .to = resolution,
	};

	resolution->name = xstrdup(name);
	resolution->version = 1;
	if (read_fields(&reader, err) || read_note(&reader, err) || read_diff(&reader, err)) {
		resolution_free(resolution);
		return -1;
	}
	*ret_resolution = resolution;
	return 0;
}

static void write_message(const char *message, struct buf *text)
{
	buf_puts(text, "Message:\n");
	for (const char *at = message; *at; at += strcspn(at, "\n"), at += *at == '\n') {
		int len = strcspn(at, "\n");

		buf_printf(text, "%s%.*s\n", len ? " " : "", len, at);
	}
	buf_puts(text, "\n");
}

void resolution_write(const struct resolution *resolution, const char *diff_text, struct buf *text)
{
	if (resolution->version > 1)
		buf_printf(text, "Version: %u\n", resolution->version);
	buf_printf(text, "Patch: %s\n", resolution->patch);
	for (size_t i = 0; i < resolution->settle_count; i++)
		buf_printf(text, "Settles: %s %s\n", resolution->settles[i].digest,
			   resolution->settles[i].path);
	for (size_t i = 0; i < resolution->settle_count; i++)
		if (resolution->settles[i].dropped)
			buf_printf(text, "Dropped: %s %s\n", resolution->settles[i].digest,
				   resolution->settles[i].lacks ? resolution->settles[i].lacks :
								  "-");
	buf_printf(text, "Made-on: %s %s\nAuthor: %s\nDate: %s\n\n", resolution->branch,
		   resolution->release, resolution->author, resolution->date);
	if (resolution->note && *resolution->note)
		buf_printf(text, "%s\n", resolution->note);
	if (resolution->message)
		write_message(resolution->message, text);
	buf_puts(text, diff_text);
}

void resolution_free(struct resolution *resolution)
{
	if (!resolution)
		return;
	for (size_t i = 0; i < resolution->settle_count; i++) {
		free(resolution->settles[i].path);
		free(resolution->settles[i].lacks);
	}
	free(resolution->settles);
	free(resolution->name);
	free(resolution->patch);
	free(resolution->branch);
	free(resolution->release);
	free(resolution->author);
	free(resolution->date);
	free(resolution->note);
	free(resolution->message);
	patch_free(resolution->diff);
	free(resolution);
}

static int is_resolution(const struct dirent *entry)
{
	size_t len = strlen(entry->d_name), suffix = strlen(RESOLUTION_SUFFIX);

	return *entry->d_name != '.' && len > suffix &&
	       !strcmp(entry->d_name + len - suffix, RESOLUTION_SUFFIX);
}

static int load_one(const char *folder, const char *name, struct resolution_set *set,
		    struct error **err)
{
	_cleanup_free_ char *path = path_join(folder, "%s", name);
	_cleanup_buf_ struct buf text = { 0 };
	struct resolution *resolution;

	if (file_read(path, RESOLUTION_MAX_BYTES, &text, err) ||
	    resolution_parse(name, buf_str(&text), text.len, &resolution, err))
		return error_wrap(err, "%s", folder);
	*ARRAY_ADD(set->items, set->count, set->alloc) = resolution;
	return 0;
}

int resolution_set_load(const char *folder, struct resolution_set *ret_set, struct error **err)
{
	struct resolution_set set = { 0 };
	struct dirent **entries;
	int count = scandir(folder, &entries, is_resolution, alphasort), rc = 0;

	if (count < 0) {
		if (errno == ENOENT) {
			*ret_set = set;
			return 0;
		}
		return error_errno(err, ERROR_INPUT, "%s", folder);
	}
	if (count > RESOLUTION_MAX_FILES)
		rc = error_set(err, ERROR_INPUT, "%s: more than %d resolutions", folder,
			       RESOLUTION_MAX_FILES);
	for (int i = 0; i < count; i++) {
		if (!rc)
			rc = load_one(folder, entries[i]->d_name, &set, err);
		free(entries[i]);
	}
	free(entries);
	if (rc)
		resolution_set_release(&set);
	else
		*ret_set = set;
	return rc;
}

void resolution_set_release(struct resolution_set *set)
{
	for (size_t i = 0; i < set->count; i++)
		resolution_free(set->items[i]);
	free(set->items);
	memset(set, 0, sizeof(*set));
}
