// SPDX-License-Identifier: GPL-2.0-only
#include "series/series_conf.h"

#include <git2.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "git/start.h"
#include "util/alloc.h"
#include "util/buf.h"
#include "util/file.h"
#include "util/text.h"

#define CONF_MAX_BYTES (16u << 20)
#define FAULTS_MAX 20		/* that are told at once */

/* Where the parser is. */
struct conf_line {
	const char *name;
	size_t number;
	const char *at, *end;
};

static int line_error(const struct conf_line *line, struct error **err, const char *word,
		      size_t len, const char *what)
{
	_cleanup_free_ char *shown = text_excerpt(word, len, 200);

	return error_set(err, ERROR_INPUT, "%s:%zu: %s: %s", line->name, line->number, shown, what);
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/* The next word of the line; false at its end or at a comment. */
static bool next_word(struct conf_line *line, const char **ret_word, size_t *ret_len)
{
	const char *start;

	while (line->at < line->end && is_space(*line->at))
		line->at++;
	if (line->at == line->end || *line->at == '#')
		return false;
	start = line->at;
	while (line->at < line->end && !is_space(*line->at))
		line->at++;
	*ret_word = start;
	*ret_len = line->at - start;
	return true;
}

static int read_guard(const struct conf_line *line, const char *word, size_t len,
		      struct series_guard *guard, struct error **err)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789._-";
	size_t skip = len > 1 && word[1] == '!' ? 2 : 1, end = skip;

	while (end < len && memchr(allowed, word[end], sizeof(allowed) - 1))
		end++;
	if (len == skip || end < len)
		return line_error(line, err, word, len,
				  "not a guard like +6.1.y, -stable or +!distro");
	guard->sign = *word;
	guard->negated = skip == 2;
	guard->symbol = xstrndup(word + skip, len - skip);
	return 0;
}

/* The first folder becomes part of refs/ports/<branch>/<series>. */
static char *series_of(const char *path)
{
	const char *slash = strchr(path, '/');
	_cleanup_free_ char *series = slash ? xstrndup(path, slash - path) : NULL;
	_cleanup_free_ char *ref = series ? xasprintf("refs/ports/x/%s", series) : NULL;
	int valid = 0;

	libgit2_start();
	if (!ref || *series == '-' || git_reference_name_is_valid(&valid, ref) || !valid)
		return NULL;
	return TAKE_PTR(series);
}

static int read_path(const struct conf_line *line, const char *word, size_t len,
		     const char *patches_dir, struct series_entry *entry, struct error **err)
{
	_cleanup_free_ char *full = NULL;
	struct stat st;

	for (size_t i = 0; i < len; i++)
		if ((unsigned char)word[i] < ' ' || word[i] == 0x7f)
			return line_error(line, err, word, len, "a control character in the path");
	if (!path_is_safe(word, len))
		return line_error(line, err, word, len,
				  "the path has to stay below the folder of the patches");
	entry->path = xstrndup(word, len);
	entry->series = series_of(entry->path);
	if (!entry->series)
		return line_error(line, err, word, len,
				  "the path has to begin with the folder of its series");
	if (!patches_dir)
		return 0;
	full = path_join(patches_dir, "%s", entry->path);
	if (stat(full, &st))
		return line_error(line, err, full, strlen(full), "no such file");
	if (!S_ISREG(st.st_mode))
		return line_error(line, err, full, strlen(full), "not a regular file");
	return 0;
}

static int read_line(struct conf_line *line, const char *patches_dir, struct series_conf *conf,
		     size_t *alloc, struct error **err)
{
	struct series_entry *entry;
	size_t guard_alloc = 0, len;
	const char *word;

	if (!next_word(line, &word, &len))
		return 0;
	entry = ARRAY_ADD(conf->entries, conf->entry_count, *alloc);
	entry->line_number = line->number;
	do {
		if (*word != '+' && *word != '-') {
			if (read_path(line, word, len, patches_dir, entry, err))
				return -1;
			if (next_word(line, &word, &len))
				return line_error(line, err, word, len, "text after the patch");
			return 0;
		}
		if (read_guard(line, word, len,
			       ARRAY_ADD(entry->guards, entry->guard_count, guard_alloc), err))
			return -1;
	} while (next_word(line, &word, &len));
	return error_set(err, ERROR_INPUT, "%s:%zu: guards without a patch", line->name,
			 line->number);
}

static int compare_entries(const void *a, const void *b)
{
	const struct series_entry *x = *(const struct series_entry *const *)a;
	const struct series_entry *y = *(const struct series_entry *const *)b;
	int order = strcmp(x->path ? x->path : "", y->path ? y->path : "");

	return order ? order :
		       (x->line_number > y->line_number) - (x->line_number < y->line_number);
}

static void check_twice(const char *name, const struct series_conf *conf, struct error **faults)
{
	_cleanup_free_ const struct series_entry **sorted =
		xcalloc(conf->entry_count, sizeof(*sorted));

	for (size_t i = 0; i < conf->entry_count; i++)
		sorted[i] = &conf->entries[i];
	qsort(sorted, conf->entry_count, sizeof(*sorted), compare_entries);
	for (size_t i = 1; i < conf->entry_count; i++)
		if (sorted[i]->path && sorted[i - 1]->path &&
		    !strcmp(sorted[i - 1]->path, sorted[i]->path)) {
			_cleanup_error_ struct error *fault = NULL;

			error_set(&fault, ERROR_INPUT,
				  "%s:%zu: %s: duplicate entry, already on line %zu", name,
				  sorted[i]->line_number, sorted[i]->path,
				  sorted[i - 1]->line_number);
			error_join(faults, &fault);
		}
}

int series_conf_parse(const char *name, const char *data, size_t len, const char *patches_dir,
		      struct series_conf **ret_conf, struct error **err)
{
	_cleanup_series_conf_ struct series_conf *conf = xcalloc(1, sizeof(*conf));
	struct conf_line line = { .name = name };
	const char *at = data, *end = data + len;
	_cleanup_error_ struct error *faults = NULL;
	size_t alloc = 0, count = 0;

	while (at < end && count < FAULTS_MAX) {
		const char *newline = memchr(at, '\n', end - at);
		_cleanup_error_ struct error *fault = NULL;

		line.number++;
		line.at = at;
		line.end = newline ? newline : end;
		if (read_line(&line, patches_dir, conf, &alloc, &fault)) {
			error_join(&faults, &fault);
			count++;
		}
		at = newline ? newline + 1 : end;
	}
	check_twice(name, conf, &faults);
	if (faults) {
		error_move(err, &faults);
		return -1;
	}
	*ret_conf = TAKE_PTR(conf);
	return 0;
}

int series_conf_read(const char *path, const char *patches_dir, struct series_conf **ret_conf,
		     struct error **err)
{
	_cleanup_buf_ struct buf data = { 0 };
	const char *slash = strrchr(path, '/');

	if (file_read(path, CONF_MAX_BYTES, &data, err))
		return -1;
	return series_conf_parse(slash ? slash + 1 : path, buf_str(&data), data.len, patches_dir,
				 ret_conf, err);
}

static bool is_symbol(const char *const *symbols, const char *symbol)
{
	while (*symbols && strcmp(*symbols, symbol))
		symbols++;
	return *symbols;
}

int series_conf_check(const struct series_conf *conf, const char *name, const char *const *symbols,
		      struct error **err)
{
	_cleanup_error_ struct error *faults = NULL;
	_cleanup_buf_ struct buf known = { 0 };
	size_t count = 0;

	for (const char *const *symbol = symbols; *symbol; symbol++)
		buf_printf(&known, " %s", *symbol);
	for (size_t i = 0; i < conf->entry_count && count < FAULTS_MAX; i++)
		for (size_t g = 0; g < conf->entries[i].guard_count; g++) {
			const struct series_guard *guard = &conf->entries[i].guards[g];
			_cleanup_error_ struct error *fault = NULL;

			if (is_symbol(symbols, guard->symbol))
				continue;
			count++;
			error_set(&fault, ERROR_INPUT,
				  "%s:%zu: %c%s%s: no branch or profile of that name; there are:%s",
				  name, conf->entries[i].line_number, guard->sign,
				  guard->negated ? "!" : "", guard->symbol, buf_str(&known));
			error_join(&faults, &fault);
		}
	if (!faults)
		return 0;
	error_move(err, &faults);
	return -1;
}

void series_conf_free(struct series_conf *conf)
{
	if (!conf)
		return;
	for (size_t i = 0; i < conf->entry_count; i++) {
		struct series_entry *entry = &conf->entries[i];

		for (size_t j = 0; j < entry->guard_count; j++)
			free(entry->guards[j].symbol);
		free(entry->guards);
		free(entry->path);
		free(entry->series);
	}
	free(conf->entries);
	free(conf);
}

static bool goes_in(const struct series_entry *entry, const char *branch, const char *profile)
{
	bool in = !entry->guard_count || entry->guards[0].sign == '-';

	for (size_t i = 0; i < entry->guard_count; i++) {
		const struct series_guard *guard = &entry->guards[i];
		bool set = (branch && !strcmp(guard->symbol, branch)) ||
			   (profile && !strcmp(guard->symbol, profile));

		if (set != guard->negated)
			in = guard->sign == '+';
	}
	return in;
}

void series_conf_select(const struct series_conf *conf, const char *branch, const char *profile,
			const char *series, const struct series_entry ***ret_entries,
			size_t *ret_count)
{
	const struct series_entry **entries = xcalloc(conf->entry_count, sizeof(*entries));
	size_t count = 0;

	for (size_t i = 0; i < conf->entry_count; i++) {
		const struct series_entry *entry = &conf->entries[i];

		if ((!series || !strcmp(series, entry->series)) && goes_in(entry, branch, profile))
			entries[count++] = entry;
	}
	*ret_entries = entries;
	*ret_count = count;
}

const char **series_conf_names(const struct series_conf *conf)
{
	const char **names = xcalloc(conf->entry_count + 1, sizeof(*names));
	size_t count = 0;

	for (size_t i = 0; i < conf->entry_count; i++) {
		size_t j = 0;

		while (j < count && strcmp(names[j], conf->entries[i].series))
			j++;
		if (j == count)
			names[count++] = conf->entries[i].series;
	}
	return names;
}
