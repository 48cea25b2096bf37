// SPDX-License-Identifier: GPL-2.0-only
/*
 * collision SYMBOL EXIT-CODE BIT COUNT
 *
 * Runs a guest that touches page after page while the module collide sets BIT
 * in the error codes of its next COUNT exits of EXIT-CODE, and says what came
 * of it: how many exits were changed (none is an error: then nothing was
 * tested), in how many page faults KVM's own trace shows the bit, and whether
 * the guest ran as it should.
 *
 * The guest is 64-bit code at CPL 0. The pages that it touches are the user's
 * in its page tables, CR4.SMAP is on and RFLAGS.AC is set: an explicit access
 * is allowed, what KVM takes for an implicit one is not.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/kvm.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#define MEMORY		(16u << 20)
#define PML4		0x1000
#define PDPT		0x2000
#define PD		0x3000
#define IDT		0x4000
#define CODE		0x5000
#define HANDLER		0x6000
#define STACK		0x8000
#define PAGES		0x400000	/* from here on the guest touches */
#define PAGE_COUNT	512u
#define VALUE		0x5a5a5a5aULL

#define PORT_DONE	0x10
#define PORT_FAULT	0x11

#define PTE_PRESENT	1u
#define PTE_WRITE	2u
#define PTE_USER	4u
#define PTE_HUGE	0x80u

#define CR0_GUEST	0x80000011ULL	/* PG, ET, PE */
#define CR4_PAE		(1ULL << 5)
#define CR4_SMAP	(1ULL << 21)
#define EFER_GUEST	0x500ULL	/* LME, LMA */
#define RFLAGS_GUEST	(2ULL | 1ULL << 18)	/* AC */

#define TRACING		"/sys/kernel/tracing/"
#define EXIT_ERROR	3	/* nothing was tested */

static void __attribute__((noreturn, format(printf, 1, 2))) fail(const char *fmt, ...)
{
	va_list ap;

	printf("error: ");
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	printf(": %s\n", strerror(errno));
	exit(EXIT_ERROR);
}

static void write_text(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_TRUNC);

	if (fd < 0 || write(fd, text, strlen(text)) != (ssize_t)strlen(text))
		fail("%s", path);
	close(fd);
}

static unsigned long read_number(const char *path)
{
	unsigned long value = 0;
	FILE *file = fopen(path, "r");

	if (!file || fscanf(file, "%lu", &value) != 1)
		fail("%s", path);
	fclose(file);
	return value;
}

/* ---- the guest ---- */

/* for (rdi = PAGES; rdi < end; rdi += 4096) *rdi += VALUE; out(PORT_DONE, 0) */
static const uint8_t code[] = {
	0x48, 0xc7, 0xc7, 0x00, 0x00, 0x40, 0x00,	/* mov $PAGES, %rdi */
	0x48, 0xc7, 0xc1, 0x00, 0x02, 0x00, 0x00,	/* mov $PAGE_COUNT, %rcx */
	0x48, 0xc7, 0xc0, 0x5a, 0x5a, 0x5a, 0x5a,	/* mov $VALUE, %rax */
	0x48, 0x01, 0x07,				/* 1: add %rax, (%rdi) */
	0x48, 0x81, 0xc7, 0x00, 0x10, 0x00, 0x00,	/* add $4096, %rdi */
	0x48, 0xff, 0xc9,				/* dec %rcx */
	0x75, 0xf1,					/* jnz 1b */
	0x31, 0xc0,					/* xor %eax, %eax */
	0xe7, PORT_DONE,				/* out %eax, $PORT_DONE */
	0xf4,						/* hlt */
};

/* #PF: the error code goes out, CR2 stays in its register. */
static const uint8_t handler[] = {
	0x58,						/* pop %rax */
	0xe7, PORT_FAULT,				/* out %eax, $PORT_FAULT */
	0xf4,						/* hlt */
};

static void put64(uint8_t *memory, uint64_t at, uint64_t value)
{
	memcpy(memory + at, &value, sizeof(value));
}

/* Below PAGES all is the supervisor's, from there on the user's. */
static void fill(uint8_t *memory)
{
	uint64_t both = PTE_PRESENT | PTE_WRITE | PTE_USER;
	struct {
		uint16_t low, selector, flags, middle;
		uint32_t high, zero;
	} gate = {HANDLER, 8, 0x8e00, 0, 0, 0};

	put64(memory, PML4, PDPT | both);
	put64(memory, PDPT, PD | both);
	for (uint64_t at = 0; at < MEMORY; at += 2u << 20)
		put64(memory, PD + at / (2u << 20) * 8,
		      at | PTE_PRESENT | PTE_WRITE | PTE_HUGE | (at >= PAGES ? PTE_USER : 0));
	memcpy(memory + IDT + 14 * sizeof(gate), &gate, sizeof(gate));
	memcpy(memory + CODE, code, sizeof(code));
	memcpy(memory + HANDLER, handler, sizeof(handler));
}

static void set_cpuid(int kvm, int vcpu)
{
	struct kvm_cpuid2 *cpuid = calloc(1, sizeof(*cpuid) + 256 * sizeof(cpuid->entries[0]));

	cpuid->nent = 256;
	if (ioctl(kvm, KVM_GET_SUPPORTED_CPUID, cpuid) || ioctl(vcpu, KVM_SET_CPUID2, cpuid))
		fail("CPUID");
	free(cpuid);
}

static void set_registers(int vcpu)
{
	struct kvm_segment segment = {
		.base = 0, .limit = 0xffffffff, .present = 1, .s = 1, .g = 1,
	};
	struct kvm_regs regs = {.rip = CODE, .rsp = STACK, .rflags = RFLAGS_GUEST};
	struct kvm_sregs sregs;

	if (ioctl(vcpu, KVM_GET_SREGS, &sregs))
		fail("KVM_GET_SREGS");
	segment.type = 3;
	segment.selector = 16;
	segment.db = 1;
	sregs.ds = sregs.es = sregs.fs = sregs.gs = sregs.ss = segment;
	segment.type = 11;
	segment.selector = 8;
	segment.db = 0;
	segment.l = 1;
	sregs.cs = segment;
	/*
	 * The gate's selector is looked up in the GDT: one is put below the
	 * IDT's page end, with a 64-bit code segment as its second entry.
	 */
	sregs.gdt.base = IDT + 0x800;
	sregs.gdt.limit = 0x17;
	sregs.idt.base = IDT;
	sregs.idt.limit = 0x7ff;
	sregs.cr0 = CR0_GUEST;
	sregs.cr3 = PML4;
	sregs.cr4 = CR4_PAE | CR4_SMAP;
	sregs.efer = EFER_GUEST;
	if (ioctl(vcpu, KVM_SET_SREGS, &sregs))
		fail("KVM_SET_SREGS (is SMAP there?)");
	if (ioctl(vcpu, KVM_SET_REGS, &regs))
		fail("KVM_SET_REGS");
}

/* How it ended; true when it ran as it should. */
static bool judge(int vcpu, const struct kvm_run *run, int rc, int error, const uint8_t *memory)
{
	const uint8_t *io = (const uint8_t *)run + run->io.data_offset;
	struct kvm_sregs sregs;
	struct kvm_regs regs;

	if (rc) {
		printf("workload: KVM_RUN: %s, exit reason %u\n", strerror(error),
		       run->exit_reason);
		return false;
	}
	if (run->exit_reason == KVM_EXIT_IO && run->io.port == PORT_FAULT) {
		ioctl(vcpu, KVM_GET_SREGS, &sregs);
		ioctl(vcpu, KVM_GET_REGS, &regs);
		printf("workload: the guest got a #PF, error code 0x%x, at 0x%llx%s\n",
		       *(const uint32_t *)io, (unsigned long long)sregs.cr2,
		       sregs.cr2 >= PAGES ? ", a page that it may write" : "");
		return false;
	}
	if (run->exit_reason != KVM_EXIT_IO || run->io.port != PORT_DONE) {
		printf("workload: ended with exit reason %u\n", run->exit_reason);
		return false;
	}
	for (uint64_t i = 0; i < PAGE_COUNT; i++) {
		uint64_t value;

		memcpy(&value, memory + PAGES + i * 4096, sizeof(value));
		if (value != VALUE) {
			printf("workload: page %llu holds 0x%llx\n", (unsigned long long)i,
			       (unsigned long long)value);
			return false;
		}
	}
	printf("workload: all %u pages written\n", PAGE_COUNT);
	return true;
}

static bool run_guest(void)
{
	struct kvm_userspace_memory_region region = {.memory_size = MEMORY};
	int kvm = open("/dev/kvm", O_RDWR), vm, vcpu, size, rc, error;
	struct kvm_run *run;
	uint8_t *memory;

	if (kvm < 0)
		fail("/dev/kvm");
	vm = ioctl(kvm, KVM_CREATE_VM, 0);
	vcpu = vm < 0 ? -1 : ioctl(vm, KVM_CREATE_VCPU, 0);
	size = ioctl(kvm, KVM_GET_VCPU_MMAP_SIZE, 0);
	if (vcpu < 0 || size <= 0)
		fail("a VM");
	run = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, vcpu, 0);
	/* No huge pages: each page is a fault of its own. */
	memory = mmap(NULL, MEMORY, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (run == MAP_FAILED || memory == MAP_FAILED)
		fail("mmap");
	fill(memory);
	put64(memory, IDT + 0x808, 0x00209b0000000000ULL);
	put64(memory, IDT + 0x810, 0x0000930000000000ULL);
	region.userspace_addr = (uintptr_t)memory;
	if (ioctl(vm, KVM_SET_USER_MEMORY_REGION, &region))
		fail("KVM_SET_USER_MEMORY_REGION");
	set_cpuid(kvm, vcpu);
	set_registers(vcpu);
	do {
		rc = ioctl(vcpu, KVM_RUN, 0);
		error = errno;
	} while (rc && error == EINTR);
	return judge(vcpu, run, rc, error, memory);
}

/* ---- what KVM itself says of its faults ---- */

static void trace_start(void)
{
	write_text(TRACING "trace", "");
	write_text(TRACING "events/kvm/kvm_page_fault/enable", "1");
}

/* Lines of the trace, and those whose error code has the bit. */
static void trace_report(unsigned int bit)
{
	unsigned int faults = 0, with = 0;
	FILE *trace;
	char line[1024];

	write_text(TRACING "events/kvm/kvm_page_fault/enable", "0");
	trace = fopen(TRACING "trace", "r");
	if (!trace)
		fail(TRACING "trace");
	while (fgets(line, sizeof(line), trace)) {
		const char *at = strstr(line, "error_code ");

		if (!at)
			continue;
		faults++;
		with += strtoull(at + strlen("error_code "), NULL, 16) >> bit & 1;
	}
	fclose(trace);
	printf("trace: %u of %u page faults with bit %u\n", with, faults, bit);
}

int main(int argc, char **argv)
{
	char parameters[256];
	unsigned long changed, seen;
	int module, bit;
	bool good;

	setvbuf(stdout, NULL, _IOLBF, 0);
	if (argc != 5) {
		printf("usage: collision SYMBOL EXIT-CODE BIT COUNT\n");
		return EXIT_ERROR;
	}
	bit = atoi(argv[3]);
	snprintf(parameters, sizeof(parameters), "symbol=%s exit_code=%s bit=%s count=%s", argv[1],
		 argv[2], argv[3], argv[4]);
	write_text("/sys/kernel/debug/clear_warn_once", "1");
	module = open("collide.ko", O_RDONLY);
	if (module < 0 || syscall(SYS_finit_module, module, parameters, 0))
		fail("collide.ko %s", parameters);
	trace_start();
	good = run_guest();
	trace_report(bit);
	changed = read_number("/sys/module/collide/parameters/changed");
	seen = read_number("/sys/module/collide/parameters/seen");
	if (syscall(SYS_delete_module, "collide", O_NONBLOCK))
		fail("taking collide out");
	printf("changed: %lu of %lu exits 0x%lx, bit %d\n", changed, seen,
	       strtoul(argv[2], NULL, 0), bit);
	if (!changed) {
		printf("error: no exit was changed, so nothing was tested\n");
		return EXIT_ERROR;
	}
	return good ? 0 : 1;
}
