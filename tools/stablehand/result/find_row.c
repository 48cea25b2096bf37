// SPDX-License-Identifier: GPL-2.0-only
/* Which patch a person means. */
#include <string.h>

#include "result/rows.h"
#include "util/alloc.h"
#include "util/buf.h"
#include "util/suggest.h"
#include "util/text.h"

#define MIN_ID 7	/* digits of a commit's id that are one */
#define MAX_LISTED 20

static bool is_number(const char *text)
{
	return *text && strlen(text) < MIN_ID && text[strspn(text, "0123456789")] == '\0';
}

static bool is_file(const struct result_row *row, const char *text)
{
	size_t len = strlen(text);

	return len && !strncmp(text, row->name, len) &&
	       (!row->name[len] || !strcmp(row->name + len, ".patch"));
}

/* SERIES/NN or SERIES/FILE, with folders before it (patches/). */
static bool is_path(const struct result *result, size_t branch, const struct result_row *row,
		    const char *text)
{
	const char *name = strrchr(text, '/');
	size_t len = strlen(row->series), before = name ? name - text : 0;

	if (!name || before < len || memcmp(name - len, row->series, len) ||
	    (before > len && name[-(ptrdiff_t)len - 1] != '/'))
		return false;
	name++;
	return is_number(name) ? strtoul(name, NULL, 10) == row->place : is_file(row, name);
}

static bool is_place(const struct result *result, size_t branch, const struct result_row *row,
		     const char *text)
{
	return is_number(text) && strtoul(text, NULL, 10) == row->place;
}

static bool is_name(const struct result *result, size_t branch, const struct result_row *row,
		    const char *text)
{
	return !is_number(text) && is_file(row, text);
}

static bool is_upstream(const struct result *result, size_t branch, const struct result_row *row,
			const char *text)
{
	const struct patch_result *patch = result_patch(result, branch, row - result->rows);

	return text_is_hex(text, strlen(text), MIN_ID, 40) && patch && patch->upstream &&
	       !strncasecmp(text, patch->upstream, strlen(text));
}

static bool mentions(const struct result *result, size_t branch, const struct result_row *row,
		     const char *text)
{
	return *text && !is_number(text) &&
	       (strcasestr(row->name, text) || (row->subject && strcasestr(row->subject, text)));
}

static bool any(const struct result *result, size_t branch, const struct result_row *row,
		const char *text)
{
	return true;
}

typedef bool fits_fn(const struct result *result, size_t branch, const struct result_row *row,
		     const char *text);

static void list_row(const struct result_row *row, size_t count, struct buf *lines)
{
	_cleanup_free_ char *id = result_row_id(row);

	if (count < MAX_LISTED)
		buf_printf(lines, "\n  %s  %s", id, row->subject ? row->subject : row->name);
}

/* How many rows of the branch fit; the last one, and the first of them as lines. */
static size_t fitting(const struct result *result, size_t branch, const char *text, fits_fn *fits,
		      size_t *ret_last, struct buf *lines)
{
	const bool *wanted = result->branches[branch].wanted;
	size_t count = 0;

	buf_clear(lines);
	for (size_t i = 0; i < result->row_count; i++) {
		if (!wanted || !wanted[i] || !fits(result, branch, &result->rows[i], text))
			continue;
		list_row(&result->rows[i], count, lines);
		*ret_last = i;
		count++;
	}
	if (count > MAX_LISTED)
		buf_printf(lines, "\n  and %zu more: stablehand status %s", count - MAX_LISTED,
			   result->branches[branch].branch);
	return count;
}

/* The row of that number or name which series.conf has, but does not give the branch; or NULL. */
static const struct result_row *kept_out(const struct result *result, size_t branch,
					 const char *text)
{
	const bool *wanted = result->branches[branch].wanted;

	for (size_t i = 0; i < result->row_count; i++) {
		const struct result_row *row = &result->rows[i];

		if (wanted && !wanted[i] &&
		    (is_path(result, branch, row, text) || is_place(result, branch, row, text) ||
		     is_name(result, branch, row, text)))
			return row;
	}
	return NULL;
}

/* "; did you mean 'kvm-pferr/03'?" of names and series that the branch is given. */
static char *meant(const struct result *result, size_t branch, const char *text)
{
	const bool *wanted = result->branches[branch].wanted;
	const char *name = strrchr(text, '/');
	_cleanup_free_ char *series = name ? xstrndup(text, name - text) : NULL, *whole = NULL;
	struct suggestion suggestion = {.word = series ? series : text};

	for (size_t i = 0; i < result->row_count; i++) {
		const struct result_row *row = &result->rows[i];

		if (!wanted || !wanted[i])
			continue;
		if (!series)
			suggest_look(&suggestion, row->name);
		else if (strcmp(row->series, series))
			suggest_look(&suggestion, row->series);
	}
	if (suggestion.best && name)
		suggestion.best = whole = xasprintf("%s%s", suggestion.best, name);
	return suggest_text(&suggestion);
}

int result_find_row(const struct result *result, size_t branch, const char *text, size_t *ret_row,
		    struct error **err)
{
	static fits_fn *const ways[] = {is_path, is_place, is_name, is_upstream, mentions};
	const struct branch_result *b = &result->branches[branch];
	_cleanup_buf_ struct buf lines = {0};
	_cleanup_free_ char *suggested = NULL;
	const struct result_row *kept;
	size_t row = 0, count = 0;

	for (size_t i = 0; i < ARRAY_SIZE(ways) && !count; i++)
		count = fitting(result, branch, text, ways[i], &row, &lines);
	if (count > 1)
		return error_set(err, ERROR_INPUT, "'%s' can be any of these patches:%s", text,
				 buf_str(&lines));
	if (count) {
		*ret_row = row;
		return 0;
	}
	kept = kept_out(result, branch, text);
	if (kept) {
		_cleanup_free_ char *id = result_row_id(kept);

		return error_set(err, ERROR_INPUT, "series.conf does not give %s, %s, to %s with this "
				 "profile (--profile)", id, kept->name, b->branch);
	}
	suggested = meant(result, branch, text);
	count = fitting(result, branch, text, any, &row, &lines);
	return error_set(err, ERROR_INPUT, "no patch '%s' for %s in series.conf%s%s%s", text, b->branch,
			 suggested, count ? "; there are:" : "", buf_str(&lines));
}
