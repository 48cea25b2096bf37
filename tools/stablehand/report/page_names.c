// SPDX-License-Identifier: GPL-2.0-only
#include "report/page_names.h"

#include <ctype.h>
#include <string.h>

#include "util/alloc.h"
#include "util/buf.h"
#include "util/hash.h"

#define NAME_MAX_LEN 80
#define HASH_DIGITS 10

static bool is_plain(char c, bool first)
{
	return (unsigned char)c < 0x80 && (isalnum((unsigned char)c) || (!first && strchr("._-", c)));
}

/* What of the name can stay; *ret_changed: that is not all. */
static char *plain_part(const char *name, bool *ret_changed)
{
	struct buf plain = {0};
	bool changed = !*name;

	for (; *name; name++) {
		bool is_ours = is_plain(*name, !plain.len);

		changed |= !is_ours || plain.len >= NAME_MAX_LEN;
		if (plain.len >= NAME_MAX_LEN)
			break;
		if (is_ours)
			buf_add(&plain, name, 1);
		else if (plain.len && plain.data[plain.len - 1] != '-')
			buf_puts(&plain, "-");
	}
	*ret_changed = changed;
	return plain.len ? buf_detach(&plain) : xstrdup("x");
}

/* Files of some systems are the same in any case of letters. */
static bool take(struct name_set *taken, const char *name)
{
	_cleanup_free_ char *folded = xstrdup(name);

	for (char *at = folded; *at; at++)
		*at = tolower((unsigned char)*at);
	return name_set_add(taken, folded, strlen(folded));
}

char *page_file_name(struct name_set *taken, const char *name)
{
	bool changed;
	_cleanup_free_ char *plain = plain_part(name, &changed);
	char hex[65];

	if (!changed && take(taken, plain))
		return TAKE_PTR(plain);
	data_sha256(name, strlen(name), hex);
	for (size_t again = 0;; again++) {
		_cleanup_free_ char *marked =
			again ? xasprintf("%s-%.*s-%zu", plain, HASH_DIGITS, hex, again) :
				xasprintf("%s-%.*s", plain, HASH_DIGITS, hex);

		if (take(taken, marked))
			return TAKE_PTR(marked);
	}
}
