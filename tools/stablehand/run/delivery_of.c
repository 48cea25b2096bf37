// SPDX-License-Identifier: GPL-2.0-only
#include "run/delivery_of.h"

#include <string.h>

#include "git/config.h"
#include "git/staging.h"
#include "judge/rules.h"
#include "run/testing_parts.h"
#include "util/alloc.h"
#include "util/file.h"

static void take_answer(const struct answers *answers, struct delivery *delivery)
{
	const char *commit = delivery->count == 1 ? delivery->patches[0].upstream : NULL;
	const struct answer *answer = answers_find(answers, delivery->branch, commit);

	/* A series answers whoever asked for one of its patches. */
	for (size_t i = 0; i < delivery->count && !answer && delivery->count > 1; i++)
		answer = answers_find(answers, delivery->branch, delivery->patches[i].upstream);
	if (!answer)
		return;
	delivery->reply_to = answer->message_id;
	delivery->reply_whom = *answer->to ? answer->to : NULL;
}

void delivery_of(const struct branch_result *branch, const struct series_result *series,
		 const struct port_result *port, const struct identity *identity,
		 const struct answers *answers, struct delivery *delivery,
		 struct delivery_patch **ret_patches)
{
	struct delivery_patch *patches = xcalloc(series->patch_count + 1, sizeof(*patches));

	delivery->repo = staging_repo(port->objects);
	delivery->branch = branch->branch;
	delivery->series = series->name;
	delivery->version = branch->source.release.version;
	delivery->base = series->base_commit;
	delivery->committer_name = identity->name;
	delivery->committer_email = identity->email;
	delivery->patches = patches;
	delivery->count = 0;
	for (size_t i = 0; i < series->patch_count && series_has_port(series); i++) {
		const struct patch_result *patch = &series->patches[i];

		if (!patch->has_commit)
			continue;
		patches[delivery->count++] = (struct delivery_patch){
			.commit = patch->commit,
			.name = patch->name,
			.subject = patch->subject,
			.upstream = patch->unproven ? NULL : patch->upstream,
			.upstream_version = patch->unproven ? NULL : patch->upstream_version,
			.note = patch->deviation.note,
			.verdict = verdict_name(patch->verdict),
		};
	}
	if (answers && delivery->count && !delivery->reply_to)
		take_answer(answers, delivery);
	*ret_patches = patches;
}

static bool was_compared(const struct branch_result *known, const char *series, const char *variant)
{
	for (size_t s = 0; s < known->series_count; s++) {
		const struct series_result *one = &known->series[s];

		if (strcmp(one->name, series))
			continue;
		for (size_t v = 0; v < one->comparison_count && v < known->variant_count; v++)
			if (one->comparisons[v] && !strcmp(known->variants[v].name, variant))
				return true;
	}
	return false;
}

int delivery_untested(const char *project, const struct series_result *series,
		      const struct branch_result *known, struct buf *ret, struct error **err)
{
	_cleanup_free_ char *path = path_join(project, "kernels/vm/variants.conf");
	_cleanup_(variants_release) struct variants variants = { 0 };
	size_t before = ret->len;

	if (variants_read(path, &variants, err))
		return -1;
	for (size_t i = 0; i < variants.count; i++) {
		const struct variant *variant = &variants.items[i];

		/* What no engine has is said to be only compiled. */
		if (strcmp(variant->engine, VARIANT_NO_ENGINE) &&
		    testing_concerns(variant, series) &&
		    !was_compared(known, series->name, variant->name))
			buf_printf(ret, "%s%s", ret->len > before ? ", " : "", variant->name);
	}
	return 0;
}

int delivery_take_remarks(const char *rules, const struct delivery *delivery,
			  struct delivery_patch *patches, char ***ret_texts, struct error **err)
{
	_cleanup_(config_free_strings) char **texts = xcalloc(delivery->count + 1, sizeof(*texts));

	for (size_t i = 0; i < delivery->count; i++) {
		_cleanup_buf_ struct buf text = { 0 };

		if (rule_notes_read(rules, patches[i].name, delivery->branch, &text, err))
			return -1;
		buf_puts(&text, "");
		texts[i] = buf_detach(&text);
		patches[i].remark = *texts[i] ? texts[i] : NULL;
	}
	*ret_texts = TAKE_PTR(texts);
	return 0;
}
