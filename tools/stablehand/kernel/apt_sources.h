/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The machine's own apt sources, sources.list(5) in both of its formats, and
 * from them the ones where the distribution's kernel packages are: mirrors
 * are the machine's choice and are never named here.
 */
#ifndef KERNEL_APT_SOURCES_H
#define KERNEL_APT_SOURCES_H

#include <stdbool.h>
#include <stddef.h>

#include "util/buf.h"
#include "util/error.h"

struct apt_entry {
	char *uris, *suites, *components;	/* words with spaces between */
	char *signed_by;			/* path, fingerprint or whole key; or NULL */
	bool trusted;				/* the machine's owner said so */
	bool no_expiry;				/* Check-Valid-Until: no, as for snapshots */
};

struct apt_entries {
	struct apt_entry *items;
	size_t count, alloc;
};

/* Free what it holds and zero it. Fits _cleanup_(). */
void apt_entries_clear(struct apt_entries *entries);

/* Add the entries for binary packages of a text, one-line or deb822 format. */
void apt_parse_list(const char *text, struct apt_entries *entries);
void apt_parse_deb822(const char *text, struct apt_entries *entries);

/* Read sources.list and sources.list.d of a folder (/etc/apt). None there is fine. */
int apt_read_machine(const char *etc_dir, struct apt_entries *entries, struct error **err);

/*
 * Is it one of the distribution's archives: has component main, and is signed
 * by the distribution's archive keyring or, when it does not say by whom, has
 * the archive's usual path?
 * Third-party archives are not, so that a broken one cannot fail us.
 */
bool apt_entry_is_archive(const struct apt_entry *entry);

/*
 * The archive entries, and one for each further suite (NULL-terminated) on
 * the same mirror, in deb822 format for a private apt. Only package lists are
 * asked for, of main. ERROR_ENVIRONMENT when the machine has no such entry.
 */
int apt_private_sources(const struct apt_entries *machine, const char *const *suites,
			struct buf *ret, struct error **err);

#endif
