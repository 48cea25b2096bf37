// SPDX-License-Identifier: GPL-2.0-only
/*
 * Implicit supervisor accesses under SMAP, as KVM's emulator makes them: the
 * load of a segment register, whose descriptor lies on a page that is the
 * user's. RFLAGS.AC allows explicit accesses to such a page, never implicit
 * ones: with AC clear and with AC set alike, the load has to raise a #PF with
 * the error code of a present page read by the supervisor.
 *
 * Only the second page of the GDT is the user's, so that the processor's own
 * accesses, when it delivers the exception, are not in question.
 *
 * Needs kvm.force_emulation_prefix=1.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "test_util.h"
#include "kvm_util.h"
#include "processor.h"

#define FEP		"ud2; .byte 'k', 'v', 'm';"
#define CR4_SMAP	(1ul << 21)
#define CR4_LA57	(1ul << 12)
#define PTE_USER	4ul
#define PTE_ADDRESS	0x000ffffffffff000ul
#define PAGE		4096ul
#define SELECTOR	0x1008		/* in the second page of the GDT */
#define DATA_SEGMENT	0x00cf93000000ffffull
#define VECTOR_PF	14
#define KSFT_SKIPPED	4

/* What differs between the versions of the library. */
#ifndef HAS_vm_create_with_one_vcpu
#define VCPU		0
#define vcpu_of(vcpu)	vm, VCPU
#else
#define vcpu_of(vcpu)	vcpu
#endif

struct outcome {
	unsigned long faults, error_code, address;
};

static struct outcome outcomes[2];	/* AC clear, AC set */
static unsigned int current;
static unsigned long table;		/* the page that is the user's */

extern char after_load[];

static void on_page_fault(struct ex_regs *regs)
{
	unsigned long address;

	asm volatile("mov %%cr2, %0" : "=r"(address));
	outcomes[current].faults++;
	outcomes[current].error_code = regs->error_code;
	outcomes[current].address = address;
	regs->rip = (unsigned long)after_load;
}

static void __attribute__((__noinline__, __noclone__)) load_segment(void)
{
	asm volatile(FEP "mov %w0, %%es\n"
		     ".globl after_load\n"
		     "after_load:\n" : : "r"(SELECTOR) : "memory");
}

static void guest_code(void)
{
	current = 0;
	load_segment();
	current = 1;
	asm volatile(".byte 0x0f, 0x01, 0xcb" : : : "memory");	/* stac */
	load_segment();
	asm volatile(".byte 0x0f, 0x01, 0xca" : : : "memory");	/* clac */
	GUEST_DONE();
}

/* Give the user every level of the way to a page. */
static void make_users(struct kvm_vm *vm, const struct kvm_sregs *sregs, unsigned long address)
{
	unsigned long entry = sregs->cr3;
	int levels = sregs->cr4 & CR4_LA57 ? 5 : 4;

	for (int level = levels; level; level--) {
		unsigned long index = address >> (12 + 9 * (level - 1)) & 511;
		uint64_t *at = addr_gpa2hva(vm, (entry & PTE_ADDRESS) + index * 8);

		*at |= PTE_USER;
		entry = *at;
	}
}

static unsigned long allocate(struct kvm_vm *vm, unsigned long size)
{
#ifndef HAS_vm_create_with_one_vcpu
	return vm_vaddr_alloc(vm, size, 0x10000, 0, 0);
#elif defined(HAS_vm_vaddr_alloc)
	return vm_vaddr_alloc(vm, size, 0x10000);
#else
	return vm_alloc(vm, size, 0x10000);
#endif
}

static int is_on(const char *parameter)
{
	char value[8] = "";
	int fd = open(parameter, O_RDONLY);

	if (fd < 0 || read(fd, value, sizeof(value) - 1) < 1)
		return 0;
	close(fd);
	return value[0] == 'Y' || (value[0] >= '1' && value[0] <= '9');
}

static void tell(const char *when, const struct outcome *o)
{
	if (o->faults)
		printf("%s: #PF, error code %lu, %s the descriptor's page\n", when, o->error_code,
		       o->address >= table && o->address < table + PAGE ? "in" : "not in");
	else
		printf("%s: no #PF\n", when);
}

int main(void)
{
	struct kvm_sregs sregs;
	struct kvm_vm *vm;
	struct ucall uc;
	unsigned long gdt;
#ifdef HAS_vm_create_with_one_vcpu
	struct kvm_vcpu *vcpu;
#endif

	if (!is_on("/sys/module/kvm/parameters/force_emulation_prefix")) {
		printf("kvm.force_emulation_prefix is off\n");
		return KSFT_SKIPPED;
	}
#ifdef HAS_vm_create_with_one_vcpu
	vm = vm_create_with_one_vcpu(&vcpu, guest_code);
#else
	vm = vm_create_default(VCPU, 0, guest_code);
	vcpu_set_cpuid(vm, VCPU, kvm_get_supported_cpuid());
#endif
#ifdef HAS_vm_init_descriptor_tables
	vm_init_descriptor_tables(vm);
	vcpu_init_descriptor_tables(vcpu_of(vcpu));
#endif
#ifdef HAS_vm_install_exception_handler
	vm_install_exception_handler(vm, VECTOR_PF, on_page_fault);
#else
	vm_handle_exception(vm, VECTOR_PF, on_page_fault);
#endif
	gdt = allocate(vm, 2 * PAGE);
	table = gdt + PAGE;
	vcpu_sregs_get(vcpu_of(vcpu), &sregs);
	memcpy(addr_gva2hva(vm, gdt), addr_gva2hva(vm, sregs.gdt.base), sregs.gdt.limit + 1ul);
	*(uint64_t *)((char *)addr_gva2hva(vm, table) + (SELECTOR & 0xff8)) = DATA_SEGMENT;
	make_users(vm, &sregs, table);
	sregs.gdt.base = gdt;
	sregs.gdt.limit = 2 * PAGE - 1;
	sregs.cr4 |= CR4_SMAP;
	vcpu_sregs_set(vcpu_of(vcpu), &sregs);

	vcpu_run(vcpu_of(vcpu));
	if (get_ucall(vcpu_of(vcpu), &uc) != UCALL_DONE) {
		printf("the guest did not come to its end\n");
		return 1;
	}
	sync_global_from_guest(vm, outcomes);
	kvm_vm_free(vm);
	tell("AC clear", &outcomes[0]);
	tell("AC set", &outcomes[1]);
	return 0;
}
