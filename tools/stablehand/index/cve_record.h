/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One CVE as the kernel's vulns repository describes it, read from the bytes of its files.
 * Nothing in them is trusted: sizes are bounded, text is made printable, paths are checked.
 */
#ifndef INDEX_CVE_RECORD_H
#define INDEX_CVE_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "index/cve_version.h"

#define CVE_FILE_MAX (1u << 20)		/* bytes of one file; those of 2026 have 20,000 at most */
#define CVE_RANGES_MAX 4096u
#define CVE_FIXES_MAX 64u
#define CVE_PATHS_MAX 1024u
#define CVE_COMMIT_BYTES 20

/* Where the fault came, and where it went: a line of the .dyad file. */
struct cve_range {
	struct cve_version since;	/* "0": since ever */
	struct cve_version fixed;	/* "0": it is not */
	uint8_t since_commit[CVE_COMMIT_BYTES];	/* zeros: not said */
	uint8_t fixed_commit[CVE_COMMIT_BYTES];
};

struct cve_record {
	char *title;			/* printable; or NULL */
	char *vector;			/* of CVSS; or NULL */
	unsigned int score;		/* of CVSS, in tenths; 0: none */
	uint8_t (*fixes)[CVE_COMMIT_BYTES];	/* upstream, in their order */
	size_t fix_count, fix_alloc;
	struct cve_range *ranges;
	size_t range_count, range_alloc;
	char **paths;			/* that the fix changes, each once, in their order */
	size_t path_count, path_alloc;
	char *problem;			/* what could not be read, and why; or NULL */
};

/* Read "CVE-2025-37957": its year in the upper and its number in the lower half; 0: it is none. */
uint64_t cve_id_read(const char *text, size_t len);

/* "CVE-2025-37957"; a number has four digits at least. Allocated. */
char *cve_id_text(uint64_t id);

/*
 * Add what a file of the CVE says. What is wrong with it becomes the record's problem, unless it
 * has one, and nothing of that file is taken.
 *
 * .dyad: "since:commit:fixed:commit" a line, "0:0" for not fixed, and comments.
 */
void cve_record_dyad(struct cve_record *record, const char *text, size_t len);

/* .sha1: the ids of the commits that fix it, one a line. */
void cve_record_fixes(struct cve_record *record, const char *text, size_t len);

/* .json: CVE 5; title, scores, and all of the files or none. Its id has to be this one. */
void cve_record_json(struct cve_record *record, uint64_t id, const char *text, size_t len);

/* .cvss: "<who> CVSS:3.1/AV:...", for the vector of one whose .json has none. */
void cve_record_cvss(struct cve_record *record, const char *text, size_t len);

/* Note a problem with a file ("dyad"), unless one is noted. */
void cve_record_problem(struct cve_record *record, const char *file, const char *why);

void cve_record_release(struct cve_record *record);
#define _cleanup_cve_record_ __attribute__((cleanup(cve_record_release)))

#endif
