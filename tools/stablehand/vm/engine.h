/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What runs a test VM. Each engine is one table of functions (qemu.c, bochs.c);
 * who starts VMs knows only what is here.
 */
#ifndef VM_ENGINE_H
#define VM_ENGINE_H

#include <stdbool.h>

#include "arch/arch.h"
#include "util/error.h"

/* The two lines to a VM. */
#define ENGINE_CONSOLE 0
#define ENGINE_RESULTS 1
#define ENGINE_CHANNELS 2

struct engine_type;

/* An engine that is there on this machine. All texts are one line, never NULL. */
struct engine {
	const struct engine_type *type;
	const struct arch *arch;	/* of its VMs */
	char *program;
	char *version;			/* as the program says it */
	const char *accelerator;	/* what executes the guest: "kvm", "tcg", "bochs" */
	char *reason;			/* for that accelerator */
	double time_scale;		/* how many times longer than on hardware a test may take */
	bool by_processor;		/* deadlines count processor time it had, not ours */
	double clock_scale;		/* seconds of these that a second of the guest may take */
	double boot_timeout;		/* seconds of these until a guest takes commands */
	int own;			/* what the engine itself has to know */
};

/* A VM to be. */
struct machine {
	const char *kernel;		/* the image */
	const char *initramfs;
	const char *medium;		/* what engine_medium() has written; NULL: nothing */
	const char *parameters;		/* added to the kernel's command line; or NULL */
	const char *model;		/* of the CPU, where it is emulated; NULL: the engine's */
	const char *cpu;		/* flags after the CPU's model, "-smap,-smep"; or NULL */
	unsigned int cpus, memory_mib;	/* 0, or more than it can: the engine's */
};

/* How one VM is started. */
struct launch {
	char **argv;			/* NULL-terminated */
	const char *const *env;		/* "NAME=value" put over ours; or NULL */
	char *cwd;			/* NULL: ours */
	/*
	 * Sockets that the program connects to, by channel; -1: it has the
	 * channels as descriptors 3 and 4.
	 */
	int listeners[ENGINE_CHANNELS];
	bool network;			/* these are ones that only a network of ours leads to */
};

/* Is there a kind of engine of this name, "qemu" or "bochs"? */
bool engine_known(const char *name);

/*
 * Find an engine on this machine for VMs of an architecture (NULL: the default). program:
 * instead of its usual one; or NULL. ERROR_INPUT for a name that is none, or an engine that
 * runs no such VMs, ERROR_ENVIRONMENT when it is not installed (with the packages' names)
 * or of no use.
 */
int engine_open(const char *name, const struct arch *arch, const char *program,
		struct engine **ret_engine, struct error **err);

/* Free it; fits _cleanup_(engine_freep). */
void engine_free(struct engine *engine);
void engine_freep(struct engine **engine);

/* "qemu", "bochs". */
const char *engine_name(const struct engine *engine);

/*
 * One line that says in what a result was made: version, accelerator, CPU,
 * memory and kernel command line. The caller frees it.
 */
char *engine_identity(const struct engine *engine, const struct machine *machine);

/*
 * All of it: the whole command line or configuration and, where the CPU is the
 * host's, the host. Lines, the same for the same VM, whatever the paths are.
 * The caller frees it.
 */
char *engine_describe(const struct engine *engine, const struct machine *machine);

/*
 * Write to path what an engine needs to boot kernel and initramfs from, for
 * any number of VMs. *ret_needed: the engine does need it; otherwise nothing
 * is written. On failure there is no file.
 */
int engine_medium(const struct engine *engine, const struct machine *machine, const char *path,
		  bool *ret_needed, struct error **err);

/*
 * Prepare one VM. Files that only it needs are named "<stem>.<what>". The
 * caller releases *ret_launch, which closes the listeners that are left.
 */
int engine_launch(const struct engine *engine, const struct machine *machine, const char *stem,
		  struct launch *ret_launch, struct error **err);
void launch_release(struct launch *launch);

/*
 * Why a VM ended that nobody told to, from its exit status, or signal if not
 * 0, and what the program wrote to standard error. *ret_reason is one printable
 * line, the caller frees it. True: it was the guest that ended it.
 */
bool engine_ended(const struct engine *engine, int status, int signal, const char *errors,
		  char **ret_reason);

/* ---- for engines ---- */

struct engine_type {
	const char *name;
	const char *title;		/* "QEMU" */
	const char *program, *packages;	/* NULL: the architecture says */
	/* Fill in what the program is able to; its version is to be asked, too. */
	int (*probe)(struct engine *engine, struct error **err);
	char *(*identity)(const struct engine *engine, const struct machine *machine);
	char *(*describe)(const struct engine *engine, const struct machine *machine);
	/* NULL: boots without. */
	int (*medium)(const struct engine *engine, const struct machine *machine, const char *path,
		      struct error **err);
	int (*launch)(const struct engine *engine, const struct machine *machine, const char *stem,
		      struct launch *launch, struct error **err);
	/* What of its standard error tells that the guest ended it; NULL-terminated; or NULL. */
	const char *const *ended_by_guest;
	/* The line of it that its last words follow; NULL: they are the last line. */
	const char *heading;
};

extern const struct engine_type qemu_engine, bochs_engine;

/*
 * The kernel's command line: "<console> ... <own> <the machine's parameters>". An oops is
 * taken for a panic, as what a damaged kernel answers afterwards proves
 * nothing; a panic restarts at once, which an engine takes for the end. The
 * caller frees it.
 */
char *engine_parameters(const struct engine *engine, const struct machine *machine,
			const char *own);

#endif
