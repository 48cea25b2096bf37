// SPDX-License-Identifier: GPL-2.0-only
/*
 * private_access
 *
 * Runs a guest in a VM whose memory can be private, as software does it, without encryption
 * (KVM_X86_SW_PROTECTED_VM), and says what it reads and where what it writes goes: shared
 * memory is this program's, private memory that of a guest_memfd. What makes KVM take a
 * fault for one on private memory is a flag of its own; where the flag is lost, KVM_RUN and
 * KVM_PRE_FAULT_MEMORY fail, as the page's attribute says otherwise.
 *
 * A device's memory is neither: the second access to it is a fault with a reserved bit, which
 * must not be one on private memory.
 *
 * The guest is in real mode: each step sets its registers and runs it up to an OUT.
 */
#include <errno.h>
#include <linux/kvm.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

#define PAGE		4096u
#define CODE_WRITE	0x1000
#define CODE_READ	0x2000
#define CODE_SIZE	0x10000
#define MIXED		0x10000		/* pages that have both, shared and private memory */
#define MIXED_PAGES	4u
#define PLAIN		0x20000		/* a page that has shared memory only */
#define DEVICE		0x30000		/* no memory: this program answers */
#define PORT_DONE	0x10

#define OF_HOST		0x11
#define OF_GUEST	0x22
#define OF_DEVICE	0x33

#define EXIT_ERROR	3	/* nothing was tested */
#define EXIT_SKIP	4

/* Since v6.8, and v6.11: the headers that this is compiled with may be older. */
#define SW_PROTECTED_VM		1
#define MEMORY_FAULT		39
#define SLOT_GUEST_MEMFD	(1u << 2)
#define ATTRIBUTE_PRIVATE	(1u << 3)

struct region {
	uint32_t slot, flags;
	uint64_t guest_phys_addr, memory_size, userspace_addr, guest_memfd_offset;
	uint32_t guest_memfd, pad1;
	uint64_t pad2[14];
};

struct attributes {
	uint64_t address, size, attributes, flags;
};

struct guest_memfd {
	uint64_t size, flags, reserved[6];
};

struct pre_fault {
	uint64_t gpa, size, flags, padding[5];
};

struct memory_fault {
	uint64_t flags, gpa, size;
};

#define SET_REGION	_IOW(KVMIO, 0x49, struct region)
#define SET_ATTRIBUTES	_IOW(KVMIO, 0xd2, struct attributes)
#define CREATE_MEMFD	_IOWR(KVMIO, 0xd4, struct guest_memfd)
#define PRE_FAULT	_IOWR(KVMIO, 0xd5, struct pre_fault)

static const uint8_t code_write[] = {
	0x88, 0x07,		/* mov %al, (%bx) */
	0x30, 0xc0,		/* xor %al, %al */
	0x8a, 0x07,		/* mov (%bx), %al */
	0xe6, PORT_DONE,	/* out %al, $PORT_DONE */
	0xf4,			/* hlt */
};

static const uint8_t code_read[] = {
	0x8a, 0x07,		/* mov (%bx), %al */
	0xe6, PORT_DONE,	/* out %al, $PORT_DONE */
	0xf4,			/* hlt */
};

static int vm, vcpu;
static struct kvm_run *run;

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

static uint8_t *add_memory(uint32_t slot, uint64_t at, uint64_t size, bool with_private)
{
	struct guest_memfd private = {.size = size};
	struct region region = {.slot = slot, .guest_phys_addr = at, .memory_size = size};
	uint8_t *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (memory == MAP_FAILED)
		fail("mmap");
	memset(memory, OF_HOST, size);
	region.userspace_addr = (uintptr_t)memory;
	if (with_private) {
		int fd = ioctl(vm, CREATE_MEMFD, &private);

		if (fd < 0)
			fail("KVM_CREATE_GUEST_MEMFD");
		region.flags = SLOT_GUEST_MEMFD;
		region.guest_memfd = fd;
	}
	if (ioctl(vm, SET_REGION, &region))
		fail("KVM_SET_USER_MEMORY_REGION2");
	return memory;
}

static void make_private(uint64_t at, uint64_t pages, bool private)
{
	struct attributes attributes = {
		.address = at, .size = pages * PAGE,
		.attributes = private ? ATTRIBUTE_PRIVATE : 0,
	};

	if (ioctl(vm, SET_ATTRIBUTES, &attributes))
		fail("KVM_SET_MEMORY_ATTRIBUTES");
}

/* Run code on a page, and say what the guest reads there; true when it is what is wanted. */
static bool step(const char *what, uint64_t code, uint64_t page, uint8_t wanted)
{
	struct kvm_regs regs = {.rip = code, .rflags = 2, .rax = OF_GUEST};
	struct memory_fault fault;
	struct kvm_sregs sregs;
	int rc;

	if (ioctl(vcpu, KVM_GET_SREGS, &sregs))
		fail("KVM_GET_SREGS");
	sregs.cs.base = sregs.cs.selector = 0;
	sregs.ds.base = page;
	sregs.ds.selector = page >> 4;
	if (ioctl(vcpu, KVM_SET_SREGS, &sregs) || ioctl(vcpu, KVM_SET_REGS, &regs))
		fail("registers");
	do {
		rc = ioctl(vcpu, KVM_RUN, 0);
		if (!rc && run->exit_reason == KVM_EXIT_MMIO)
			run->mmio.data[0] = OF_DEVICE;
	} while (rc ? errno == EINTR : run->exit_reason == KVM_EXIT_MMIO);
	if (rc || run->exit_reason != KVM_EXIT_IO || run->io.port != PORT_DONE) {
		printf("%s: %s, exit reason %u", what, rc ? strerror(errno) : "no error",
		       run->exit_reason);
		memcpy(&fault, &run->hw, sizeof(fault));
		if (run->exit_reason == MEMORY_FAULT)
			printf(", flags 0x%llx, at 0x%llx", (unsigned long long)fault.flags,
			       (unsigned long long)fault.gpa);
		printf("\n");
		return false;
	}
	printf("%s: 0x%x read\n", what, ((uint8_t *)run)[run->io.data_offset]);
	return ((uint8_t *)run)[run->io.data_offset] == wanted;
}

int main(void)
{
	struct pre_fault ahead = {.gpa = MIXED + 2 * PAGE, .size = PAGE};
	int kvm = open("/dev/kvm", O_RDWR), size;
	uint8_t *code, *mixed;
	bool good = true;

	setvbuf(stdout, NULL, _IOLBF, 0);
	if (kvm < 0)
		fail("/dev/kvm");
	vm = ioctl(kvm, KVM_CREATE_VM, SW_PROTECTED_VM);
	if (vm < 0) {
		printf("no VMs with private memory: %s\n", strerror(errno));
		return EXIT_SKIP;
	}
	vcpu = ioctl(vm, KVM_CREATE_VCPU, 0);
	size = ioctl(kvm, KVM_GET_VCPU_MMAP_SIZE, 0);
	run = vcpu < 0 || size <= 0 ? MAP_FAILED :
		mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, vcpu, 0);
	if (run == MAP_FAILED)
		fail("a VM");
	code = add_memory(0, 0, CODE_SIZE, false);
	memcpy(code + CODE_WRITE, code_write, sizeof(code_write));
	memcpy(code + CODE_READ, code_read, sizeof(code_read));
	mixed = add_memory(1, MIXED, MIXED_PAGES * PAGE, true);
	add_memory(2, PLAIN, PAGE, false);

	good &= step("shared", CODE_READ, MIXED, OF_HOST);
	good &= step("a device", CODE_READ, DEVICE, OF_DEVICE);
	good &= step("a device, again", CODE_READ, DEVICE, OF_DEVICE);
	make_private(MIXED + PAGE, 2, true);
	good &= step("private", CODE_WRITE, MIXED + PAGE, OF_GUEST);
	printf("shared memory behind it: 0x%x\n", mixed[PAGE]);
	good &= mixed[PAGE] == OF_HOST;
	if (ioctl(vcpu, PRE_FAULT, &ahead)) {
		printf("private, ahead: %s\n", strerror(errno));
		good = false;
	} else {
		printf("private, ahead: %llu bytes left\n", (unsigned long long)ahead.size);
		good &= !ahead.size;
	}
	good &= step("private, after that", CODE_READ, MIXED + 2 * PAGE, 0);
	make_private(MIXED + PAGE, 1, false);
	good &= step("shared again", CODE_READ, MIXED + PAGE, OF_HOST);
	make_private(PLAIN, 1, true);
	step("private, with shared memory only", CODE_READ, PLAIN, 0);
	return good ? 0 : 1;
}
