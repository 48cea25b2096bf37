// SPDX-License-Identifier: GPL-2.0-only
#include "index/cve_record.h"

#include <ctype.h>
#include <string.h>

#include "util/alloc.h"
#include "util/text.h"

#define NUMBER_MAX 999999999u

uint64_t cve_id_read(const char *text, size_t len)
{
	uint64_t year = 0, number = 0;
	size_t i;

	if (len < strlen("CVE-1999-0001") || memcmp(text, "CVE-", 4) || text[8] != '-' ||
	    len - 9 < 4)
		return 0;
	for (i = 4; i < 8; i++) {
		if (!isdigit((unsigned char)text[i]))
			return 0;
		year = year * 10 + (text[i] - '0');
	}
	/* More than four digits do not begin with a zero: an id has one spelling. */
	if (len - 9 > 4 && text[9] == '0')
		return 0;
	for (i = 9; i < len; i++) {
		if (!isdigit((unsigned char)text[i]))
			return 0;
		number = number * 10 + (text[i] - '0');
		if (number > NUMBER_MAX)
			return 0;
	}
	return year << 32 | number;
}

char *cve_id_text(uint64_t id)
{
	return xasprintf("CVE-%04u-%04u", (unsigned int)(id >> 32), (unsigned int)(uint32_t)id);
}

void cve_record_problem(struct cve_record *record, const char *file, const char *why)
{
	if (!record->problem)
		record->problem = xasprintf(".%s: %s", file, why);
}

/* A commit's id at text: 40 hex digits, lower case. */
static bool read_commit(const char *text, size_t len, uint8_t ret_commit[CVE_COMMIT_BYTES])
{
	if (len != 2 * CVE_COMMIT_BYTES)
		return false;
	for (size_t i = 0; i < len; i++) {
		const char *digits = "0123456789abcdef", *at = memchr(digits, text[i], 16);

		if (!at)
			return false;
		ret_commit[i / 2] = ret_commit[i / 2] << 4 | (at - digits);
	}
	return true;
}

/* "6.12.29:d362b21f...", or "0:0". */
static bool read_end(const char *text, size_t len, struct cve_version *ret_version,
		     uint8_t ret_commit[CVE_COMMIT_BYTES])
{
	const char *colon = memchr(text, ':', len);
	size_t rest;

	if (!colon || !cve_version_read(text, colon - text, ret_version))
		return false;
	rest = text + len - colon - 1;
	if (rest == 1 && colon[1] == '0')
		return true;
	return read_commit(colon + 1, rest, ret_commit);
}

static bool read_range(const char *line, size_t len, struct cve_range *ret_range)
{
	struct cve_range range = { 0 };
	const char *first = memchr(line, ':', len), *middle;

	if (!first)
		return false;
	middle = memchr(first + 1, ':', line + len - first - 1);
	if (!middle || !read_end(line, middle - line, &range.since, range.since_commit) ||
	    !read_end(middle + 1, line + len - middle - 1, &range.fixed, range.fixed_commit))
		return false;
	*ret_range = range;
	return true;
}

/* The next line at *at, without its end and blanks around it; false at the end. */
static bool next_line(const char **at, const char *end, const char **ret_line, size_t *ret_len)
{
	const char *line = *at, *stop;

	if (line == end)
		return false;
	stop = memchr(line, '\n', end - line);
	*at = stop ? stop + 1 : end;
	if (!stop)
		stop = end;
	while (line < stop && (*line == ' ' || *line == '\t'))
		line++;
	while (stop > line && (stop[-1] == ' ' || stop[-1] == '\t' || stop[-1] == '\r'))
		stop--;
	*ret_line = line;
	*ret_len = stop - line;
	return true;
}

void cve_record_dyad(struct cve_record *record, const char *text, size_t len)
{
	const char *at = text, *line;
	size_t n, number = 0;

	record->range_count = 0;
	while (next_line(&at, text + len, &line, &n)) {
		struct cve_range range;

		number++;
		if (!n || *line == '#')
			continue;
		if (record->range_count < CVE_RANGES_MAX && read_range(line, n, &range)) {
			*ARRAY_ADD(record->ranges, record->range_count, record->range_alloc) = range;
			continue;
		}
		record->range_count = 0;
		if (!record->problem)
			record->problem = xasprintf(".dyad: line %zu is no pair of versions and "
						    "commits", number);
		return;
	}
	if (!record->range_count)
		cve_record_problem(record, "dyad", "it has no line");
}

void cve_record_fixes(struct cve_record *record, const char *text, size_t len)
{
	const char *at = text, *line;
	size_t n;

	record->fix_count = 0;
	while (next_line(&at, text + len, &line, &n)) {
		uint8_t commit[CVE_COMMIT_BYTES] = { 0 };

		if (!n || *line == '#')
			continue;
		if (record->fix_count == CVE_FIXES_MAX || !read_commit(line, n, commit)) {
			record->fix_count = 0;
			cve_record_problem(record, "sha1", "it is no list of commits");
			return;
		}
		memcpy(ARRAY_ADD(record->fixes, record->fix_count, record->fix_alloc), commit,
		       CVE_COMMIT_BYTES);
	}
}

void cve_record_cvss(struct cve_record *record, const char *text, size_t len)
{
	const char *at = text, *line, *vector;
	size_t n;

	if (record->vector || !next_line(&at, text + len, &line, &n))
		return;
	vector = memmem(line, n, "CVSS:", 5);
	if (!vector)
		return;
	n -= vector - line;
	for (size_t i = 0; i < n; i++)
		if (isspace((unsigned char)vector[i]))
			n = i;
	record->vector = text_excerpt(vector, n, 200);
}

void cve_record_release(struct cve_record *record)
{
	free(record->title);
	free(record->vector);
	free(record->fixes);
	free(record->ranges);
	for (size_t i = 0; i < record->path_count; i++)
		free(record->paths[i]);
	free(record->paths);
	free(record->problem);
	*record = (struct cve_record){ 0 };
}
