/* SPDX-License-Identifier: GPL-2.0-only */
/* What is kept on the disk: each thing with its size; and what of it was removed, and why. */
#ifndef RESULT_STORED_H
#define RESULT_STORED_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

enum stored_kind {
	STORED_RELEASE,		/* objects that only it leads to */
	STORED_PORT,		/* objects that no release leads to */
	STORED_OBJECTS,		/* other objects of the store */
	STORED_INDEX,		/* names of a tree, titles of a changelog */
	STORED_BUILD,		/* a kernel of a state, with its modules */
	STORED_STEP,		/* the log of the tree after one patch */
	STORED_SELFTESTS,
	STORED_EXTERNAL,	/* what behaviour tests bring along, built */
	STORED_CHECK,		/* W=1, sparse, checksums */
	STORED_WORK,		/* a branch's sources and O= folder */
	STORED_INITRAMFS,
	STORED_JOB,
	STORED_LOG,		/* consoles of one run's VMs */
	STORED_DOWNLOAD,
	STORED_APT,		/* its lists */
	STORED_CCACHE,		/* objects that compilers made, which ccache keeps and trims */
	STORED_LEFTOVER,	/* of something that was killed */
	STORED_DATABASE,
	STORED_OTHER,
	STORED_LAST = STORED_OTHER
};

/* The word, "release", "initramfs". */
const char *stored_kind_name(enum stored_kind kind);

struct stored_thing {
	enum stored_kind kind;
	char *branch;		/* or NULL */
	char *what;		/* a release, series, state, ...; or NULL */
	char *name;		/* "builds/0123...", "refs/kernels/6.1.y/6.1.9"; NULL: of several */
	char *path;		/* absolute; NULL: it is no file or folder of its own */
	char *tree;		/* that it was made from, 40 hex digits; or NULL */
	uint64_t bytes;		/* on the disk */
	size_t count;		/* things, of a group */
	time_t used;		/* the last time; 0: not known */
	char *reason;		/* why it was removed; or NULL */
};

struct stored {
	char *cache, *state;	/* the folders */
	struct stored_thing *things;
	size_t count, alloc;
	uint64_t bytes;		/* of all that is in these folders */
	char **notes;		/* what could not be told or done, a line each */
	size_t note_count, note_alloc;
	/* Only of what was removed: */
	bool dry_run;		/* it would be */
	uint64_t removed;	/* bytes */
	uint64_t limit;		/* 0: none */
};

/* A further thing, with the count 1; the texts are copied. It stays where it is until the next. */
struct stored_thing *stored_add(struct stored *stored, enum stored_kind kind, const char *branch,
				const char *what, const char *name);

void stored_note(struct stored *stored, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/*
 * Put things of the same kind, branch and `what` together; the kinds in their order. All steps
 * of a branch are one, and all its jobs.
 */
void stored_group(struct stored *stored);

/* Does it stay above its limit? */
bool stored_is_over(const struct stored *stored);

/* The object that is printed with --json by du, and by gc. A new reference. */
json_t *stored_to_json(const struct stored *stored);
json_t *stored_removed_to_json(const struct stored *stored);

/* Fits _cleanup_(). */
void stored_release(struct stored *stored);

#endif
