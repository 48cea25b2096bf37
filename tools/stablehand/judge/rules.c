// SPDX-License-Identifier: GPL-2.0-only
#include "judge/rules.h"

#include <ctype.h>
#include <string.h>

#include "git/config.h"
#include "git/tree.h"
#include "syntax/function.h"
#include "syntax/identifier.h"
#include "util/alloc.h"
#include "util/file.h"
#include "util/text.h"

#define VALUES_MAX 32
#define TEXT_MAX 400

void rule_release(struct rule *rule)
{
	free(rule->commit);
	free(rule->version);
	free(rule->function);
	config_free_strings(&rule->files);
	config_free_strings(&rule->texts);
	memset(rule, 0, sizeof(*rule));
}

static char *one(git_config *config, const char *patch_name, const char *name)
{
	_cleanup_free_ char *full = xasprintf("superseded.%s.%s", patch_name, name);

	return config_string(config, full);
}

static char **several(git_config *config, const char *section, const char *patch_name,
		      const char *name)
{
	_cleanup_free_ char *full = xasprintf("%s.%s.%s", section, patch_name, name);

	return config_strings(config, full);
}

/* How many files are named; -1: not all are paths in the tree, or they are too many. */
static int count_files(char *const *files)
{
	int count = 0;

	for (; files[count]; count++)
		if (!path_is_safe(files[count], strlen(files[count])) || count >= VALUES_MAX)
			return -1;
	return count;
}

/* What is wrong with a rule; NULL: nothing. */
static const char *fault(const struct rule *rule)
{
	int files = count_files(rule->files);
	size_t count = 0;

	if (!rule->commit || !text_is_hex(rule->commit, strlen(rule->commit), 12, GIT_OID_HEXSZ))
		return "commit has to be an id of 12 to 40 hex digits";
	if (!rule->function || !*rule->function || strlen(rule->function) > TEXT_MAX)
		return "function has to be a name";
	if (files <= 0)
		return files ? "file has to be a path in the tree" : "file is missing";
	for (char **text = rule->texts; *text; text++)
		if (!**text || strlen(*text) > TEXT_MAX || strchr(*text, '\n') ||
		    ++count > VALUES_MAX)
			return "text has to be part of one line";
	return count ? NULL : "text is missing";
}

int rule_read(const char *path, const char *patch_name, struct rule *ret_rule,
	      struct error **err)
{
	_cleanup_git_config_ git_config *config = NULL;
	_cleanup_rule_ struct rule rule = { 0 };
	const char *wrong;

	if (!path_exists(path) || strpbrk(patch_name, "\n\""))
		return 0;
	if (config_open(path, &config, err))
		return -1;
	rule.commit = one(config, patch_name, "commit");
	rule.version = one(config, patch_name, "version");
	rule.function = one(config, patch_name, "function");
	rule.files = several(config, "superseded", patch_name, "file");
	rule.texts = several(config, "superseded", patch_name, "text");
	if (!rule.commit && !rule.function && !*rule.files && !*rule.texts)
		return 0;
	wrong = fault(&rule);
	if (wrong)
		return error_set(err, ERROR_INPUT, "%s: superseded \"%s\": %s", path, patch_name,
				 wrong);
	*ret_rule = rule;
	memset(&rule, 0, sizeof(rule));
	return 1;
}

struct rule_file {
	const char *path;
	const char *const *names;
	struct error **err;
};

static bool is_one_of(const char *text, size_t len, const char *const *list)
{
	for (; *list; list++)
		if (strlen(*list) == len && !memcmp(*list, text, len))
			return true;
	return false;
}

/* "series.name" */
static int check_series_key(const struct rule_file *file, const char *name, const char *value)
{
	if (!strcmp(name, "max-risk"))
		return risk_of_name(value) != RISK_NONE ? 0 :
		       error_set(file->err, ERROR_INPUT,
				 "%s: series.max-risk has to be low, medium or high", file->path);
	if (strcmp(name, "whole"))
		return error_set(file->err, ERROR_INPUT, "%s: series: unknown key %s", file->path,
				 name);
	if (value && strcmp(value, "true") && strcmp(value, "false"))
		return error_set(file->err, ERROR_INPUT, "%s: series.whole has to be true or false",
				 file->path);
	return 0;
}

/* "section.patch.name"; the patch may have dots. */
static int check_key(const char *key, const char *value, void *data)
{
	static const char *const superseded[] = {
		"commit", "version", "file", "function", "text", NULL
	};
	static const char *const not_affected[] = { "without", "file", NULL };
	static const char *const note[] = { "text", NULL };
	const struct rule_file *file = data;
	const char *dot = strchr(key, '.'), *last = strrchr(key, '.');
	size_t section = dot ? dot - key : 0;
	const char *const *keys = NULL;

	if (dot == last && is_one_of(key, section, (const char *const[]){ "series", NULL }))
		return check_series_key(file, last + 1, value);
	if (is_one_of(key, section, (const char *const[]){ "superseded", NULL }))
		keys = superseded;
	else if (is_one_of(key, section, (const char *const[]){ "not-affected", NULL }))
		keys = not_affected;
	else if (is_one_of(key, section, (const char *const[]){ "note", NULL }))
		keys = note;
	if (!keys)
		return error_set(file->err, ERROR_INPUT, "%s: unknown section [%.*s]", file->path,
				 (int)section, key);
	if (dot == last || !is_one_of(dot + 1, last - dot - 1, file->names))
		return error_set(file->err, ERROR_INPUT,
				 "%s: %.*s \"%.*s\": the series has no such patch", file->path,
				 (int)section, key, dot == last ? 0 : (int)(last - dot - 1),
				 dot + 1);
	if (!is_one_of(last + 1, strlen(last + 1), keys))
		return error_set(file->err, ERROR_INPUT, "%s: %.*s \"%.*s\": unknown key %s",
				 file->path, (int)section, key, (int)(last - dot - 1), dot + 1,
				 last + 1);
	if (keys == note && rule_note_fault(value))
		return error_set(file->err, ERROR_INPUT, "%s: note \"%.*s\": %s", file->path,
				 (int)(last - dot - 1), dot + 1, rule_note_fault(value));
	return 0;
}

/* The faults of all keys become lines of one error. */
static int check_and_go_on(const char *key, const char *value, void *data)
{
	const struct rule_file *file = data;
	_cleanup_error_ struct error *fault = NULL;
	struct rule_file one = { file->path, file->names, &fault };

	check_key(key, value, &one);
	error_join(file->err, &fault);
	return 0;
}

int rules_check(const char *path, const char *const *names, struct error **err)
{
	_cleanup_git_config_ git_config *config = NULL;
	_cleanup_error_ struct error *faults = NULL;
	struct rule_file file = { path, names, &faults };

	if (!path_exists(path))
		return 0;
	if (config_open(path, &config, err))
		return -1;
	config_walk(config, check_and_go_on, &file);
	if (!faults)
		return 0;
	error_move(err, &faults);
	return -1;
}

/* The first line of a range that holds the text; lines->count: none. */
static size_t find_text(const struct lines *lines, const struct function_range *range,
			const char *text)
{
	size_t len = strlen(text);

	for (size_t i = range->start; i < range->end; i++)
		if (memmem(lines_text(lines, i), lines_len(lines, i), text, len))
			return i;
	return lines->count;
}

static bool holds_in(const struct rule *rule, const struct lines *lines,
		     const struct function_range *range)
{
	for (char **text = rule->texts; *text; text++)
		if (find_text(lines, range, *text) == lines->count)
			return false;
	return true;
}

static void tell(const struct rule *rule, const char *file, const struct lines *lines,
		 const struct function_range *range, struct evidence_list *evidence)
{
	evidence_add(evidence, EVIDENCE_COMMIT, NULL, 0, "superseded by %s%s%s%s", rule->commit,
		     rule->version ? " (" : "", rule->version ? rule->version : "",
		     rule->version ? ")" : "");
	for (char **text = rule->texts; *text; text++) {
		size_t line = find_text(lines, range, *text);
		_cleanup_free_ char *shown = function_quote(lines, line);

		evidence_add(evidence, EVIDENCE_LINE, file, line + 1, "in %s(): %s",
			     rule->function, shown);
	}
}

static int check_file(const struct rule *rule, git_repository *repo, const git_tree *tree,
		      const char *file, struct evidence_list *evidence, bool *ret_holds,
		      struct error **err)
{
	_cleanup_lines_ struct lines lines = { 0 };
	struct function_range range;
	git_filemode_t mode;
	git_blob *blob;
	git_oid id;

	if (!tree_lookup(tree, file, &id, &mode) ||
	    (mode != GIT_FILEMODE_BLOB && mode != GIT_FILEMODE_BLOB_EXECUTABLE))
		return 0;
	if (git_blob_lookup(&blob, repo, &id))
		return error_git(err, ERROR_ENVIRONMENT, "reading %s", file);
	if (lines_init(&lines, git_blob_rawcontent(blob), git_blob_rawsize(blob)))
		for (size_t at = 0; !*ret_holds &&
		     function_find(&lines, rule->function, strlen(rule->function), at, &range);
		     at = range.start + 1)
			if (holds_in(rule, &lines, &range)) {
				tell(rule, file, &lines, &range, evidence);
				*ret_holds = true;
			}
	git_blob_free(blob);
	return 0;
}

int rule_check(const struct rule *rule, git_repository *repo, const git_tree *tree,
	       struct evidence_list *evidence, bool *ret_holds, struct error **err)
{
	*ret_holds = false;
	for (char **file = rule->files; *file && !*ret_holds; file++)
		if (check_file(rule, repo, tree, *file, evidence, ret_holds, err))
			return -1;
	return 0;
}

void subject_rule_release(struct subject_rule *rule)
{
	config_free_strings(&rule->identifiers);
	config_free_strings(&rule->files);
	memset(rule, 0, sizeof(*rule));
}

static bool is_identifier(const char *text)
{
	size_t len = strlen(text);

	for (size_t i = 0; i < len; i++)
		if (!identifier_is_part(text[i]) || (!i && isdigit((unsigned char)text[i])))
			return false;
	return len && len <= TEXT_MAX;
}

static const char *subject_fault(const struct subject_rule *rule)
{
	size_t count = 0;

	for (char **name = rule->identifiers; *name; name++)
		if (!is_identifier(*name) || ++count > VALUES_MAX)
			return "without has to be an identifier";
	if (!count)
		return "without is missing";
	return count_files(rule->files) < 0 ? "file has to be a path in the tree" : NULL;
}

int subject_rule_read(const char *path, const char *patch_name, struct subject_rule *ret_rule,
		      struct error **err)
{
	_cleanup_git_config_ git_config *config = NULL;
	_cleanup_subject_rule_ struct subject_rule rule = { 0 };
	const char *wrong;

	if (!path_exists(path) || strpbrk(patch_name, "\n\""))
		return 0;
	if (config_open(path, &config, err))
		return -1;
	rule.identifiers = several(config, "not-affected", patch_name, "without");
	rule.files = several(config, "not-affected", patch_name, "file");
	if (!*rule.identifiers && !*rule.files)
		return 0;
	wrong = subject_fault(&rule);
	if (wrong)
		return error_set(err, ERROR_INPUT, "%s: not-affected \"%s\": %s", path, patch_name,
				 wrong);
	*ret_rule = rule;
	memset(&rule, 0, sizeof(rule));
	return 1;
}

/* Mark what a file has; *any: it is there. */
static int mark_in_file(const struct symbols *symbols, const git_tree *tree, const char *file,
			struct symbol_query *queries, size_t count, bool *any, struct error **err)
{
	git_filemode_t mode;
	git_blob *blob;
	git_oid id;

	if (!tree_lookup(tree, file, &id, &mode) ||
	    (mode != GIT_FILEMODE_BLOB && mode != GIT_FILEMODE_BLOB_EXECUTABLE))
		return 0;
	if (git_blob_lookup(&blob, symbols->repo, &id))
		return error_git(err, ERROR_ENVIRONMENT, "reading %s", file);
	*any = true;
	symbols_mark(git_blob_rawcontent(blob), git_blob_rawsize(blob), queries, count);
	git_blob_free(blob);
	return 0;
}

static int mark_in_files(const struct subject_rule *rule, const struct symbols *symbols,
			 struct symbol_query *queries, size_t count, bool *any,
			 struct error **err)
{
	git_tree *tree;
	int rc = 0;

	if (git_tree_lookup(&tree, symbols->repo, &symbols->tree))
		return error_git(err, ERROR_ENVIRONMENT, "reading a tree");
	for (char **file = rule->files; *file && !rc; file++)
		rc = mark_in_file(symbols, tree, *file, queries, count, any, err);
	git_tree_free(tree);
	return rc;
}

int subject_rule_check(const struct subject_rule *rule, struct symbols *symbols,
		       struct evidence_list *evidence, bool *ret_absent, struct error **err)
{
	struct symbol_query queries[VALUES_MAX] = { 0 };
	bool any = !*rule->files;
	size_t count = 0;

	*ret_absent = false;
	for (char **name = rule->identifiers; *name; name++)
		queries[count++].name = *name;
	if (*rule->files ? mark_in_files(rule, symbols, queries, count, &any, err) :
			   symbols_find(symbols, NULL, SYMBOL_ANYWHERE, queries, count, err))
		return -1;
	for (size_t i = 0; i < count && any; i++) {
		if (queries[i].found)
			continue;
		evidence_add(evidence, EVIDENCE_SYMBOL, *rule->files, 0,
			     "%s, which the patch is about, does not exist %s", queries[i].name,
			     *rule->files ? "here" : "in this branch");
		*ret_absent = true;
	}
	return 0;
}

int series_rule_read(const char *path, struct series_rule *ret_rule, struct error **err)
{
	_cleanup_git_config_ git_config *config = NULL;
	_cleanup_free_ char *whole = NULL, *max_risk = NULL;

	*ret_rule = (struct series_rule){ 0 };
	if (!path_exists(path))
		return 0;
	if (config_open(path, &config, err))
		return -1;
	whole = config_string(config, "series.whole");
	ret_rule->whole = whole && strcmp(whole, "false");
	max_risk = config_string(config, "series.max-risk");
	if (max_risk)
		ret_rule->max_risk = risk_of_name(max_risk);
	return 0;
}
