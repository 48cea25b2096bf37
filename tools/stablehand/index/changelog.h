/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A Debian changelog as a list of its items. The kernel's lists the titles of
 * the commits that each stable update brought, one an item, wrapped, perhaps
 * behind tags: "    - [x86] KVM: x86: Do this" or "[arm64,armhf] ...".
 */
#ifndef INDEX_CHANGELOG_H
#define INDEX_CHANGELOG_H

#include <stdbool.h>
#include <stddef.h>

#define CHANGELOG_MAX_BYTES (64u << 20)

struct changelog_item {
	const char *version;	/* of the entry it belongs to; "" before the first */
	size_t line;		/* where it begins, from 1 */
	const char *text;	/* on one line, single spaces, without its bullet */
	size_t len;		/* bytes of text, which ends in a NUL */
};

/*
 * Call on_item for each item in the order of the text; what it is given is
 * valid during the call. An item is cut at 4000 bytes. Any bytes will do; of
 * more than CHANGELOG_MAX_BYTES only these are looked at.
 */
void changelog_walk(const char *text, size_t len,
		    void (*on_item)(const struct changelog_item *item, void *data), void *data);

/*
 * Is the item about a commit of this title? Its tags are left out, or read as
 * the start of the title ("[arm64] dts: x" for "arm64: dts: x"); what follows
 * the title has to be in parentheses. *ret_reverts: it reverts that commit.
 */
bool changelog_names(const struct changelog_item *item, const char *title, bool *ret_reverts);

#endif
