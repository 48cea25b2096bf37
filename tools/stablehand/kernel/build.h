/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From a tree of the store to a kernel, its modules and its selftests.
 *
 * Each branch has one work tree and one O= folder below <cache>/work/<branch>/,
 * switched between states, so that a state is built incrementally from the
 * one before. Results go to <cache>/builds/<key>/, written aside and renamed,
 * and are never changed afterwards; the key is over tree, configuration
 * fragments, toolchain and architecture, so nothing is built twice. What somebody else has
 * changed there is built again (kernel/manifest.h).
 */
#ifndef KERNEL_BUILD_H
#define KERNEL_BUILD_H

#include <stdbool.h>
#include <stddef.h>

#include <git2.h>

#include "kernel/kconfig.h"
#include "kernel/selftests.h"
#include "util/error.h"

struct build_options {
	git_repository *repo;
	git_oid tree;
	const char *branch;		/* "6.1.y": a safe file name */
	const struct arch *arch;	/* NULL: the default */
	const char *state;		/* "base", "ported", "patch 2": shown and noted */
	const char *cache;		/* absolute; no blank or colon, which make cannot take */
	const char *const *fragments;	/* paths, NULL-terminated */
	const char *const *modules;	/* must come out ("kvm"), NULL-terminated; or NULL */
	const char *suite;		/* "tools/testing/selftests/kvm"; NULL: no selftests */
	unsigned jobs;			/* 0: one for each processor */
	bool retry_failed;		/* build again failed kernels, and suites with failures */
	bool known_only;		/* build nothing: find what is kept, or say BUILD_NOT_BUILT */
};

enum build_status {
	BUILD_OK,
	BUILD_FAILED,			/* the tree or the configuration: see `failing` */
	BUILD_NOT_BUILT,		/* known_only, and it is not kept: only key, folder, log and
					 * toolchain are set, and nothing is there yet */
};

struct build_module {
	char *name;			/* "kvm_amd": as the kernel shows it */
	char *path;			/* below <folder>/modules: "arch/x86/kvm/kvm-amd.ko" */
};

struct build_result {
	char *key;			/* 64 hex digits */
	char *folder;			/* absolute, <cache>/builds/<key> */
	bool cached;			/* nothing was run for the kernel */
	enum build_status status;
	double seconds;			/* what building took when it was built */
	size_t compiled;		/* objects that the compiler made then */
	char **failing;			/* lines that say what failed, the first first */
	size_t failing_count, failing_alloc;
	struct kconfig_gaps ungranted;	/* options asked for and not granted */
	char *toolchain;		/* identity, several lines */
	char *log;			/* absolute path of make's output */
	char *image;			/* absolute path of the kernel image; NULL when failed */
	char *config;			/* absolute path of the .config; NULL if it never came to one */
	struct build_module *modules;	/* in the order of modules.order */
	size_t module_count, module_alloc;
	bool has_selftests;		/* a suite was asked for and the kernel was built */
	struct selftests selftests;
};

/*
 * Build one state, or find it built. Takes the lock <cache>/work/<branch>/lock
 * while it works. Shows progress steps of its own. A tree that does not
 * compile is the result BUILD_FAILED, kept like any other. Running out of
 * disk or memory is an ERROR_ENVIRONMENT and is not kept; after it, Ctrl-C or
 * kill -9 the next call goes on where this one stopped. On success the caller
 * releases *ret_result with build_result_release().
 */
int build_run(const struct build_options *options, struct build_result *ret_result,
	      struct error **err);

void build_result_release(struct build_result *result);

/* "ok", "failed" or "not built". */
const char *build_status_name(enum build_status status);

#endif
