// SPDX-License-Identifier: GPL-2.0-only
#include "port/rules.h"

#include <string.h>

#include "git/config.h"
#include "port/function.h"
#include "port/tree.h"
#include "series/mail_text.h"
#include "util/alloc.h"
#include "util/file.h"

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

static char *key(const char *patch_name, const char *name)
{
	return xasprintf("superseded.%s.%s", patch_name, name);
}

static char *one(git_config *config, const char *patch_name, const char *name)
{
	_cleanup_free_ char *full = key(patch_name, name);

	return config_string(config, full);
}

static char **several(git_config *config, const char *patch_name, const char *name)
{
	_cleanup_free_ char *full = key(patch_name, name);

	return config_strings(config, full);
}

/* What is wrong with a rule; NULL: nothing. */
static const char *fault(const struct rule *rule)
{
	size_t count = 0;

	if (!rule->commit || !text_is_hex(rule->commit, strlen(rule->commit), 12, GIT_OID_HEXSZ))
		return "commit has to be an id of 12 to 40 hex digits";
	if (!rule->function || !*rule->function || strlen(rule->function) > TEXT_MAX)
		return "function has to be a name";
	for (char **file = rule->files; *file; file++)
		if (!path_is_safe(*file, strlen(*file)) || ++count > VALUES_MAX)
			return "file has to be a path in the tree";
	if (!count)
		return "file is missing";
	count = 0;
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
	rule.files = several(config, patch_name, "file");
	rule.texts = several(config, patch_name, "text");
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
