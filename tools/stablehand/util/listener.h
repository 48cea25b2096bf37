/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A line from a program that can only connect to an address: a TCP socket that
 * listens on this machine alone and takes nobody but programs of our own user.
 */
#ifndef UTIL_LISTENER_H
#define UTIL_LISTENER_H

#include "util/error.h"

/* Listen on a free port of 127.0.0.1. The caller closes *ret_fd, which never blocks. */
int listener_open(int *ret_fd, unsigned int *ret_port, struct error **err);

/*
 * Take the next connection of a program of our user, turning away others. The
 * caller closes the descriptor, which never blocks; -1: there is none now.
 */
int listener_accept(int fd);

#endif
