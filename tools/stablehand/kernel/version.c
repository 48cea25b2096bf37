// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/version.h"

#include <ctype.h>
#include <string.h>

#include "util/alloc.h"

#define VERSION_MAX 100

/* Where a character sorts: '~', then the end (and digits), letters, the rest. */
static int rank(char c)
{
	if (c == '~')
		return -1;
	if (!c || isdigit((unsigned char)c))
		return 0;
	return isalpha((unsigned char)c) ? (unsigned char)c : (unsigned char)c + 256;
}

/* Compare two parts (epoch, upstream version or revision) of alen and blen bytes. */
static int compare_part(const char *a, size_t alen, const char *b, size_t blen)
{
	const char *aend = a + alen, *bend = b + blen;

	while (a < aend || b < bend) {
		size_t adigits, bdigits;
		int order;

		while ((a < aend && !isdigit((unsigned char)*a)) ||
		       (b < bend && !isdigit((unsigned char)*b))) {
			order = rank(a < aend ? *a : '\0') - rank(b < bend ? *b : '\0');
			if (order)
				return order;
			a += a < aend;
			b += b < bend;
		}
		while (a < aend && *a == '0')
			a++;
		while (b < bend && *b == '0')
			b++;
		for (adigits = 0; a + adigits < aend && isdigit((unsigned char)a[adigits]);)
			adigits++;
		for (bdigits = 0; b + bdigits < bend && isdigit((unsigned char)b[bdigits]);)
			bdigits++;
		if (adigits != bdigits)
			return adigits < bdigits ? -1 : 1;
		order = memcmp(a, b, adigits);
		if (order)
			return order;
		a += adigits;
		b += bdigits;
	}
	return 0;
}

struct parts {
	const char *epoch, *upstream, *revision;
	size_t epoch_len, upstream_len, revision_len;
};

static struct parts split(const char *version)
{
	const char *colon = strchr(version, ':');
	struct parts p = {.epoch = version, .epoch_len = colon ? (size_t)(colon - version) : 0};
	const char *dash;

	p.upstream = colon ? colon + 1 : version;
	dash = strrchr(p.upstream, '-');
	p.upstream_len = dash ? (size_t)(dash - p.upstream) : strlen(p.upstream);
	p.revision = dash ? dash + 1 : "";
	p.revision_len = strlen(p.revision);
	return p;
}

/* "6.1.193-rc1" is before 6.1.193, as "6.1.193~rc1" is, and no packager's revision of it. */
static char *rc_first(const char *version)
{
	char *copy = xstrdup(version), *at = copy;

	while ((at = strstr(at, "-rc")) && !isdigit((unsigned char)at[3]))
		at += 3;
	if (at)
		*at = '~';
	return copy;
}

int version_compare(const char *a, const char *b)
{
	_cleanup_free_ char *first = rc_first(a), *second = rc_first(b);
	struct parts pa = split(first), pb = split(second);
	int order = compare_part(pa.epoch, pa.epoch_len, pb.epoch, pb.epoch_len);

	if (!order)
		order = compare_part(pa.upstream, pa.upstream_len, pb.upstream, pb.upstream_len);
	if (!order)
		order = compare_part(pa.revision, pa.revision_len, pb.revision, pb.revision_len);
	return order;
}

bool version_valid(const char *version)
{
	size_t len = strlen(version);

	if (!len || len > VERSION_MAX || !isdigit((unsigned char)version[0]))
		return false;
	for (size_t i = 0; i < len; i++)
		if (!isalnum((unsigned char)version[i]) && !strchr(".+-~", version[i]))
			return false;
	/* These would not make a name of a reference. */
	if (strstr(version, "..") || version[len - 1] == '.')
		return false;
	return len < 5 || strcmp(version + len - 5, ".lock");
}

/* The value of "NAME = value" among the lines of text, allocated, or NULL. */
static char *makefile_value(const char *text, size_t len, const char *name)
{
	size_t name_len = strlen(name);

	for (const char *line = text, *end = text + len; line < end;) {
		const char *newline = memchr(line, '\n', end - line);
		const char *stop = newline ? newline : end, *at = line;

		line = newline ? newline + 1 : end;
		if ((size_t)(stop - at) < name_len || memcmp(at, name, name_len))
			continue;
		at += name_len;
		while (at < stop && (*at == ' ' || *at == '\t'))
			at++;
		if (at == stop || *at++ != '=')
			continue;
		while (at < stop && (*at == ' ' || *at == '\t'))
			at++;
		while (stop > at && isspace((unsigned char)stop[-1]))
			stop--;
		return xstrndup(at, stop - at);
	}
	return NULL;
}

int version_from_makefile(const char *text, size_t len, char **ret_version, struct error **err)
{
	_cleanup_free_ char *version = makefile_value(text, len, "VERSION");
	_cleanup_free_ char *patchlevel = makefile_value(text, len, "PATCHLEVEL");
	_cleanup_free_ char *sublevel = makefile_value(text, len, "SUBLEVEL");
	_cleanup_free_ char *extra = makefile_value(text, len, "EXTRAVERSION");
	_cleanup_free_ char *whole = NULL;

	if (!version || !patchlevel)
		return error_set(err, ERROR_INPUT,
				 "the top Makefile states no VERSION and PATCHLEVEL");
	whole = xasprintf("%s.%s%s%s%s", version, patchlevel, sublevel && *sublevel ? "." : "",
			  sublevel ? sublevel : "", extra ? extra : "");
	if (!version_valid(whole))
		return error_set(err, ERROR_INPUT,
				 "the top Makefile states a version that is none");
	*ret_version = TAKE_PTR(whole);
	return 0;
}
