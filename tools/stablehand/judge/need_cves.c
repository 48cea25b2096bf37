// SPDX-License-Identifier: GPL-2.0-only
#include "judge/need_cves.h"

#include "index/cve_status.h"
#include "util/alloc.h"

/* A commit may fix several. */
struct asking {
	const struct cve_table *cves;
	const struct kernel_version *release;
	struct evidence_list *evidence;
	bool open, not_affected, other;
};

/* " (ed129ec9057f)", or "" */
static char *in_parentheses(const uint8_t commit[CVE_COMMIT_BYTES])
{
	git_oid id;

	git_oid_fromraw(&id, commit);
	return git_oid_is_zero(&id) ? xstrdup("") : xasprintf(" (%.12s)", git_oid_tostr_s(&id));
}

/* "6.1 (ed129ec9057f)" */
static char *end_text(const struct cve_version *version, const uint8_t commit[CVE_COMMIT_BYTES])
{
	_cleanup_free_ char *number = cve_version_text(version);
	_cleanup_free_ char *id = in_parentheses(commit);

	return xasprintf("%s%s", number, id);
}

/* What the data says, and its reason. Allocated. */
static char *say(const struct cve_status *status, const char *here, enum reason *ret_reason)
{
	_cleanup_free_ char *since = NULL, *fixed = NULL;

	if (status->since)
		since = end_text(&status->since->since, status->since->since_commit);
	if (status->fixed)
		fixed = end_text(&status->fixed->fixed, status->fixed->fixed_commit);
	switch (status->state) {
	case CVE_OPEN:
		*ret_reason = REASON_CVE_OPEN;
		return xasprintf("%s is open to it since %s, %s%s", here, since,
				 fixed ? "fixed in " : "not fixed in this branch",
				 fixed ? fixed : "");
	case CVE_FIXED:
		*ret_reason = REASON_CVE_FIXED;
		return xasprintf("fixed since %s, which %s contains", fixed, here);
	case CVE_NOT_AFFECTED:
		*ret_reason = REASON_CVE_NOT_AFFECTED;
		return xasprintf("%s never had the fault", here);
	case CVE_REJECTED:
		*ret_reason = REASON_NONE;
		return xstrdup("it was rejected");
	case CVE_UNKNOWN:
		break;
	}
	*ret_reason = REASON_NONE;
	return xstrdup("its data cannot be read");
}

static void ask(const struct cve *cve, void *data)
{
	struct asking *asking = data;
	_cleanup_free_ char *id = cve_id_text(cve->id);
	_cleanup_free_ char *here = kernel_version_text(asking->release);
	_cleanup_free_ char *said = NULL, *text = NULL;
	struct cve_status status;
	enum reason reason;
	git_oid commit;
	int64_t time;

	cve_status_of(cve, asking->release, &status);
	cve_table_commit(asking->cves, &commit, &time);
	said = say(&status, here, &reason);
	text = xasprintf("%s: %s; by vulns %.12s", id, said, git_oid_tostr_s(&commit));
	evidence_add_reason(asking->evidence, EVIDENCE_NEED, reason, NULL, 0, text);
	asking->open |= status.state == CVE_OPEN;
	asking->not_affected |= status.state == CVE_NOT_AFFECTED;
	asking->other |= status.state != CVE_OPEN && status.state != CVE_NOT_AFFECTED;
}

/* Is the release newer than any of its branch that the data knows? */
static bool is_beyond(const struct asking *asking)
{
	unsigned int newest = cve_table_newest(asking->cves, asking->release);
	struct kernel_version last = *asking->release;
	_cleanup_free_ char *text = NULL, *end = NULL;

	if (!newest || asking->release->stable <= newest)
		return false;
	last.stable = newest;
	end = kernel_version_text(&last);
	text = xasprintf("that data ends with %s: it says nothing of what came later", end);
	evidence_add_reason(asking->evidence, EVIDENCE_NEED, REASON_NONE, NULL, 0, text);
	return true;
}

enum cves_say need_ask_cves(const struct cve_table *cves, const char *upstream,
			    const struct kernel_version *release, struct evidence_list *evidence)
{
	struct asking asking = { .cves = cves, .release = release, .evidence = evidence };

	if (!cves || !upstream || !release || !cve_table_fixed_by(cves, upstream, ask, &asking))
		return CVES_NOTHING;
	if (asking.open)
		return is_beyond(&asking) ? CVES_OPEN_THEN : CVES_OPEN;
	return asking.not_affected && !asking.other ? CVES_NOT_AFFECTED : CVES_NOTHING;
}
