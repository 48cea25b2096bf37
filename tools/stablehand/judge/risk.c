// SPDX-License-Identifier: GPL-2.0-only
#include "judge/risk.h"

#include <ctype.h>
#include <string.h>

#include "git/tree.h"
#include "place/hunk_heading.h"
#include "syntax/function.h"
#include "syntax/heading.h"
#include "syntax/identifier.h"
#include "syntax/lines.h"
#include "util/alloc.h"
#include "util/text.h"

#define CUT_LENGTH 39		/* the shortest heading that diff may have cut */
#define SHOWN_BYTES 120
#define ANCHORS_MIN 2		/* lines with text in the old side of a hunk */

/* One file of the patch, as it is in the tree. */
struct site {
	struct lines lines;
	struct heading_index headings;
	const char *path;
	struct evidence_list *evidence;
	enum risk risk;
};

static void raise_to(struct site *site, enum risk risk)
{
	if (site->risk < risk)
		site->risk = risk;
}

static size_t trimmed(const char *text, size_t len)
{
	while (len && isspace((unsigned char)text[len - 1]))
		len--;
	return len;
}

/* Is the line above the hunk that names the function the one of the @@ line? */
static void check_heading(struct site *site, const struct patch_hunk *hunk, size_t line)
{
	const struct lines *lines = &site->lines;
	size_t len = trimmed(hunk->heading, strlen(hunk->heading)), here_len;
	_cleanup_free_ char *theirs = NULL, *ours = NULL;
	const char *here = lines_text(lines, line);

	here_len = trimmed(here, lines_len(lines, line));
	if (len == here_len || (len >= CUT_LENGTH && len < here_len))
		if (!memcmp(hunk->heading, here, len))
			return;
	theirs = text_excerpt(hunk->heading, len, SHOWN_BYTES);
	ours = function_quote(lines, line);
	raise_to(site, RISK_MEDIUM);
	evidence_add_risk(site->evidence, RISK_MEDIUM, REASON_HEADING_DIFFERS, site->path, line + 1,
			  "hunk heading differs, here: %s\n"
			  "in the patch: %s", ours, theirs);
}

static void check_hunk(struct site *site, const struct patch_hunk *hunk, size_t line)
{
	struct heading heading = heading_of_hunk(hunk);
	uint32_t above;

	if (!heading.usable || heading.kind == HEADING_LABEL || !line || line > site->lines.count)
		return;
	above = site->headings.above[line - 1];
	if (above == UINT32_MAX)
		return;
	check_heading(site, hunk, above);
}

/* Hunks of one file; `outcomes` are theirs. */
static int assess_file(git_repository *repo, const git_tree *tree, const struct patch_file *file,
		       const struct hunk_outcome *outcomes, struct evidence_list *evidence,
		       enum risk *risk, struct error **err)
{
	struct site site = { .path = file->old_path, .evidence = evidence, .risk = *risk };
	git_filemode_t mode;
	git_blob *blob;
	git_oid id;

	if (!file->old_path || !path_is_c_file(file->old_path) ||
	    !tree_lookup(tree, file->old_path, &id, &mode))
		return 0;
	if (git_blob_lookup(&blob, repo, &id))
		return error_git(err, ERROR_ENVIRONMENT, "reading %s", file->old_path);
	if (lines_init(&site.lines, git_blob_rawcontent(blob), git_blob_rawsize(blob))) {
		heading_index_init(&site.headings, &site.lines);
		for (size_t h = 0; h < file->hunk_count; h++)
			check_hunk(&site, &file->hunks[h], outcomes[h].line);
		heading_index_release(&site.headings);
		lines_release(&site.lines);
	}
	git_blob_free(blob);
	*risk = site.risk;
	return 0;
}

/* Lines with text that a hunk was found by. */
static size_t anchors(const struct patch_hunk *hunk)
{
	size_t count = 0;

	for (size_t i = 0; i < hunk->line_count; i++) {
		const struct patch_line *line = &hunk->lines[i];
		bool word = false;

		for (size_t j = 0; j < line->len && !word; j++)
			word = isalnum((unsigned char)line->text[j]);
		count += word && line->kind != '+';
	}
	return count;
}

/* One line alone is soon met elsewhere, too. Where a file begins it is that of the patch. */
static void check_anchors(const struct patch_file *file, const struct hunk_outcome *outcomes,
			  struct evidence_list *evidence, enum risk *risk)
{
	for (size_t h = 0; h < file->hunk_count && file->change != PATCH_ADD; h++) {
		const struct patch_hunk *hunk = &file->hunks[h];

		if (hunk->old_start <= 1 || anchors(hunk) >= ANCHORS_MIN)
			continue;
		evidence_add_risk(evidence, RISK_MEDIUM, REASON_LITTLE_CONTEXT, file->old_path,
				  outcomes[h].line,
				  "hunk #%zu has hardly any context: its place rests on few lines",
				  h + 1);
		*risk = *risk < RISK_MEDIUM ? RISK_MEDIUM : *risk;
	}
}

int risk_assess(git_repository *repo, const git_tree *tree, const struct patch *patch,
		const struct hunk_outcome_list *hunks, struct evidence_list *evidence,
		enum risk *risk, struct error **err)
{
	enum risk found = *risk > RISK_LOW ? *risk : RISK_LOW;
	size_t at = 0;

	for (size_t i = 0; i < patch->file_count; i++) {
		const struct patch_file *file = &patch->files[i];

		if (file->hunk_count > hunks->count - at)
			break;
		if (assess_file(repo, tree, file, hunks->items + at, evidence, &found, err))
			return -1;
		check_anchors(file, hunks->items + at, evidence, &found);
		at += file->hunk_count;
	}
	if (found == RISK_LOW)
		evidence_add_risk(evidence, RISK_LOW, REASON_CONTEXT_SAME, NULL, 0,
				  "context and hunk headings match");
	*risk = found;
	return 0;
}
