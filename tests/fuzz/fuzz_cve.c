// SPDX-License-Identifier: GPL-2.0-only
/* The files of a CVE: all of them read each input, and what they gave makes a table. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "index/cve_status.h"
#include "index/cve_table_parts.h"
#include "util/alloc.h"
#include "util/file.h"
#include "util/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void check_text(const char *text)
{
	size_t len = text ? strlen(text) : 0;

	for (size_t at = 0, n; at < len; at += n) {
		n = text_printable_length(text + at, len - at);
		if (!n)
			abort();
	}
}

static void check(const struct cve_record *record)
{
	check_text(record->title);
	check_text(record->vector);
	check_text(record->problem);
	if (record->score > 100 || record->range_count > CVE_RANGES_MAX ||
	    record->fix_count > CVE_FIXES_MAX || record->path_count > CVE_PATHS_MAX)
		abort();
	for (size_t i = 0; i < record->path_count; i++)
		if (!path_is_safe(record->paths[i], strlen(record->paths[i])))
			abort();
	for (size_t i = 0; i < record->range_count; i++) {
		_cleanup_free_ char *since = cve_version_text(&record->ranges[i].since);
		struct cve_version again;

		/* A version is written as it was read, leading zeros aside. */
		if (!cve_version_read(since, strlen(since), &again) ||
		    memcmp(&again, &record->ranges[i].since, sizeof(again)))
			abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	const struct kernel_version release = { .major = 6, .minor = 1, .stable = 100 };
	struct cve_read reads[2] = { { .id = cve_id_read("CVE-2025-0001", 13) },
				     { .id = cve_id_read("CVE-2025-0002", 13) } };
	struct cve_list list = { .items = reads, .count = 2 };
	_cleanup_buf_ struct buf bytes = { 0 };
	const char *text = (const char *)data;

	for (size_t i = 0; i < 2; i++) {
		struct cve_record *record = &reads[i].record;
		struct cve cve = { .ranges = record->ranges };
		struct cve_status status;

		if (i)
			cve_record_json(record, reads[0].id, text, len);
		cve_record_dyad(record, text, len);
		cve_record_fixes(record, text, len);
		cve_record_cvss(record, text, len);
		check(record);
		cve.ranges = record->ranges;
		cve.range_count = record->range_count;
		cve_status_of(&cve, &release, &status);
		if (cve.range_count && status.state == CVE_UNKNOWN)
			abort();
	}
	cve_table_make(&list, 0, &bytes);
	cve_record_release(&reads[0].record);
	cve_record_release(&reads[1].record);
	return 0;
}
