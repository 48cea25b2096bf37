/* SPDX-License-Identifier: GPL-2.0-only */
/* What libgit2_start() consists of. */
#ifndef GIT_START_PARTS_H
#define GIT_START_PARTS_H

/* Before anything else of libgit2: running out of memory ends the program, with a message. */
void libgit2_use_our_memory(void);

#endif
