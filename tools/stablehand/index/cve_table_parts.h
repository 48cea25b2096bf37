/* SPDX-License-Identifier: GPL-2.0-only */
/* How the table lies in its file, for what makes and what opens it. */
#ifndef INDEX_CVE_TABLE_PARTS_H
#define INDEX_CVE_TABLE_PARTS_H

#include "index/cve_table.h"
#include "util/buf.h"

#define CVE_TABLE_MAGIC "SHcvetab"
#define CVE_TABLE_VERSION 2u
#define CVE_TABLE_MAX 1000000u		/* CVEs */
#define CVE_PUBLISHED "cve/published"	/* folders of the repository */
#define CVE_REJECTED_FOLDER "cve/rejected"

/*
 * In this order, in the byte order of the machine: entries by id, commits that fix something by
 * commit, ranges, fixes, paths (offsets of texts), texts, each ended by a NUL.
 */
struct cve_header {
	char magic[8];
	uint32_t version, count, commit_count, range_count, fix_count, path_count, text_bytes;
	uint32_t pad;
	int64_t time;
	uint64_t checksum;		/* of all else */
};

struct cve_entry {
	uint64_t id;
	uint32_t title, vector, problem;	/* in the texts */
	uint32_t score, rejected;
	uint32_t range, range_count;		/* the first one, and how many */
	uint32_t fix, fix_count;
	uint32_t path, path_count, pad;
};

struct cve_commit {
	uint8_t id[CVE_COMMIT_BYTES];
	uint32_t entry;
};

/* What was read of one CVE. */
struct cve_read {
	uint64_t id;
	bool rejected;
	struct cve_record record;
};

struct cve_list {
	struct cve_read *items;		/* by id, each once */
	size_t count, alloc;
};

void cve_list_release(struct cve_list *list);
#define _cleanup_cve_list_ __attribute__((cleanup(cve_list_release)))

/*
 * Read all CVEs of a commit of the repository, by several threads. Errors: objects that cannot
 * be read, Ctrl-C.
 */
int cve_list_read(git_repository *vulns, const git_oid *commit, struct cve_list *ret_list,
		  struct error **err);

/* The table of a list, in *bytes, which is empty. */
void cve_table_make(const struct cve_list *list, int64_t time, struct buf *bytes);

/*
 * Of a whole table, its checksum left out. FNV-1a, by words: against a disk that lost something,
 * not against people.
 */
uint64_t cve_table_checksum(const void *table, size_t len);

#endif
