// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sets a bit in the error code of page faults as if the hardware had set it:
 * a probe where SVM's exits are handled changes exit_info_1 of the next
 * `count` exits of the wanted kind, before KVM has read it.
 */
#include <linux/kprobes.h>
#include <linux/module.h>

#include "svm/svm.h"

static char *symbol = "svm_handle_exit";
module_param(symbol, charp, 0444);
MODULE_PARM_DESC(symbol, "the function to probe, its first argument a struct kvm_vcpu");

static unsigned int exit_code;
module_param(exit_code, uint, 0444);
MODULE_PARM_DESC(exit_code, "0x400: nested page fault, 0x4e: #PF intercept");

static unsigned int bit;
module_param(bit, uint, 0444);
MODULE_PARM_DESC(bit, "of the error code, 0 to 63");

static unsigned int count;
module_param(count, uint, 0444);
MODULE_PARM_DESC(count, "how many exits to change");

static unsigned int seen, changed;
module_param(seen, uint, 0444);
MODULE_PARM_DESC(seen, "exits of that kind so far");
module_param(changed, uint, 0444);
MODULE_PARM_DESC(changed, "of these, those that were changed");

/* One processor at a time: the workload has a single virtual one. */
static int on_exit(struct kprobe *probe, struct pt_regs *regs)
{
	struct kvm_vcpu *vcpu = (struct kvm_vcpu *)regs->di;
	struct vmcb_control_area *control = &to_svm(vcpu)->vmcb->control;

	if (control->exit_code != exit_code)
		return 0;
	seen++;
	if (changed < count) {
		control->exit_info_1 |= 1ULL << bit;
		changed++;
	}
	return 0;
}

static struct kprobe probe = {
	.pre_handler = on_exit,
};

static int __init collide_init(void)
{
	if (!exit_code || bit > 63)
		return -EINVAL;
	probe.symbol_name = symbol;
	return register_kprobe(&probe);
}

static void __exit collide_exit(void)
{
	unregister_kprobe(&probe);
}

module_init(collide_init);
module_exit(collide_exit);
MODULE_DESCRIPTION("Error codes of page faults with bits that no hardware sets yet");
MODULE_LICENSE("GPL");
