/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One run of one VM: started, told one test after the other (the protocol is
 * in guest/protocol.h), watched, ended. It works on the caller's libuv loop by
 * callbacks. Whatever the guest does, each test told ends in one record.
 *
 *	booting --ready--> waiting --boot_test()--> testing --result--> waiting
 *	waiting --boot_finish()--> finishing --exit--> on_end()
 *	any of these --deadline, nonsense, flood--> dying (killed) --exit--> on_end()
 *
 * Nothing that the guest sends is believed. Its lines are parsed by ktap.h and
 * bounded; a result counts only for the test that was told last, by number and
 * name; a second "ready" is a restart; what makes no sense, too much of it, or silence
 * past the deadline ends the VM. If it ends while a test runs, for whatever reason, this
 * test gets a `crash` record with the reason (a panic on the console first, else what the
 * engine says) and the last lines of the console.
 */
#ifndef VM_BOOT_H
#define VM_BOOT_H

#include <stdbool.h>
#include <stddef.h>

#include <uv.h>

#include "util/error.h"
#include "vm/engine.h"
#include "vm/record.h"

struct boot;

/* How a boot came to its end. */
struct boot_end {
	bool ready;		/* it had come up and taken commands */
	bool interrupted;	/* by our user; a test that ran has no record */
	bool never_started;	/* the engine itself gave up before the guest said a word */
	const char *reason;	/* one line; "" when it was told to end */
};

struct boot_options {
	const struct engine *engine;
	const struct machine *machine;
	const char *stem;		/* of the names of files that this boot needs */
	const char *console_path;	/* logs of this boot; cut at 16 MiB each */
	const char *ktap_path;
	double boot_timeout;		/* seconds until it must be ready; 0: the engine's */
	double grace;			/* seconds it may answer late; 0: 60 */

	/* It takes commands: call boot_test() or boot_finish(). */
	void (*on_ready)(struct boot *boot, void *data);

	/*
	 * The record of the test told last; the callee may take its texts by
	 * zeroing it. `more`: it takes another command now. A boot that is
	 * about to end by itself says false.
	 */
	void (*on_record)(struct boot *boot, struct record *record, bool more, void *data);

	/* What comes from the console, as it is; or NULL. */
	void (*on_console)(struct boot *boot, const char *bytes, size_t len, void *data);

	/* About ten times a second. */
	void (*on_tick)(struct boot *boot, void *data);

	/* The VM is gone; boot is freed after this. */
	void (*on_end)(struct boot *boot, const struct boot_end *end, void *data);

	void *data;
};

/*
 * Start it. options is copied, what it points to is not. Fails with
 * ERROR_ENVIRONMENT when the engine or a log cannot be started or opened, or the kernel is
 * of a build that is not as it was published (kernel/manifest.h).
 */
int boot_start(uv_loop_t *loop, const struct boot_options *options, struct boot **ret_boot,
	       struct error **err);

/*
 * Tell it a test: words without blanks, see boot_test_fits(). timeout in
 * seconds of the guest, at least 1. args is NULL-terminated, or NULL.
 */
void boot_test(struct boot *boot, const char *name, const char *path, const char *const *args,
	       double timeout);

/* Does this make a command that the guest can take? */
bool boot_test_fits(const char *name, const char *path, const char *const *args);

/* Tell it how many tests may come at most; for the reader of its KTAP document. */
void boot_plan(struct boot *boot, size_t count);

/* Tell it to power off. */
void boot_finish(struct boot *boot);

/* Tell it to run a shell on its console, and to power off when that ends; no time limit. */
void boot_shell(struct boot *boot);

/* Type on its console. */
void boot_type(struct boot *boot, const char *bytes, size_t len);

/* Kill it now. on_end follows; a running test gets no record. */
void boot_kill(struct boot *boot);

/* The name of the test that runs; NULL: none. */
const char *boot_running(const struct boot *boot);

#endif
