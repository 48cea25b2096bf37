/* SPDX-License-Identifier: GPL-2.0-only */
/* One at a time adds packs to the store, or takes some away. */
#ifndef GIT_STORE_LOCK_H
#define GIT_STORE_LOCK_H

#include "util/error.h"

/*
 * Take the lock of the repository at `path`, telling whom we wait for. It goes with the file
 * descriptor, which the caller closes.
 */
int store_lock(const char *path, int *ret_fd, struct error **err);

/* The same without waiting; as file_lock_try(). */
int store_lock_try(const char *path, int *ret_fd, char **ret_holder, struct error **err);

#endif
