// SPDX-License-Identifier: GPL-2.0-only
/*
 * Makes the emulator's reads of descriptor tables and the like explicit ones: a probe on
 * emulator_read_std(), whose last argument says that an access is the system's. Every implicit
 * write of the emulator comes after a read of the same place; what becomes of the write can be
 * seen only when the read is allowed.
 */
#include <linux/kprobes.h>
#include <linux/module.h>

static unsigned int changed;
module_param(changed, uint, 0444);
MODULE_PARM_DESC(changed, "reads that were the system's");

/* emulator_read_std(ctxt, addr, val, bytes, exception, system) */
static int on_read(struct kprobe *probe, struct pt_regs *regs)
{
	if (!(regs->r9 & 1))
		return 0;
	regs->r9 = 0;
	changed++;
	return 0;
}

static struct kprobe probe = {
	.symbol_name = "emulator_read_std",
	.pre_handler = on_read,
};

static int __init explicit_read_init(void)
{
	return register_kprobe(&probe);
}

static void __exit explicit_read_exit(void)
{
	unregister_kprobe(&probe);
}

module_init(explicit_read_init);
module_exit(explicit_read_exit);
MODULE_DESCRIPTION("Reads of KVM's emulator that are no longer the system's own");
MODULE_LICENSE("GPL");
