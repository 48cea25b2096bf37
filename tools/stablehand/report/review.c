// SPDX-License-Identifier: GPL-2.0-only
#include "report/review.h"

#include <string.h>

#include "report/wrap.h"
#include "util/alloc.h"
#include "util/text.h"

static const char *plural(size_t count, const char *one, const char *many)
{
	return count == 1 ? one : many;
}

static void print_head(const struct review *review, struct out *to)
{
	if (review->branch)
		out_styled(to, STYLE_STRONG, "%s  ", review->branch);
	out_printf(to, "%s..%s: %zu C %s changed, %zu other", review->from, review->to,
		   review->files, plural(review->files, "file", "files"), review->others);
	if (review->commits)
		out_printf(to, "; %zu %s, %zu compared with upstream", review->commits,
			   plural(review->commits, "commit", "commits"), review->compared);
	out_puts(to, "\n");
}

static bool is_id(const char *commit)
{
	return text_is_hex(commit, strlen(commit), 40, 40);
}

/* The commit or patch that it is about. */
static void print_change(const struct review_finding *finding, struct out *to)
{
	_cleanup_free_ char *upstream = finding->upstream ?
		xasprintf(" (upstream %.12s)", finding->upstream) : NULL;

	if (finding->commit)
		wrap_printf(to, "    in ", "    ", "%.*s%s%s%s%s",
			    is_id(finding->commit) ? 12 : 200, finding->commit,
			    finding->title ? " \"" : "", finding->title ? finding->title : "",
			    finding->title ? "\"" : "", upstream ? upstream : "");
}

static void print_finding(const struct review_finding *finding, struct out *to)
{
	out_puts(to, "  ");
	if (finding->path && finding->line)
		out_printf(to, "%s:%zu  ", finding->path, finding->line);
	else if (finding->path)
		out_printf(to, "%s  ", finding->path);
	out_styled(to, finding->sureness == REVIEW_POSSIBLE ? STYLE_FAINT :
		   finding->sureness == REVIEW_LIKELY ? STYLE_DOUBT : STYLE_BAD, "%s",
		   finding->reason ? finding->reason : review_kind_name(finding->kind));
	out_puts(to, "\n");
	wrap_text(to, "    ", "    ", finding->text);
	print_change(finding, to);
}

static void print_findings(const struct review *review, enum review_sureness sureness,
			   struct out *to)
{
	bool any = false;

	for (size_t i = 0; i < review->count; i++) {
		if (review->findings[i].sureness != sureness)
			continue;
		if (!any)
			out_printf(to, "\n%s\n", review_sureness_name(sureness));
		any = true;
		print_finding(&review->findings[i], to);
	}
}

static void print_end(const struct review *review, bool all, struct out *to)
{
	size_t certain = review_count(review, REVIEW_CERTAIN);
	size_t likely = review_count(review, REVIEW_LIKELY);
	size_t possible = review_count(review, REVIEW_POSSIBLE);

	out_printf(to, "\n%zu certain, %zu likely, %zu possible%s\n", certain, likely, possible,
		   possible && !all ? " (--all shows these)" : "");
	if (review->unnamed)
		out_printf(to, "%zu of the commits %s no commit upstream\n", review->unnamed,
			   plural(review->unnamed, "names", "name"));
	if (review->absent)
		out_printf(to, "%zu commits upstream are in no repository that was looked at\n",
			   review->absent);
	if (review->too_large)
		out_printf(to, "%zu %s too large to be checked\n", review->too_large,
			   plural(review->too_large, "file is", "files are"));
	if (review->cut)
		out_puts(to, "there is more than is kept: the list is not complete\n");
	for (size_t i = 0; i < review->note_count; i++)
		wrap_text(to, "", "  ", review->notes[i]);
}

void review_text(const struct review *review, bool all, struct out *to)
{
	print_head(review, to);
	for (enum review_sureness s = REVIEW_CERTAIN; s <= (all ? REVIEW_POSSIBLE : REVIEW_LIKELY); s++)
		print_findings(review, s, to);
	print_end(review, all, to);
}
