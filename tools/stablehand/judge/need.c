// SPDX-License-Identifier: GPL-2.0-only
#include "judge/need.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "judge/fixed_content.h"
#include "judge/need_cves.h"
#include "judge/old_side.h"
#include "util/alloc.h"
#include "util/buf.h"

static void tell(struct evidence_list *evidence, enum reason reason, const char *path,
		 size_t line, const char *text)
{
	evidence_add_reason(evidence, EVIDENCE_NEED, reason, path, line, text);
}

/*
 * Is what it changes as it was? Where it applied as it is, what it removes was there; where it was
 * adapted, one place shows that; where it was refused, most of its hunks have to: parts of a
 * change are undone and made again.
 */
static bool is_as_before(enum verdict verdict, const struct old_side *side)
{
	if (verdict == VERDICT_CLEAN || verdict == VERDICT_MOVED)
		return side->removing;
	if (verdict_landed(verdict))
		return side->removing && side->place_count;
	return side->here > side->hunks - side->here;
}

/* Lines that it removes are here, or none is. */
static int ask_lines(const struct need_question *question, struct evidence_list *evidence,
		     bool *ret_here, struct error **err)
{
	_cleanup_old_side_ struct old_side side = { 0 };

	if (old_side_find(question->repo, question->tree, question->patch, &side, err))
		return -1;
	*ret_here = is_as_before(question->verdict, &side);
	for (size_t i = 0; i < side.place_count; i++) {
		const struct old_side_place *place = &side.places[i];
		_cleanup_free_ char *text = old_side_text(place);

		if (*ret_here || !verdict_landed(question->verdict))
			tell(evidence, REASON_AS_BEFORE, place->path, place->line, text);
	}
	if (*ret_here && !side.place_count)
		tell(evidence, REASON_AS_BEFORE, NULL, 0,
		     "the lines that the patch removes are here: it applies as it is");
	if (side.removing && !side.place_count && !verdict_landed(question->verdict))
		tell(evidence, REASON_REMOVED_LINES_GONE, NULL, 0,
		     "nothing of what the patch removes is in its place here");
	return 0;
}

/* By the release that a commit that it fixes came with. */
static bool ask_release(const struct need_question *question, size_t index,
			struct evidence_list *evidence)
{
	const struct mention *fixed = &question->fixes[index];
	const struct first_release *first = &question->fixed_releases[index];
	_cleanup_free_ char *from = NULL, *here = NULL, *text = NULL;
	enum kernel_contains contains;

	if (!question->version || !first->known)
		return false;
	contains = kernel_version_contains(question->version, &first->version);
	if (contains == KERNEL_CONTAINS_UNKNOWN || (contains == KERNEL_CONTAINS_NO && fixed->found))
		return false;
	from = kernel_version_text(&first->version);
	here = kernel_version_text(question->version);
	text = contains == KERNEL_CONTAINS_YES ?
		xasprintf("what it fixes: %.12s came with %s, which %s contains", fixed->id, from,
			  here) :
		xasprintf("what it fixes: %.12s came with %s: %s has it only as a backport",
			  fixed->id, from, here);
	tell(evidence, contains == KERNEL_CONTAINS_YES ? REASON_FIXED_COMMIT_HERE :
							 REASON_FIXED_COMMIT_LATER, NULL, 0, text);
	return contains == KERNEL_CONTAINS_YES;
}

/* By the content of one of which neither history nor release tells that it is here. */
static int ask_content(const struct need_question *question, size_t index,
		       struct evidence_list *evidence, bool *ret_here, struct error **err)
{
	const struct first_release *first = &question->fixed_releases[index];
	_cleanup_free_ char *path = NULL, *text = NULL;
	size_t line = 0;

	*ret_here = false;
	if (!first->has_commit)
		return 0;
	if (fixed_content_find(question->repo, &first->commit, question->tree, ret_here, &path, &line,
			       err))
		return -1;
	if (!*ret_here)
		return 0;
	text = xasprintf("what it fixes: all that %.12s changed is here", question->fixes[index].id);
	tell(evidence, REASON_FIXED_COMMIT_HERE, path, line, text);
	return 0;
}

/* Commits that it fixes are in the branch. */
static int ask_fixes(const struct need_question *question, struct evidence_list *evidence,
		     bool *ret_here, struct error **err)
{
	*ret_here = false;
	for (size_t i = 0; i < question->fixes_count; i++) {
		const struct mention *fixed = &question->fixes[i];
		bool here = ask_release(question, i, evidence) || fixed->found;

		if (!here && !fixed->reverted && ask_content(question, i, evidence, &here, err))
			return -1;
		*ret_here |= here && !fixed->reverted;
		for (size_t j = 0; j < fixed->evidence.count; j++) {
			_cleanup_free_ char *text = xasprintf("what it fixes: %s",
							      fixed->evidence.items[j].text);

			tell(evidence, REASON_FIXED_COMMIT_HERE, NULL, 0, text);
		}
	}
	return 0;
}

bool need_asked_from(const struct patch *patch, struct kernel_version *ret_version)
{
	static const struct kernel_version latest = { .major = 1000000 };
	struct kernel_version earliest = latest;

	for (size_t i = 0; i < patch->trailer_count; i++) {
		const char *trailer = patch->trailers[i], *hash = strchr(trailer, '#');
		struct kernel_version version;

		if (strncasecmp(trailer, "Cc:", 3) || !hash || !strstr(trailer, "stable@") ||
		    strstr(trailer, "stable@") > hash)
			continue;
		hash += 1 + strspn(hash + 1, " \t");
		if (kernel_version_read(hash, &version) &&
		    kernel_version_contains(&earliest, &version) == KERNEL_CONTAINS_YES)
			earliest = version;
	}
	if (earliest.major == latest.major)
		return false;
	*ret_version = earliest;
	return true;
}

/* Its author asks for it here. */
static bool ask_author(const struct need_question *question, struct evidence_list *evidence)
{
	_cleanup_free_ char *from = NULL, *here = NULL, *text = NULL;
	struct kernel_version version;
	bool wanted;

	if (!question->version || !need_asked_from(question->patch, &version))
		return false;
	wanted = kernel_version_contains(question->version, &version) == KERNEL_CONTAINS_YES;
	from = kernel_version_text(&version);
	here = kernel_version_text(question->version);
	text = xasprintf("its author asks for it from %s on: %s %s", from, here,
			 wanted ? "is later" : "is earlier");
	tell(evidence, REASON_ASKED_FOR, NULL, 0, text);
	return wanted;
}

int need_assess(const struct need_question *question, struct evidence_list *evidence,
		enum need *ret_need, struct error **err)
{
	const enum cves_say cves = need_ask_cves(question->cves, question->patch->upstream,
						 question->version, evidence);
	bool landed = verdict_landed(question->verdict), lines, fault;

	if (question->verdict == VERDICT_PRESENT || question->verdict == VERDICT_SUPERSEDED ||
	    question->verdict == VERDICT_NOT_AFFECTED) {
		*ret_need = question->verdict == VERDICT_NOT_AFFECTED && cves == CVES_OPEN ?
				    NEED_UNKNOWN : NEED_NOT_NEEDED;
		return 0;
	}
	if (ask_lines(question, evidence, &lines, err) ||
	    ask_fixes(question, evidence, &fault, err))
		return -1;
	fault |= ask_author(question, evidence);
	if (cves == CVES_OPEN || (cves == CVES_OPEN_THEN && landed))
		*ret_need = NEED_NEEDED;
	else if (cves == CVES_NOT_AFFECTED && !fault)
		*ret_need = NEED_NOT_NEEDED;
	else
		*ret_need = lines || (landed && fault) ? NEED_NEEDED : NEED_UNKNOWN;
	return 0;
}
