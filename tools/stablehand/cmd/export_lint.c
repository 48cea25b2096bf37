// SPDX-License-Identifier: GPL-2.0-only
#include "cmd/export_lint.h"

#include "deliver/export.h"
#include "run/lint_releases.h"
#include "util/alloc.h"
#include "util/buf.h"

static int read_patch(const struct delivery *delivery, size_t i, struct patch **ret,
		      struct error **err)
{
	_cleanup_free_ char *prefix = xasprintf("PATCH %s", delivery->branch);
	_cleanup_buf_ struct buf mail = { 0 };

	if (export_mail(delivery->repo, &delivery->patches[i].commit, prefix, i + 1,
			delivery->count, &mail, err))
		return -1;
	return patch_parse(delivery->patches[i].name, mail.data, mail.len, ret, err);
}

int export_lint(const struct context *context, const struct delivery *delivery, bool stable,
		struct lint_findings *ret, struct error **err)
{
	struct patch **parsed = xcalloc(delivery->count + 1, sizeof(*parsed));
	struct lint_patch *patches = xcalloc(delivery->count + 1, sizeof(*patches));
	_cleanup_lint_releases_ struct lint_releases releases = { 0 };
	struct lint_options options = {
		.repo = context->repo,
		.patches = patches,
		.count = delivery->count,
		.stable = stable,
		.judged = true,
	};
	int rc = lint_releases_find(context, delivery->branch, &releases, err);

	for (size_t i = 0; i < delivery->count && !rc; i++) {
		rc = read_patch(delivery, i, &parsed[i], err);
		patches[i] = (struct lint_patch){
			.patch = parsed[i],
			.sender = delivery->committer_email,
		};
	}
	options.release = releases.count ? releases.items : NULL;
	if (!rc)
		rc = lint(&options, ret, err);
	for (size_t i = 0; i < delivery->count; i++)
		patch_free(parsed[i]);
	free(parsed);
	free(patches);
	return rc;
}
