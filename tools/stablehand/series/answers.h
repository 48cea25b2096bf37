/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Who waits for an answer: patches/SERIES/answers.conf, in git-config syntax. `import` writes it
 * from mails 'FAILED: patch "..." failed to apply to 6.1-stable tree'; what is sent to the stable
 * list for that branch answers that message (In-Reply-To), all parts of a series the same one.
 *
 *	[answer "6.1.y"]
 *		message-id = 2025052418-wiry-cobalt-4f21@gregkh
 *		to = Greg Kroah-Hartman <gregkh@linuxfoundation.org>	; its sender; may be left out
 *		commit = 0123456789abcdef0123456789abcdef01234567	; what it asks for, upstream
 *
 * A branch has one section for each message: sections of the same name follow each other in the
 * file, and the keys of a section are in the order above, so a message-id begins the next one.
 * A patch is answered by the section of its branch that has its commit upstream; a series that
 * goes out as a whole by the last section of the branch.
 */
#ifndef SERIES_ANSWERS_H
#define SERIES_ANSWERS_H

#include <stddef.h>

#include "util/error.h"

#define ANSWERS_FILE "answers.conf"

struct answer {
	char *branch;
	char *message_id;	/* without <> */
	char *to;		/* "" when not said */
	char *commit;		/* lower-case hex, 40 digits; "" when not said */
};

struct answers {
	struct answer *items;	/* in the order of the file */
	size_t count, alloc;
};

/*
 * Read the file; one that is not there has none. ERROR_INPUT for what is not known, a message id
 * with white space or control characters, or a commit that is none. The caller releases.
 */
int answers_read(const char *path, struct answers *ret_answers, struct error **err);

/*
 * The message to be answered on a branch for a patch whose commit upstream is `commit` (12 to 40
 * hex digits; NULL: not known, or a series as a whole). NULL: nobody asked.
 */
const struct answer *answers_find(const struct answers *answers, const char *branch,
				  const char *commit);

void answers_release(struct answers *answers);
#define _cleanup_answers_ __attribute__((cleanup(answers_release)))

#endif
