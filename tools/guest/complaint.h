/* SPDX-License-Identifier: GPL-2.0-only */
/* Which lines of the kernel log say that something is wrong with the kernel. */
#ifndef GUEST_COMPLAINT_H
#define GUEST_COMPLAINT_H

#include <stdbool.h>
#include <string.h>

/*
 * Is this line of the kernel log (without time stamp) the head of a warning,
 * an oops, a sanitizer's or lock checker's report, a hang or a stall? The
 * lines that follow such a head (registers, call trace) are not.
 */
static inline bool is_kernel_complaint(const char *line)
{
	static const char *const marks[] = {
		"WARNING: ", "BUG: ", "kernel BUG at ", "KASAN: ", "KCSAN: ", "KMSAN: ",
		"UBSAN: ", "Oops: ", "general protection fault", "double fault: ",
		"stack segment: ", "Kernel panic", "detected stall", "self-detected stall",
		"blocked for more than ", "refcount_t: ", "unchecked MSR access error: ",
		"INFO: possible recursive locking", "list_add corruption",
		"list_del corruption", "unreferenced object ",
	};

	if (!strncmp(line, "---[", 4))
		return false;	/* the foot of a report repeats its head */
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (strstr(line, marks[i]))
			return true;
	return false;
}

#endif
