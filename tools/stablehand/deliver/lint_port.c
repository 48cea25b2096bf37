// SPDX-License-Identifier: GPL-2.0-only
/* What becomes of the patches on the branch that they are for, and on newer ones. */
#include <string.h>

#include "deliver/lint_parts.h"
#include "port/port.h"
#include "util/alloc.h"
#include "util/buf.h"

#define NOBODY "nobody@example.org"	/* nothing that is made here is kept */

static int port(const struct lint_options *options, const struct lint_release *release,
		struct port_result *ret, struct error **err)
{
	_cleanup_free_ const struct patch **patches = xcalloc(options->count, sizeof(*patches));
	const struct port_options port = {
		.repo = options->repo,
		.release = release->commit,
		.branch = release->branch,
		.series = "lint",
		.patches = patches,
		.patch_count = options->count,
		.committer_name = "Nobody",
		.committer_email = NOBODY,
		.keep_ref = true,
		.judge = true,
		.changelog = release->changelog,
	};

	for (size_t i = 0; i < options->count; i++)
		patches[i] = options->patches[i].patch;
	return port_series(&port, ret, err);
}

static void tell(const struct port_patch *patch, const struct lint_release *release, size_t i,
		 struct lint_findings *findings)
{
	switch (patch->verdict) {
	case VERDICT_REFUSED:
	case VERDICT_BLOCKED:
		lint_add(findings, "applies", LINT_FAIL, i, "it does not apply to %s",
			 release->version);
		break;
	case VERDICT_PRESENT:
	case VERDICT_SUPERSEDED:
		lint_add(findings, "applies", LINT_FAIL, i, "%s is there already",
			 patch->verdict == VERDICT_PRESENT ? "it" : "what does its work");
		break;
	case VERDICT_NOT_AFFECTED:
		lint_add(findings, "applies", LINT_WARN, i, "%s lacks what it is about",
			 release->version);
		break;
	default:
		break;
	}
	for (size_t k = 0; k < patch->evidence.count; k++)
		if (patch->evidence.items[k].reason == REASON_MESSAGE_NAME)
			lint_add(findings, "name", LINT_NOTE, i, "%s",
				 patch->evidence.items[k].text);
}

static void tell_newer(const struct port_patch *patch, const struct lint_release *newer, size_t i,
		       struct lint_findings *findings, struct buf *unknown)
{
	if (patch->need == NEED_NEEDED)
		lint_add(findings, "newer-branch", LINT_FAIL, i,
			 "%s needs it, too, and has it not (%s)", newer->branch, newer->version);
	else if (verdict_landed(patch->verdict) || verdict_is_missing(patch->verdict))
		buf_printf(unknown, "%s%s", unknown->len ? ", " : "", newer->branch);
}

static int look_at_newer(const struct lint_options *options, struct lint_findings *findings,
			 struct buf *unknown, struct error **err)
{
	struct port_result result;

	for (size_t n = 0; n < options->newer_count; n++) {
		if (port(options, &options->newer[n], &result, err))
			return -1;
		for (size_t i = 0; i < result.patch_count; i++)
			tell_newer(&result.patches[i], &options->newer[n], i, findings,
				   &unknown[i]);
		port_result_release(&result);
	}
	return 0;
}

int lint_port(const struct lint_options *options, struct lint_findings *findings,
	      struct error **err)
{
	struct buf *unknown;
	struct port_result result;
	int rc;

	if (port(options, options->release, &result, err))
		return -1;
	for (size_t i = 0; i < result.patch_count; i++)
		tell(&result.patches[i], options->release, i, findings);
	port_result_release(&result);
	unknown = xcalloc(options->count, sizeof(*unknown));
	rc = look_at_newer(options, findings, unknown, err);
	for (size_t i = 0; i < options->count; i++) {
		if (unknown[i].len && !rc)
			lint_add(findings, "newer-branch", LINT_NOTE, i,
				 "whether newer branches need it is not known: %s",
				 buf_str(&unknown[i]));
		buf_release(&unknown[i]);
	}
	free(unknown);
	return rc;
}
