/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where jobs can run beside this machine: the executors of stablehand.conf.
 *
 *	[executor "lab"]
 *		type = slurm
 *		folder = /srv/stablehand	; that all nodes see; the cache is in it
 *		scratch = /var/tmp/stablehand	; of each node: work trees, O= folders
 *		partition = kernels		; as sbatch takes them; likewise account and
 *		constraint = x86_64		; constraint
 *		kvm = kvm&nested		; the constraint of what needs KVM on its node
 *		ccache = http://cache:8080	; remote storage of the nodes' ccache
 *		pause = 20s			; before what a machine failed begins again
 *		build-cores = 8			; of one build; its compilers
 *		build-memory = 16G		; default: what earlier ones have needed
 *		build-time = 2h			; at most; likewise from earlier ones
 *		suite-cores = 8			; of the VMs of one boot variant; likewise
 *		suite-memory = 32G		; suite-memory and suite-time
 */
#ifndef RUN_EXECUTOR_CONF_H
#define RUN_EXECUTOR_CONF_H

#include <stdbool.h>
#include <stdint.h>

#include "run/context.h"
#include "util/error.h"

/* What one job of a kind may take. 0: not said. */
struct executor_share {
	unsigned cores;
	uint64_t memory;		/* bytes */
	double seconds;
};

struct executor_conf {
	char *name;
	char *folder, *scratch;		/* absolute; folder: or NULL, the cache is seen by all */
	char *partition, *account, *constraint, *kvm, *ccache;	/* or NULL */
	double pause;			/* seconds; twice as many the second time */
	struct executor_share build, suite;
};

/*
 * Read the executor of that name. ERROR_INPUT: there is none, a key is not as above or unknown.
 * The caller frees *ret_conf.
 */
int executor_conf_read(const struct context *context, const char *name,
		       struct executor_conf **ret_conf, struct error **err);

/* Free it and set it to NULL. NULL-safe. */
void executor_conf_free(struct executor_conf **conf);

/*
 * Have the context's jobs run by this executor ("local" or NULL: on this machine), which moves
 * its cache and logs to the executor's folder. Before any store is opened. ERROR_ENVIRONMENT:
 * sbatch and the like are not there.
 */
int executor_use(struct context *context, const char *name, struct error **err);

#endif
