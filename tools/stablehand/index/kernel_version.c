// SPDX-License-Identifier: GPL-2.0-only
#include "index/kernel_version.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "git/tree.h"
#include "util/alloc.h"
#include "util/buf.h"

#define NUMBER_MAX 100000u

/* A number at *at, which is moved behind it. */
static bool read_number(const char **at, unsigned int *ret_number)
{
	unsigned int number = 0;

	if (!isdigit((unsigned char)**at))
		return false;
	for (; isdigit((unsigned char)**at) && number < NUMBER_MAX; ++*at)
		number = number * 10 + **at - '0';
	*ret_number = number;
	return number < NUMBER_MAX;
}

bool kernel_version_read(const char *text, struct kernel_version *ret_version)
{
	struct kernel_version version = { 0 };

	text += *text == 'v';
	if (!read_number(&text, &version.major) || *text++ != '.' ||
	    !read_number(&text, &version.minor))
		return false;
	if (*text == '.' && isdigit((unsigned char)text[1])) {
		text++;
		if (!read_number(&text, &version.stable))
			return false;
	} else if (!strncmp(text, "-rc", 3) && isdigit((unsigned char)text[3])) {
		text += 3;
		if (!read_number(&text, &version.rc))
			return false;
	}
	if (isalnum((unsigned char)*text) || (*text == '.' && isdigit((unsigned char)text[1])))
		return false;
	*ret_version = version;
	return true;
}

/* The value of "NAME = value", at the start of a line of the text. */
static const char *find_value(const char *text, const char *name)
{
	size_t len = strlen(name);

	for (const char *at = text; at; at = strchr(at, '\n')) {
		at += *at == '\n';
		if (strncmp(at, name, len))
			continue;
		at += len + strspn(at + len, " \t");
		if (*at == '=')
			return at + 1 + strspn(at + 1, " \t");
	}
	return NULL;
}

static bool read_value(const char *text, const char *name, unsigned int *ret_number)
{
	const char *value = find_value(text, name);

	return value && read_number(&value, ret_number);
}

bool kernel_version_of_tree(const git_tree *tree, struct kernel_version *ret_version)
{
	_cleanup_buf_ struct buf makefile = { 0 };
	struct kernel_version version = { 0 };
	const char *text, *extra;

	if (!tree_read(tree, "Makefile", &makefile))
		return false;
	text = buf_str(&makefile);
	if (!read_value(text, "VERSION", &version.major) ||
	    !read_value(text, "PATCHLEVEL", &version.minor))
		return false;
	read_value(text, "SUBLEVEL", &version.stable);
	extra = find_value(text, "EXTRAVERSION");
	if (extra && !strncmp(extra, "-rc", 3) && !version.stable) {
		extra += 3;
		read_number(&extra, &version.rc);
	}
	*ret_version = version;
	return true;
}

enum kernel_contains kernel_version_contains(const struct kernel_version *here,
					     const struct kernel_version *first)
{
	bool same = here->major == first->major && here->minor == first->minor;
	bool later = here->major > first->major ||
		     (here->major == first->major && here->minor > first->minor);

	if (first->stable && !same)
		return later ? KERNEL_CONTAINS_UNKNOWN : KERNEL_CONTAINS_NO;
	if (!same)
		return later ? KERNEL_CONTAINS_YES : KERNEL_CONTAINS_NO;
	if (first->stable)
		return here->stable >= first->stable ? KERNEL_CONTAINS_YES : KERNEL_CONTAINS_NO;
	/* "v6.6" of a commit may mean that it came on the way to it: after any -rc. */
	if (!here->rc)
		return KERNEL_CONTAINS_YES;
	return first->rc && first->rc <= here->rc ? KERNEL_CONTAINS_YES : KERNEL_CONTAINS_NO;
}

char *kernel_version_text(const struct kernel_version *version)
{
	if (version->stable)
		return xasprintf("%u.%u.%u", version->major, version->minor, version->stable);
	if (version->rc)
		return xasprintf("v%u.%u-rc%u", version->major, version->minor, version->rc);
	return xasprintf("v%u.%u", version->major, version->minor);
}
