// SPDX-License-Identifier: GPL-2.0-only
#include "index/cve_version.h"

#include <ctype.h>

#include "util/alloc.h"
#include "util/buf.h"

bool cve_version_read(const char *text, size_t len, struct cve_version *ret_version)
{
	struct cve_version version = { 0 };
	const char *end = text + len;

	if (len == 1 && *text == '0') {
		*ret_version = version;
		return true;
	}
	for (;;) {
		unsigned int number = 0;

		if (text == end || !isdigit((unsigned char)*text) ||
		    version.count == ARRAY_SIZE(version.parts))
			return false;
		for (; text < end && isdigit((unsigned char)*text); text++) {
			number = number * 10 + (*text - '0');
			if (number > UINT16_MAX)
				return false;
		}
		version.parts[version.count++] = number;
		if (text == end)
			break;
		if (*text++ != '.')
			return false;
	}
	if (version.count < 2 || !version.parts[0])
		return false;
	*ret_version = version;
	return true;
}

char *cve_version_text(const struct cve_version *version)
{
	struct buf text = { 0 };

	if (!version->count)
		return xstrdup("0");
	for (size_t i = 0; i < version->count && i < ARRAY_SIZE(version->parts); i++)
		buf_printf(&text, "%s%u", i ? "." : "", version->parts[i]);
	return buf_detach(&text);
}

/* Until 2.6.39 a kernel had three numbers. */
static unsigned int own_numbers(const struct cve_version *version)
{
	return version->parts[0] < 3 ? 3 : 2;
}

bool cve_version_is_stable(const struct cve_version *version)
{
	return version->count > own_numbers(version);
}

bool cve_version_of_branch(const struct cve_version *version, const struct kernel_version *release,
			   unsigned int *ret_number)
{
	if (!cve_version_is_stable(version) || version->parts[0] != release->major ||
	    release->major < 3 || version->parts[1] != release->minor)
		return false;
	*ret_number = version->parts[2];
	return true;
}

bool cve_version_in(const struct cve_version *version, const struct kernel_version *release)
{
	struct kernel_version first = { .major = version->parts[0], .minor = version->parts[1] };
	unsigned int number;

	if (!version->count)
		return true;
	if (cve_version_is_stable(version))
		return cve_version_of_branch(version, release, &number) &&
		       number <= release->stable;
	return kernel_version_contains(release, &first) == KERNEL_CONTAINS_YES;
}
