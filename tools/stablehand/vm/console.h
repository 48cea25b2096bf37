/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What comes out of a VM's port, kept as a log file of bounded size, and its
 * latest part in memory to look for the reason when the VM dies.
 */
#ifndef VM_CONSOLE_H
#define VM_CONSOLE_H

#include <stddef.h>

#include "util/buf.h"
#include "util/error.h"

struct console {
	int fd;
	size_t left;		/* bytes that still go to the file */
	size_t seen;		/* bytes in all */
	struct buf tail;	/* the latest, at most 128 KiB */
};

/* Make the log file, which must be new or is emptied. */
int console_open(struct console *console, const char *path, struct error **err);

void console_add(struct console *console, const char *bytes, size_t len);

/* Forget the tail: what follows belongs to another test. */
void console_mark(struct console *console);

/*
 * Look through the tail, without time stamps: complaints of the kernel that
 * log (lines) does not hold yet are appended to it, 32 at most in all. Returns
 * the panic's line, else the first complaint, else NULL; the caller frees it.
 */
char *console_complaints(const struct console *console, struct buf *log);

/* Append the last `lines` lines, printable. */
void console_last_lines(const struct console *console, unsigned int lines, struct buf *to);

/* Close the file, free the tail. Safe on a zeroed one with fd -1. */
void console_close(struct console *console);

#endif
