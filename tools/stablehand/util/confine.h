/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Programs that are not trusted: makefiles of kernel trees, engines that run what was built
 * from them. bubblewrap (bwrap) starts them with the file system read-only but for some folders,
 * in a process namespace of their own, without capabilities and without network; prlimit bounds
 * the memory and the files of each process.
 */
#ifndef UTIL_CONFINE_H
#define UTIL_CONFINE_H

#include <stdbool.h>
#include <stdint.h>

#include "util/argv.h"
#include "util/error.h"

#define CONFINE_VARIABLE "STABLEHAND_CONFINE"	/* "auto" (unset), "always" or "never" */

struct confinement {
	const char *const *writable;	/* folders, NULL-terminated; NULL: none */
	const char *const *frozen;	/* in these, what is not; as above */
	/*
	 * What else it needs below /tmp and /run, whose sockets it must not reach: they are
	 * empty but for this, what is writable, and the folders of PATH. As above.
	 */
	const char *const *readable;
	const char *device;		/* "/dev/kvm", where it is there; or NULL */
	bool network;			/* ours */
	uint64_t max_memory;		/* bytes of addresses of one process; 0: no limit */
	uint64_t max_file;		/* bytes of one file; 0: no limit */
};

/*
 * Are programs confined? 1: yes. 0: no, and *ret_why says why in a line: bubblewrap is not
 * installed, does not work here, or "never" was asked for (then it is NULL). Asked of the machine
 * once. ERROR_ENVIRONMENT where that is so and "always" was asked for, ERROR_INPUT for a value of
 * the variable that is none.
 */
int confine_state(const char **ret_why, struct error **err);

/*
 * Add the words that confine the program whose words are added behind them. For a machine on
 * which confine_state() is 1.
 */
void confine_start(const struct confinement *confinement, struct argv *argv);

#endif
