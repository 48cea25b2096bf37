// SPDX-License-Identifier: GPL-2.0-only
#include "series/author.h"

#include <ctype.h>
#include <string.h>

#include "util/alloc.h"

#define NAME_MIN 3	/* bytes */
#define NAME_MAX_BYTES 60

/* What git cuts from the ends of names and addresses. */
static bool is_crud(char c)
{
	return (unsigned char)c <= ' ' || strchr(".,:;<>\"\\'", c);
}

/* Without crud around it, runs of white space as one space. */
static char *cut(const char *name)
{
	size_t len = strlen(name), to = 0;
	char *text;

	while (len && is_crud(name[len - 1]))
		len--;
	while (len && is_crud(*name))
		name++, len--;
	text = xmalloc(len + 1);
	for (size_t i = 0; i < len; i++) {
		bool space = isspace((unsigned char)name[i]);

		if (!space || text[to - 1] != ' ')
			text[to++] = space ? ' ' : name[i];
	}
	text[to] = '\0';
	return text;
}

char *author_name_taken(const char *name, const char *email)
{
	char *taken = cut(name);

	/* "(Name)" is read as a comment behind an address. */
	while (*taken == '(' && taken[strlen(taken) - 1] == ')') {
		_cleanup_free_ char *inner = xstrndup(taken + 1, strlen(taken) < 2 ? 0 :
						      strlen(taken) - 2);

		free(taken);
		taken = cut(inner);
	}
	if (strlen(taken) >= NAME_MIN && strlen(taken) <= NAME_MAX_BYTES && !strpbrk(taken, "@<>"))
		return taken;
	free(taken);
	return xstrdup(email);
}

bool author_email_carries(const char *email)
{
	size_t len = strlen(email);

	for (const char *p = email; *p; p++)
		if (*p <= ' ' || *p >= 0x7f || strchr("()<>\"\\,;:[]", *p))
			return false;
	return len && !is_crud(*email) && !is_crud(email[len - 1]) && !strstr(email, "=?");
}

bool author_needs_quotes(const char *name)
{
	return strpbrk(name, "()<>@,;:\\\".[]") != NULL;
}

bool author_carries(const char *name, const char *email)
{
	_cleanup_free_ char *taken = author_name_taken(name, email);

	return author_email_carries(email) && !strcmp(taken, name) &&
	       (strchr(email, '@') || !author_needs_quotes(name));
}
