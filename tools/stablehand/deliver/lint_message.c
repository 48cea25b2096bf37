// SPDX-License-Identifier: GPL-2.0-only
/* What the text of a patch says by itself. */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "deliver/lint_parts.h"
#include "series/mail_text.h"
#include "util/alloc.h"
#include "util/suggest.h"

#define STABLE_LINES 100	/* "cannot be bigger than 100 lines, with context" */
#define FIXES_DIGITS 12
#define HEX "0123456789abcdefABCDEF"

/* The tags that patches of the kernel have; those of persons end in "-by" or are Cc. */
static const char *const tags[] = {
	"Signed-off-by", "Acked-by", "Reviewed-by", "Tested-by", "Reported-by", "Suggested-by",
	"Co-developed-by", "Cc", "Fixes", "Link", "Closes", "Stable-dep-of", "Debugged-by",
	"Message-ID", "Change-Id", "Bisected-by", "Reported-and-tested-by", "Assisted-by",
};

static bool read_id(const char *text, struct lint_upstream *ret)
{
	size_t digits = strspn(text, HEX);

	if (digits < 7 || digits > 40)
		return false;
	memcpy(ret->id, text, digits);
	ret->id[digits] = '\0';
	for (char *p = ret->id; *p; p++)
		*p = tolower((unsigned char)*p);
	ret->digits = digits;
	return true;
}

bool lint_upstream_of(const char *body, struct lint_upstream *ret)
{
	struct lint_upstream picked = { .digits = 0 };
	static const char pick[] = "(cherry picked from commit ";

	for (const char *at = body; *at;) {
		size_t len = strcspn(at, "\n");
		const char *line = at + strspn(at, " \t");

		*ret = (struct lint_upstream){ .digits = 0 };
		if ((!strncasecmp(line, "commit ", 7) && read_id(line + 7, ret) &&
		     !strncasecmp(line + 7 + ret->digits, " upstream", 9)) ||
		    (!strncasecmp(line, "[ Upstream commit ", 18) && read_id(line + 18, ret)))
			return true;
		if (!strncasecmp(line, pick, sizeof(pick) - 1))
			read_id(line + sizeof(pick) - 1, &picked);
		at += len + (at[len] == '\n');
	}
	picked.picked = true;
	*ret = picked;
	return picked.digits;
}

static void check_upstream(const char *body, size_t i, struct lint_findings *findings)
{
	struct lint_upstream upstream;

	if (!lint_upstream_of(body, &upstream))
		lint_add(findings, "no-upstream", LINT_FAIL, i,
			 "no commit upstream: it needs a line \"commit <40 digits> upstream.\"");
	else if (upstream.picked)
		lint_add(findings, "no-upstream", LINT_FAIL, i,
			 "\"cherry picked from\" is not what "
			 "stable reads: it needs a line \"commit %s upstream.\"",
			 upstream.id);
	else if (upstream.digits != 40)
		lint_add(findings, "no-upstream", LINT_FAIL, i,
			 "the commit upstream has %zu digits, not 40: %s",
			 upstream.digits, upstream.id);
}

static void check_fixes(const char *line, enum lint_level level, size_t i,
			struct lint_findings *findings)
{
	const char *id = line + 6 + strspn(line + 6, " \t");
	size_t digits = strspn(id, HEX);
	const char *title = id + digits + strspn(id + digits, " ");

	/* Of syzbot and others: what is no commit at all is for people to read. */
	if (!digits || !strncmp(id, "http", 4))
		return;
	if (digits < FIXES_DIGITS)
		lint_add(findings, "fixes", level, i, "Fixes: with %zu digits, not 12: %s", digits,
			 line);
	else if (title[0] != '(' || title[1] != '"')
		lint_add(findings, "fixes", level, i, "Fixes: without (\"title\"): %s", line);
}

static bool has_line(const char *message, const char *line)
{
	size_t len = strlen(line);

	for (const char *at = message; (at = strstr(at, line)); at++)
		if ((at == message || at[-1] == '\n') && (!at[len] || at[len] == '\n'))
			return true;
	return false;
}

void lint_fixes(const struct patch *patch, size_t i, const char *upstream,
		struct lint_findings *findings)
{
	struct lint_upstream named;
	bool copied = !upstream && lint_upstream_of(patch->body, &named) && named.digits == 40;

	for (size_t k = 0; k < patch->trailer_count; k++)
		if (!strncasecmp(patch->trailers[k], "Fixes:", 6) &&
		    !(upstream && has_line(upstream, patch->trailers[k])))
			check_fixes(patch->trailers[k], copied ? LINT_NOTE : LINT_WARN, i,
				    findings);
}

static bool is_known(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(tags); i++)
		if (!strcasecmp(name, tags[i]))
			return true;
	return false;
}

static bool is_of_person(const char *name)
{
	size_t len = strlen(name);

	return (len > 3 && !strcasecmp(name + len - 3, "-by")) || !strcasecmp(name, "Cc");
}

/* An address; or a program that helped, "AGENT:MODEL", which has none. */
static bool names_somebody(const char *value)
{
	const char *colon;

	if (strchr(value, '@'))
		return true;
	value += strspn(value, " \t");
	colon = strchr(value, ':');
	return colon && colon > value && colon[1] &&
	       strcspn(value, " \t") > (size_t)(colon - value) + 1;
}

static void check_tag(const char *trailer, size_t i, struct lint_findings *findings)
{
	size_t colon = strcspn(trailer, ":");
	_cleanup_free_ char *name = xstrndup(trailer, colon);
	const char *near = NULL;
	size_t best = 3;

	if (is_known(name)) {
		if (is_of_person(name) && !names_somebody(trailer + colon + 1))
			lint_add(findings, "tag", LINT_WARN, i, "no address: %s", trailer);
		return;
	}
	/* Short words are near to anything. */
	for (size_t k = 0; k < ARRAY_SIZE(tags) && strlen(name) > 5; k++) {
		size_t distance = suggest_distance(name, tags[k]);

		if (strlen(tags[k]) > 5 && distance < best) {
			best = distance;
			near = tags[k];
		}
	}
	if (near)
		lint_add(findings, "tag", LINT_FAIL, i, "%s: is spelled %s", name, near);
}

static bool names(const char *signed_off, const char *address)
{
	return address && strcasestr(signed_off, address);
}

static void check_signoffs(const struct lint_patch *one, size_t i, struct lint_findings *findings)
{
	const struct patch *patch = one->patch;
	const char *last = NULL;
	bool author = false;

	for (size_t k = 0; k < patch->trailer_count; k++) {
		const char *trailer = patch->trailers[k];

		if (strncasecmp(trailer, "Signed-off-by: ", 15))
			continue;
		last = trailer + 15;
		author |= names(last, patch->author_email) || names(last, patch->author_name);
	}
	if (!last) {
		lint_add(findings, "sign-off", LINT_FAIL, i, "no Signed-off-by");
		return;
	}
	if (!author && patch->author_name)
		lint_add(findings, "sign-off", LINT_WARN, i,
			 "no Signed-off-by of its author, %s <%s>", patch->author_name,
			 patch->author_email);
	if (one->sender && !names(last, one->sender))
		lint_add(findings, "sign-off", LINT_FAIL, i,
			 "the last Signed-off-by is not that of who sends it (%s): %s",
			 one->sender, last);
}

static void check_noautosel(const char *body, size_t i, struct lint_findings *findings)
{
	const char *at = strstr(body, "stable+noautosel@kernel.org"), *reason;

	if (!at)
		return;
	reason = strchr(at, '#');
	if (reason && reason > at + strcspn(at, "\n"))
		reason = NULL;
	lint_add(findings, "noautosel", LINT_FAIL, i,
		 "its author asks to keep it out of stable%s%.*s", reason ? ": " : "",
		 reason ? (int)strcspn(reason, "\n") : 0, reason ? reason : "");
}

static void check_size(const struct patch *patch, size_t i, struct lint_findings *findings)
{
	size_t lines = 0;

	for (size_t f = 0; f < patch->file_count; f++)
		for (size_t h = 0; h < patch->files[f].hunk_count; h++)
			lines += patch->files[f].hunks[h].line_count;
	if (lines > STABLE_LINES)
		lint_add(findings, "size", LINT_NOTE, i,
			 "%zu lines with context: stable takes 100, or a reason",
			 lines);
}

void lint_message(const struct lint_options *options, size_t i, struct lint_findings *findings)
{
	const struct lint_patch *one = &options->patches[i];
	const struct patch *patch = one->patch;
	_cleanup_free_ char *branch = one->subject ? lint_branch_of(one->subject) : NULL;

	check_signoffs(one, i, findings);
	for (size_t k = 0; k < patch->trailer_count; k++)
		check_tag(patch->trailers[k], i, findings);
	if (!options->stable)
		return;
	check_upstream(patch->body, i, findings);
	check_noautosel(patch->body, i, findings);
	check_size(patch, i, findings);
	if (one->subject && !branch)
		lint_add(findings, "no-branch", LINT_WARN, i, "the subject names no branch, as in "
			 "[PATCH 6.1.y]: %s", one->subject);
}
