// SPDX-License-Identifier: GPL-2.0-only
#include "deliver/lint.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "deliver/lint_parts.h"
#include "util/alloc.h"

const struct lint_rule lint_rules[] = {
	{ "no-upstream", "a line \"commit <40 digits> upstream.\"" },
	{ "no-branch", "the branch in the subject, [PATCH 6.1.y]" },
	{ "subject", "the subject is upstream's" },
	{ "author", "the author is upstream's" },
	{ "sign-off", "the author's, and that of who sends it as the last" },
	{ "fixes", "Fixes: has 12 digits and a title" },
	{ "tag", "tags are spelled as others spell them, and name somebody" },
	{ "noautosel", "its author has not asked to keep it out of stable" },
	{ "size", "at most 100 lines with context" },
	{ "reverted", "it was not reverted since" },
	{ "later-fix", "no fix of it is missing" },
	{ "applies", "it applies to the branch" },
	{ "name", "its message names nothing that the branch does not have" },
	{ "newer-branch", "newer branches that need it have it" },
	{ NULL, NULL },
};

const char *lint_level_name(enum lint_level level)
{
	static const char *const names[] = { "note", "warn", "fail" };

	return names[level];
}

void lint_add(struct lint_findings *findings, const char *rule, enum lint_level level, size_t patch,
	      const char *fmt, ...)
{
	struct lint_finding *finding = ARRAY_ADD(findings->items, findings->count, findings->alloc);
	va_list args;

	finding->rule = rule;
	finding->level = level;
	finding->patch = patch;
	va_start(args, fmt);
	finding->text = xvasprintf(fmt, args);
	va_end(args);
}

void lint_findings_release(struct lint_findings *findings)
{
	for (size_t i = 0; i < findings->count; i++)
		free(findings->items[i].text);
	free(findings->items);
	*findings = (struct lint_findings){ 0 };
}

size_t lint_count(const struct lint_findings *findings, enum lint_level level)
{
	size_t count = 0;

	for (size_t i = 0; i < findings->count; i++)
		count += findings->items[i].level == level;
	return count;
}

char *lint_branch_of(const char *subject)
{
	unsigned major, minor;
	const char *at = strchr(subject, '['), *end = at ? strchr(at, ']') : NULL;

	for (; at && end && at < end; at++)
		if (isspace((unsigned char)*at) && isdigit((unsigned char)at[1]) &&
		    sscanf(at + 1, "%2u.%3u", &major, &minor) == 2)
			return xasprintf("%u.%u.y", major, minor);
	return NULL;
}

static int by_patch(const void *a, const void *b)
{
	const struct lint_finding *x = a, *y = b;

	if (x->patch != y->patch)
		return x->patch < y->patch ? -1 : 1;
	return (int)y->level - (int)x->level;
}

int lint(const struct lint_options *options, struct lint_findings *ret, struct error **err)
{
	_cleanup_lint_findings_ struct lint_findings findings = { 0 };

	for (size_t i = 0; i < options->count; i++) {
		lint_message(options, i, &findings);
		if (!options->repo)
			lint_fixes(options->patches[i].patch, i, NULL, &findings);
	}
	if (options->repo && options->count &&
	    (lint_history(options, &findings, err) ||
	     (options->release && !options->judged && lint_port(options, &findings, err))))
		return -1;
	if (findings.count)
		qsort(findings.items, findings.count, sizeof(*findings.items), by_patch);
	*ret = findings;
	findings = (struct lint_findings){ 0 };
	return 0;
}
