/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What came in as a series of the project: files in patches/SERIES/ and their lines in
 * series.conf. All files are on the disk before the first is renamed, series.conf last, so that
 * it never names one that is not there. The same twice changes nothing.
 *
 * A patch that came before is found again by its commit upstream, else its Message-ID, else its
 * subject, and keeps its file's name and its guards: rules.conf and resolutions go by the one,
 * what people wrote into series.conf by the other. So a new version of a patch replaces its text.
 *
 * A patch of the series that is not among those that came in is a question, not a decision: it
 * stays with `keep`, leaves with `drop`, and with neither it is an error. One that leaves loses
 * its line in series.conf; its file goes to patches/SERIES/left/. Its resolutions stay: they are
 * found by the lines that they settle, and are of use again where these come back. What was
 * ported of it stays in refs/ports/ and out/ until the next port of the branch replaces both.
 * One that rules.conf names cannot leave.
 */
#ifndef DOOR_SERIES_WRITE_H
#define DOOR_SERIES_WRITE_H

#include <stdbool.h>
#include <stddef.h>

#include "door/incoming.h"
#include "util/error.h"

#define SERIES_NAME_MAX 64
#define SERIES_LEFT_FOLDER "left"

struct series_write_options {
	const char *project;	/* folder of series.conf and patches/ */
	const char *series;	/* a name that series_name_check() takes */
	bool keep, drop;	/* patches of the series that did not come in; not both */
	bool dry_run;		/* look, write nothing */
};

enum written_state {
	WRITTEN_NEW,
	WRITTEN_SAME,		/* as it was */
	WRITTEN_CHANGED,	/* the file has another text now */
	WRITTEN_KEPT,		/* did not come in, and stays */
	WRITTEN_LEFT,		/* did not come in, and left */
};

/* "new", "same", "changed", "kept", "left". */
const char *written_state_name(enum written_state state);

struct written_patch {
	char *name;		/* of the file in patches/SERIES/ */
	enum written_state state;
	const struct incoming_patch *incoming;	/* NULL: it did not come in */
};

struct series_written {
	struct written_patch *patches;	/* in the series' new order, then those that left */
	size_t patch_count, patch_alloc;
	bool conf_changed;	/* series.conf is another one now */
};

/*
 * ERROR_INPUT when it is no name for a series: a folder's name of letters, digits, '.', '_', '+'
 * and '-', at most SERIES_NAME_MAX, that begins with a letter or digit and that a reference can
 * have.
 */
int series_name_check(const char *name, struct error **err);

/*
 * A name for what came in, made of its title or else its first subject: "kvm-x86-mmu-guard-...".
 * The caller frees it.
 */
char *series_name_for(const struct incoming *incoming);

/*
 * Write. What came in may get notes and headers: the commit upstream that the file says which is
 * there, and that the new text does not say. Two writers at once have to be kept apart by the
 * caller. The caller releases *ret_written, which points into incoming.
 */
int series_write(const struct series_write_options *options, struct incoming *incoming,
		 struct series_written *ret_written, struct error **err);

void series_written_release(struct series_written *written);
#define _cleanup_series_written_ __attribute__((cleanup(series_written_release)))

#endif
