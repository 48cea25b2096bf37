// SPDX-License-Identifier: GPL-2.0-only
/*
 * implicit_access_test read|write|nested
 *
 * Implicit supervisor accesses under SMAP, as KVM's emulator makes them: the
 * load of a segment register, whose descriptor lies on a page that is the
 * user's. RFLAGS.AC allows explicit accesses to such a page, never implicit
 * ones: with AC clear and with AC set alike, the load has to raise a #PF with
 * the error code of a present page read by the supervisor.
 *
 * write: the descriptor has not been accessed, which the load writes into it.
 * The module explicit_read makes the emulator's reads explicit ones: with AC
 * set they are allowed, and what has to raise the #PF is the write.
 *
 * nested: the same as with read, in a guest of the guest, whose physical
 * addresses are translated by page tables of the guest.
 *
 * Only the second page of the GDT is the user's, so that the processor's own
 * accesses, when it delivers the exception, are not in question.
 *
 * Needs kvm.force_emulation_prefix=1; nested needs two-dimensional paging.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "test_util.h"
#include "kvm_util.h"
#include "processor.h"
#include "svm_util.h"

#define FEP		"ud2; .byte 'k', 'v', 'm';"
#define CR4_SMAP	(1ul << 21)
#define CR4_LA57	(1ul << 12)
#define PTE_USER	4ul
#define PTE_ADDRESS	0x000ffffffffff000ul
#define PAGE		4096ul
#define SELECTOR	0x1008		/* in the second page of the GDT */
#define DATA_SEGMENT	0x00cf92000000ffffull
#define ACCESSED	(1ull << 40)
#define VECTOR_PF	14
#define KSFT_SKIPPED	4

/* Of a VMCB, whose members have different names. */
#define VMCB_EXIT_CODE	0x70
#define VMCB_NESTED_CTL	0x90
#define VMCB_NESTED_CR3	0xb0
#define EXIT_VMMCALL	0x81

#define NPT_ENTRY	7ul		/* present, writable, the user's */
#define NPT_HUGE	0x80ul

/* What differs between the versions of the library. */
#ifndef HAS_vm_create_with_one_vcpu
#define VCPU		0
#define vcpu_of(vcpu)	vm, VCPU
#else
#define vcpu_of(vcpu)	vcpu
#endif
#ifdef HAS_vm_vaddr_t
typedef vm_vaddr_t address_t;
#else
typedef gva_t address_t;
#endif
#ifdef HAS_guest_rsp
#define setup_l2(svm, code, stack)	generic_svm_setup(svm, code, stack)
#else
#define setup_l2(svm, code, stack)	generic_svm_setup(svm, code)
#endif

struct outcome {
	unsigned long faults, error_code, address;
};

static struct outcome outcomes[2];	/* AC clear, AC set */
static unsigned int current;
static unsigned long table;		/* the page that is the user's */
static unsigned long npt;		/* physical address of the guest's nested page tables */
static unsigned long l2_exit;		/* why the guest's guest ended */

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

static void load_segments(void)
{
	current = 0;
	load_segment();
	current = 1;
	asm volatile(".byte 0x0f, 0x01, 0xcb" : : : "memory");	/* stac */
	load_segment();
	asm volatile(".byte 0x0f, 0x01, 0xca" : : : "memory");	/* clac */
}

static void guest_code(void)
{
	load_segments();
	GUEST_DONE();
}

static void l2_code(void)
{
	load_segments();
	asm volatile("vmmcall");
}

static void l1_code(struct svm_test_data *svm)
{
	static unsigned long stack[512] __attribute__((aligned(16)));
	char *vmcb = (char *)svm->vmcb;

	(void)stack;
	setup_l2(svm, l2_code, &stack[511]);
	*(unsigned long *)(vmcb + VMCB_NESTED_CTL) |= 1;
	*(unsigned long *)(vmcb + VMCB_NESTED_CR3) = npt;
	run_guest(svm->vmcb, svm->vmcb_gpa);
	l2_exit = *(unsigned long *)(vmcb + VMCB_EXIT_CODE);
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

/* The first GB of the guest's memory, at its own addresses: the root of the tables. */
static unsigned long make_nested_tables(struct kvm_vm *vm)
{
	unsigned long gva = allocate(vm, 3 * PAGE), gpa[3];
	uint64_t *page[3];

	for (int i = 0; i < 3; i++) {
		page[i] = addr_gva2hva(vm, gva + i * PAGE);
		gpa[i] = addr_gva2gpa(vm, gva + i * PAGE);
		memset(page[i], 0, PAGE);
	}
	*page[0] = gpa[1] | NPT_ENTRY;
	*page[1] = gpa[2] | NPT_ENTRY;
	for (unsigned long i = 0; i < 512; i++)
		page[2][i] = i << 21 | NPT_ENTRY | NPT_HUGE;
	return gpa[0];
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

static int load_module(void)
{
	int fd = open("explicit_read.ko", O_RDONLY);

	return fd < 0 || syscall(SYS_finit_module, fd, "", 0);
}

/* How many reads it changed; none: then the writes were not tested. */
static unsigned long unload_module(void)
{
	unsigned long changed = 0;
	FILE *file = fopen("/sys/module/explicit_read/parameters/changed", "r");

	if (file && fscanf(file, "%lu", &changed) != 1)
		changed = 0;
	if (file)
		fclose(file);
	syscall(SYS_delete_module, "explicit_read", O_NONBLOCK);
	return changed;
}

int main(int argc, char **argv)
{
	const char *mode = argc > 1 ? argv[1] : "read";
	int write_too = !strcmp(mode, "write"), nested = !strcmp(mode, "nested");
	struct kvm_sregs sregs;
	struct kvm_vm *vm;
	struct ucall uc;
	unsigned long gdt, changed;
	address_t svm;
#ifdef HAS_vm_create_with_one_vcpu
	struct kvm_vcpu *vcpu;
#endif

	if (!is_on("/sys/module/kvm/parameters/force_emulation_prefix")) {
		printf("kvm.force_emulation_prefix is off\n");
		return KSFT_SKIPPED;
	}
#ifdef HAS_vm_create_with_one_vcpu
	vm = vm_create_with_one_vcpu(&vcpu, nested ? (void *)l1_code : (void *)guest_code);
#else
	vm = vm_create_default(VCPU, 0, nested ? (void *)l1_code : (void *)guest_code);
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
	*(uint64_t *)((char *)addr_gva2hva(vm, table) + (SELECTOR & 0xff8)) =
		DATA_SEGMENT | (write_too ? 0 : ACCESSED);
	make_users(vm, &sregs, table);
	sregs.gdt.base = gdt;
	sregs.gdt.limit = 2 * PAGE - 1;
	sregs.cr4 |= CR4_SMAP;
	vcpu_sregs_set(vcpu_of(vcpu), &sregs);
	if (nested) {
		vcpu_alloc_svm(vm, &svm);
		vcpu_args_set(vcpu_of(vcpu), 1, svm);
		npt = make_nested_tables(vm);
		sync_global_to_guest(vm, npt);
	}
	if (write_too && load_module()) {
		perror("explicit_read.ko");
		return 1;
	}

	vcpu_run(vcpu_of(vcpu));
	changed = write_too ? unload_module() : 0;
	if (get_ucall(vcpu_of(vcpu), &uc) != UCALL_DONE) {
		printf("the guest did not come to its end\n");
		return 1;
	}
	sync_global_from_guest(vm, outcomes);
	sync_global_from_guest(vm, l2_exit);
	kvm_vm_free(vm);
	tell("AC clear", &outcomes[0]);
	tell("AC set", &outcomes[1]);
	if (nested && l2_exit != EXIT_VMMCALL) {
		printf("the guest's guest ended with exit code 0x%lx\n", l2_exit);
		return 1;
	}
	if (write_too && !changed) {
		printf("no read was changed, so no write was tested\n");
		return 1;
	}
	return 0;
}
