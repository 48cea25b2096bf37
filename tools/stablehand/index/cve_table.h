/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * All CVEs of one commit of the kernel's vulns repository (cve/published and cve/rejected),
 * as a table that is kept in the store, stablehand-cves/<commit>: reading 14,000 of them takes
 * a second or two, opening the table takes none. It is made when first asked for, and made
 * again when it is damaged.
 */
#ifndef INDEX_CVE_TABLE_H
#define INDEX_CVE_TABLE_H

#include <git2.h>
#include <stdbool.h>
#include <stddef.h>

#include "index/cve_record.h"
#include "util/error.h"

struct cve_table;

struct cve {
	uint64_t id;		/* cve_id_text() */
	bool rejected;		/* it is none after all */
	const char *title;	/* printable; "" when not known */
	const char *vector;	/* of CVSS; "" when there is none */
	const char *problem;	/* what of it could not be read; "" */
	unsigned int score;	/* of CVSS, in tenths; 0: none */
	const uint8_t (*fixes)[CVE_COMMIT_BYTES];	/* commits upstream */
	size_t fix_count;
	const struct cve_range *ranges;
	size_t range_count;
	size_t path_count;
	const struct cve_table *table;	/* that all of this belongs to */
	const uint32_t *paths;	/* used by cve_path() */
};

/*
 * The table of the commit that HEAD of a repository names (bare, or the folder of a checkout), or
 * master where HEAD has no folder cve/published. What is of a CVE and cannot be read is its
 * `problem`. ERROR_INPUT when there is no repository, or neither has that folder. That the table
 * cannot be kept is no error. The caller frees it.
 */
int cve_table_open(git_repository *store, const char *vulns, struct cve_table **ret_table,
		   struct error **err);

/* NULL-safe; fits the cleanup attribute. */
void cve_table_free(struct cve_table **table);
#define _cleanup_cve_table_ __attribute__((cleanup(cve_table_free)))

/* The commit that it was made of, and its date (seconds since 1970). */
void cve_table_commit(const struct cve_table *table, git_oid *ret_commit, int64_t *ret_time);

/* CVEs are numbered from 0, by year and number. */
size_t cve_table_count(const struct cve_table *table);
void cve_table_at(const struct cve_table *table, size_t number, struct cve *ret_cve);

/* By its id. false: the repository has none. */
bool cve_table_find(const struct cve_table *table, uint64_t id, struct cve *ret_cve);

/*
 * Those that a commit fixes, upstream or in a stable branch: call found() for each once.
 * commit: 12 to 40 lower-case hex digits. Returns how many.
 */
size_t cve_table_fixed_by(const struct cve_table *table, const char *commit,
			  void (*found)(const struct cve *cve, void *data), void *data);

/* A file that its fix changes; number below path_count. */
const char *cve_path(const struct cve *cve, size_t number);

/*
 * The newest release of the branch of a release that the data names: nothing is said of those
 * behind it. 0: it names none.
 */
unsigned int cve_table_newest(const struct cve_table *table, const struct kernel_version *release);

#endif
