/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How a person settled what could not be placed: a small text file each, in
 * patches/<series>/resolutions/, made to be read in a mail:
 *
 *	Version: 2
 *	Patch: 0001-guard.patch
 *	Settles: 3f2a9c1b04de77aa arch/x86/kvm/mmu/mmu.c
 *	Settles: 5418f69e2fdf53a2 arch/x86/kvm/hyperv.c
 *	Dropped: 5418f69e2fdf53a2 translate_nested_gpa
 *	Made-on: 6.12.y 6.12.118-1
 *	Author: Name <name@example.org>
 *	Date: 2026-11-24
 *
 *	What was changed and why: one or more lines, or none.
 *
 *	diff --git a/arch/x86/kvm/mmu/mmu.c b/arch/x86/kvm/mmu/mmu.c
 *	...
 *
 * A part that it leaves out is said to be dropped, and why: the part's file does not have that
 * identifier there, or it is not known ("-"). On another branch it is taken only where the same
 * holds. Version 1, which is not written down, has no such field.
 *
 * Version 3 may have, after the note, a message that says what is true on that branch, where the
 * patch's own speaks of what is not there: subject, empty line, text, each line indented by a
 * space. The patch's trailers go below it.
 *
 *	Message:
 *	 KVM: x86: Mark implicit accesses in the software error code
 *
 *	 Mark implicit supervisor accesses ...
 *
 * It depends on two things, and is taken wherever both are found, on whatever
 * branch: the parts of the patch that it settles, one line each with digest
 * (series/patch_part.h) and file, and the context of its diff in the branch. The
 * diff applies to a tree that has the rest of the patch already, adapted where
 * needed; it itself is placed by the rules of place/place.h. If none can be, those that
 * were made on another release of the same branch are adapted like a patch, as far as the
 * files that they were made for are in the store; those of other branches never are.
 * That it was right once proves nothing elsewhere: the result is judged on every
 * branch like any other port.
 */
#ifndef PORT_RESOLUTION_H
#define PORT_RESOLUTION_H

#include <git2.h>

#include "adapt/apply.h"
#include "series/patch.h"
#include "series/patch_part.h"
#include "util/buf.h"
#include "util/error.h"

#define RESOLUTION_MAX_BYTES (16u << 20)
#define RESOLUTION_MAX_FILES 4096	/* of a series */
#define RESOLUTION_SUFFIX ".resolution"

struct settled {
	char digest[PATCH_PART_DIGEST + 1];
	char *path;		/* where the patch has that part */
	bool dropped;
	char *lacks;		/* dropped, as the file at path lacks this identifier; or NULL */
};

struct resolution {
	unsigned version;	/* 1, 2 or 3 */
	char *name;		/* of its file */
	char *patch;		/* name of the patch's file */
	struct settled *settles;
	size_t settle_count, settle_alloc;
	char *branch, *release;	/* on which it was made */
	char *author;		/* "Name <address>" */
	char *date;		/* "2026-11-24" */
	char *note;		/* printable, "" or ending in a newline */
	char *message;		/* printable, "Subject\n\nbody\n", without trailers; or NULL */
	struct patch *diff;	/* NULL only in one that is to be written */
};

struct resolution_set {
	struct resolution **items;	/* by name */
	size_t count, alloc;
};

/*
 * Parse len bytes; name is the file's. ERROR_INPUT with the line: a field that
 * is missing, unknown or twice, text that is not printable, no diff or one that
 * patch_parse() refuses, an added line that is a conflict marker. The caller
 * frees *ret_resolution.
 */
int resolution_parse(const char *name, const char *data, size_t len,
		     struct resolution **ret_resolution, struct error **err);

/* Write one as text: the fields, the note and diff_text, which is the diff. */
void resolution_write(const struct resolution *resolution, const char *diff_text,
		      struct buf *text);

/*
 * Mark those parts of `patch` that are settled by nothing in their file, with what their
 * removed lines or context name and the file in `base` lacks. *ret_any: there are some, which
 * asks for version 2.
 */
int resolution_tell_dropped(git_repository *repo, const git_oid *base, const struct patch *patch,
			    const struct patch *diff, struct settled *settles, size_t count,
			    bool *ret_any, struct error **err);

/* NULL-safe. */
void resolution_free(struct resolution *resolution);

/*
 * Read those of a folder. One that is not there has none. A file that does not
 * parse is an error: what a person decided must not be passed over in silence.
 */
int resolution_set_load(const char *folder, struct resolution_set *ret_set, struct error **err);

void resolution_set_release(struct resolution_set *set);
#define _cleanup_resolution_set_ __attribute__((cleanup(resolution_set_release)))

/*
 * Is a line (len bytes) one that a conflict leaves: "<<<<<<<", "|||||||" or
 * ">>>>>>>", alone or before a space? "=======" may as well underline a title.
 */
bool resolution_is_marker(const char *line, size_t len);

struct resolution_result {
	const struct resolution *taken;	/* NULL: none fits */
	struct apply_result applied;	/* when taken: verdict resolved, rest and resolution */
	struct patch *placed;		/* when taken: the whole difference to the base */
};

/*
 * Settle a patch on the tree `base`, where apply_patch() or a check of the result refused it. Of
 * resolutions that apply, those made on this branch come first; if several are left that have
 * different results, none is taken. The evidence tells why each of the others is not; if one is
 * taken, only of those made on this branch. The rest of the patch is placed, or else adapted as
 * part of patch `index` of `adapting` (NULL: it is not). The caller releases *ret_result.
 */
struct adapt_series;
int resolution_take(git_repository *repo, const git_oid *base, const struct patch *patch,
		    const struct resolution_set *set, const char *branch,
		    struct adapt_series *adapting, size_t index,
		    struct evidence_list *evidence, struct resolution_result *ret_result,
		    struct error **err);

void resolution_result_release(struct resolution_result *result);

#endif
