// SPDX-License-Identifier: GPL-2.0-only
#include "result/night.h"

#include <stdlib.h>

static const char *const names[NEWS_KIND_COUNT] = {
	[NEWS_RELEASE] = "release",
	[NEWS_VERDICT] = "verdict",
	[NEWS_BASE_REGRESSED] = "base-regressed",
	[NEWS_PORTED_REGRESSED] = "ported-regressed",
	[NEWS_BASE_BUILD_BROKE] = "base-build-broke",
	[NEWS_PORTED_BUILD_BROKE] = "ported-build-broke",
	[NEWS_UNTESTED] = "untested",
	[NEWS_FLAKY] = "flaky",
	[NEWS_LATER_FIX] = "later-fix",
	[NEWS_REVERTED] = "reverted",
	[NEWS_FAILED] = "failed",
	[NEWS_SOURCE] = "source",
	[NEWS_FIXED] = "fixed",
};

const char *news_kind_name(enum news_kind kind)
{
	return names[kind];
}

void night_count_findings(struct night *night)
{
	night->open = night->accepted = 0;
	for (size_t i = 0; i < night->finding_count; i++)
		(*(night->findings[i].accepted ? &night->accepted : &night->open))++;
}

int night_exit_code(const struct night *night)
{
	return night->open ? 1 : 0;
}

void news_release(struct news *news)
{
	free(news->branch);
	free(news->series);
	free(news->patch);
	free(news->test);
	free(news->variant);
	free(news->state);
	free(news->was);
	free(news->is);
	free(news->text);
	for (size_t i = 0; i < news->evidence_count; i++)
		free(news->evidence[i]);
	free(news->evidence);
	free(news->finding);
	*news = (struct news){0};
}

void finding_member_release(struct finding_member *member)
{
	free(member->series);
	free(member->patch);
	free(member->test);
	free(member->variant);
	free(member->text);
	free(member->log);
	*member = (struct finding_member){0};
}

void night_finding_forget_accepted(struct night_finding *finding)
{
	free(finding->accepted_reason);
	free(finding->accepted_on);
	free(finding->accepted_until);
	free(finding->accepted_lapsed);
	finding->accepted = false;
	finding->accepted_reason = finding->accepted_on = NULL;
	finding->accepted_until = finding->accepted_lapsed = NULL;
}

void night_finding_release(struct night_finding *finding)
{
	free(finding->key);
	free(finding->branch);
	free(finding->series);
	free(finding->state);
	free(finding->text);
	free(finding->signature);
	free(finding->first_at);
	free(finding->last_at);
	free(finding->release);
	free(finding->good_release);
	night_finding_forget_accepted(finding);
	for (size_t i = 0; i < finding->member_count; i++)
		finding_member_release(&finding->members[i]);
	free(finding->members);
	*finding = (struct night_finding){0};
}

static void branch_release(struct night_branch *branch)
{
	free(branch->branch);
	free(branch->release);
	free(branch->was_release);
	free(branch->failure);
}

void night_release(struct night *night)
{
	seen_release(&night->seen);
	free(night->began);
	free(night->profile);
	free(night->stopped);
	for (size_t i = 0; i < night->branch_count; i++)
		branch_release(&night->branches[i]);
	free(night->branches);
	for (size_t i = 0; i < night->news_count; i++)
		news_release(&night->news[i]);
	free(night->news);
	for (size_t i = 0; i < night->finding_count; i++)
		night_finding_release(&night->findings[i]);
	free(night->findings);
	*night = (struct night){0};
}

void nights_release(struct nights *nights)
{
	for (size_t i = 0; i < nights->count; i++)
		night_release(&nights->items[i]);
	free(nights->items);
	*nights = (struct nights){0};
}
