/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Kernel configurations as text: reading fragments and .config files, and
 * telling which options were asked for and not granted.
 */
#ifndef KERNEL_KCONFIG_H
#define KERNEL_KCONFIG_H

#include <stddef.h>

#include "util/error.h"

/* One assignment. "# CONFIG_X is not set" is the value "n". */
struct kconfig_option {
	char *symbol;		/* "CONFIG_KVM" */
	char *value;		/* "y", "m", "n", "20", "\"text\"" */
	char *file;		/* where it stands */
	size_t line;		/* from 1 */
};

struct kconfig {
	struct kconfig_option *options;	/* in the order of the text */
	size_t count, alloc;
};

/* An option asked for and not granted. */
struct kconfig_gap {
	char *symbol;
	char *wanted;
	char *got;		/* "n" also for a symbol that this kernel does not have */
	char *file;		/* the fragment, as it was named */
	size_t line;
};

struct kconfig_gaps {
	struct kconfig_gap *gaps;
	size_t count, alloc;
};

/*
 * Add the assignments of a text to config. `file` names it in messages and in
 * the options. Anything but an assignment, a comment or an empty line is an
 * ERROR_INPUT with its line number; config is then unchanged.
 */
int kconfig_parse(const char *text, size_t len, const char *file, struct kconfig *config,
		  struct error **err);

/* kconfig_parse() of a file of at most 4 MiB. */
int kconfig_read(const char *path, struct kconfig *config, struct error **err);

/*
 * What `wanted` asks for and `got` does not have, in the order of `wanted`.
 * Of several wishes for one symbol the last counts. Added to ret_gaps.
 */
void kconfig_compare(const struct kconfig *wanted, const struct kconfig *got,
		     struct kconfig_gaps *ret_gaps);

void kconfig_release(struct kconfig *config);
void kconfig_gaps_release(struct kconfig_gaps *gaps);

#define _cleanup_kconfig_ __attribute__((cleanup(kconfig_release)))

#endif
