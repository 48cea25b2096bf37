/* SPDX-License-Identifier: GPL-2.0-only */
/* libgit2 started where it is needed, so that a command without it does not pay for it. */
#ifndef GIT_START_H
#define GIT_START_H

/*
 * Start libgit2 unless it is, from any thread; it stays for the life of the
 * process. Call it before the first function of libgit2 that is given no
 * object of its own (a repository, a configuration, ...): those can only
 * come from it when it is started. The inline and pure ones (git_oid_*) need
 * nothing. Aborts when there is no memory for it, as allocations do.
 */
void libgit2_start(void);

#endif
