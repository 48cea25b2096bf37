// SPDX-License-Identifier: GPL-2.0-only
#include "port/risk.h"

#include <ctype.h>
#include <string.h>

#include "port/function.h"
#include "port/heading.h"
#include "port/lines.h"
#include "port/tree.h"
#include "port/words.h"
#include "series/mail_text.h"
#include "util/alloc.h"

#define CUT_LENGTH 39		/* the shortest heading that may have been cut */
#define SHOWN_BYTES 120
#define GOTOS_MAX 200		/* looked at in one hunk */

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

/* Is the line that names the function the one that the patch shows? */
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
	evidence_add(site->evidence, EVIDENCE_RISK, site->path, line + 1,
		     "medium: the function begins with another line, here: %s\n"
		     "in the patch: %s", ours, theirs);
}

/* Does a line consist of the label? */
static bool is_label(const char *text, size_t len, const char *label, size_t label_len)
{
	while (len && isspace((unsigned char)*text)) {
		text++;
		len--;
	}
	return len > label_len && !memcmp(text, label, label_len) && text[label_len] == ':';
}

static bool has_label(const struct lines *lines, const struct function_range *range,
		      const struct patch_file *file, const char *label, size_t len)
{
	for (size_t i = range->start; i < range->end; i++)
		if (is_label(lines_text(lines, i), lines_len(lines, i), label, len))
			return true;
	for (size_t h = 0; h < file->hunk_count; h++)
		for (size_t i = 0; i < file->hunks[h].line_count; i++)
			if (file->hunks[h].lines[i].kind == '+' &&
			    is_label(file->hunks[h].lines[i].text, file->hunks[h].lines[i].len,
				     label, len))
				return true;
	return false;
}

/* The label that a line jumps to; NULL: none. */
static const char *goto_label(const struct patch_line *line, size_t *ret_len)
{
	const char *end = line->text + line->len, *at = line->text;

	while ((at = memmem(at, end - at, "goto ", 5))) {
		const char *label = at + 5;

		if (at > line->text && words_is_part(at[-1])) {
			at = label;
			continue;
		}
		while (label + *ret_len < end && words_is_part(label[*ret_len]))
			++*ret_len;
		return *ret_len && label + *ret_len < end && label[*ret_len] == ';' ? label : NULL;
	}
	return NULL;
}

static void check_gotos(struct site *site, const struct patch_file *file,
			const struct patch_hunk *hunk, size_t start)
{
	struct function_range range = { start, function_end(&site->lines, start) };
	size_t looked_at = 0;

	for (size_t i = 0; i < hunk->line_count && looked_at < GOTOS_MAX; i++) {
		const struct patch_line *line = &hunk->lines[i];
		size_t len = 0;
		const char *label = line->kind == '+' ? goto_label(line, &len) : NULL;
		_cleanup_free_ char *shown = NULL;

		if (!label)
			continue;
		looked_at++;
		if (has_label(&site->lines, &range, file, label, len))
			continue;
		shown = text_excerpt(label, len, SHOWN_BYTES);
		raise_to(site, RISK_HIGH);
		evidence_add(site->evidence, EVIDENCE_RISK, site->path, start + 1,
			     "high: it adds `goto %s`, and this function has no such label", shown);
	}
}

static void check_hunk(struct site *site, const struct patch_file *file,
		       const struct patch_hunk *hunk, size_t line)
{
	struct heading heading = heading_of_hunk(hunk);
	uint32_t above;

	if (!heading.usable || heading.kind == HEADING_LABEL || !line || line > site->lines.count)
		return;
	above = site->headings.above[line - 1];
	if (above == UINT32_MAX)
		return;
	check_heading(site, hunk, above);
	check_gotos(site, file, hunk, above);
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

	if (!file->old_path || !words_is_c_file(file->old_path) ||
	    !tree_lookup(tree, file->old_path, &id, &mode))
		return 0;
	if (git_blob_lookup(&blob, repo, &id))
		return error_git(err, ERROR_ENVIRONMENT, "reading %s", file->old_path);
	if (lines_init(&site.lines, git_blob_rawcontent(blob), git_blob_rawsize(blob))) {
		heading_index_init(&site.headings, &site.lines);
		for (size_t h = 0; h < file->hunk_count; h++)
			check_hunk(&site, file, &file->hunks[h], outcomes[h].line);
		heading_index_release(&site.headings);
		lines_release(&site.lines);
	}
	git_blob_free(blob);
	*risk = site.risk;
	return 0;
}

int risk_assess(git_repository *repo, const git_tree *tree, const struct patch *patch,
		const struct hunk_outcome_list *hunks, struct evidence_list *evidence,
		enum risk *ret_risk, struct error **err)
{
	enum risk risk = RISK_LOW;
	size_t at = 0;

	for (size_t i = 0; i < patch->file_count; i++) {
		const struct patch_file *file = &patch->files[i];

		if (file->hunk_count > hunks->count - at)
			break;
		if (assess_file(repo, tree, file, hunks->items + at, evidence, &risk, err))
			return -1;
		at += file->hunk_count;
	}
	if (risk == RISK_LOW)
		evidence_add(evidence, EVIDENCE_RISK, NULL, 0,
			     "low: the lines around each hunk are those of the patch, and so are "
			     "the lines that name its functions");
	*ret_risk = risk;
	return 0;
}
