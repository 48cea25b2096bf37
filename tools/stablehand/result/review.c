// SPDX-License-Identifier: GPL-2.0-only
#include "result/review.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "result/json.h"
#include "util/alloc.h"

const char *review_kind_name(enum review_kind kind)
{
	static const char *const names[] = {
		[REVIEW_CODE] = "code",
		[REVIEW_LEFT_OUT] = "left-out",
		[REVIEW_MISPLACED] = "misplaced",
		[REVIEW_LATER_FIX] = "later-fix",
		[REVIEW_REVERTED] = "reverted",
		[REVIEW_NOT_APPLIED] = "not-applied",
	};

	return names[kind];
}

const char *review_sureness_name(enum review_sureness sureness)
{
	static const char *const names[] = {
		[REVIEW_CERTAIN] = "certain",
		[REVIEW_LIKELY] = "likely",
		[REVIEW_POSSIBLE] = "possible",
	};

	return names[sureness];
}

const char *review_harm_name(enum review_harm harm)
{
	static const char *const names[] = {
		[REVIEW_HARM_BUILD] = "build",
		[REVIEW_HARM_RUN] = "run",
		[REVIEW_HARM_NONE] = "none",
	};

	return names[harm];
}

struct review_finding *review_add(struct review *review)
{
	struct review_finding *finding = ARRAY_ADD(review->findings, review->count, review->alloc);

	*finding = (struct review_finding){ 0 };
	return finding;
}

void review_note(struct review *review, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	*ARRAY_ADD(review->notes, review->note_count, review->note_alloc) = xvasprintf(fmt, ap);
	va_end(ap);
}

static int compare(const void *a, const void *b)
{
	const struct review_finding *left = a, *right = b;
	int order = (int)left->sureness - (int)right->sureness;

	if (!order)
		order = (int)left->harm - (int)right->harm;
	if (!order)
		order = (int)left->kind - (int)right->kind;
	if (!order)
		order = strcmp(left->path ? left->path : "", right->path ? right->path : "");
	if (!order && left->line != right->line)
		order = left->line < right->line ? -1 : 1;
	return order ? order : strcmp(left->text, right->text);
}

void review_sort(struct review *review)
{
	if (review->count)
		qsort(review->findings, review->count, sizeof(*review->findings), compare);
}

size_t review_count(const struct review *review, enum review_sureness sureness)
{
	size_t count = 0;

	for (size_t i = 0; i < review->count; i++)
		count += review->findings[i].sureness == sureness;
	return count;
}

static void set(json_t *object, const char *key, const char *value)
{
	if (value)
		json_object_set_new(object, key, json_string(value));
}

static json_t *finding_object(const struct review_finding *finding)
{
	json_t *object = json_pack("{s:s, s:s, s:s, s:s}", "kind", review_kind_name(finding->kind),
				   "sureness", review_sureness_name(finding->sureness), "harm",
				   review_harm_name(finding->harm), "text", finding->text);

	set(object, "reason", finding->reason);
	set(object, "file", finding->path);
	if (finding->line)
		json_object_set_new(object, "line", json_integer(finding->line));
	set(object, "name", finding->name);
	set(object, "commit", finding->commit);
	set(object, "title", finding->title);
	set(object, "upstream", finding->upstream);
	return object;
}

json_t *review_to_json(const struct review *review, bool all)
{
	json_t *findings = json_array(), *object;

	for (size_t i = 0; i < review->count; i++)
		if (all || review->findings[i].sureness != REVIEW_POSSIBLE)
			json_array_append_new(findings, finding_object(&review->findings[i]));
	object = json_pack("{s:s, s:s, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:b, s:b, s:o, s:I, s:o}",
			   "from", review->from, "to", review->to, "files",
			   (json_int_t)review->files, "other_files", (json_int_t)review->others,
			   "too_large", (json_int_t)review->too_large, "commits",
			   (json_int_t)review->commits, "compared", (json_int_t)review->compared,
			   "unnamed", (json_int_t)review->unnamed, "absent",
			   (json_int_t)review->absent, "fixes_known", review->fixes_known, "cut",
			   review->cut, "notes", json_strings(review->notes, review->note_count),
			   "possible", (json_int_t)review_count(review, REVIEW_POSSIBLE), "findings",
			   findings);
	set(object, "branch", review->branch);
	return json_pack("{s:i, s:o}", "schema", JSON_SCHEMA, "review", object);
}

void review_release(struct review *review)
{
	for (size_t i = 0; i < review->count; i++) {
		struct review_finding *finding = &review->findings[i];

		free(finding->reason);
		free(finding->path);
		free(finding->name);
		free(finding->text);
		free(finding->commit);
		free(finding->title);
		free(finding->upstream);
	}
	for (size_t i = 0; i < review->note_count; i++)
		free(review->notes[i]);
	free(review->notes);
	free(review->findings);
	free(review->branch);
	free(review->from);
	free(review->to);
	*review = (struct review){ 0 };
}
