// SPDX-License-Identifier: GPL-2.0-only
#include "vm/accel.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/kvm.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "util/alloc.h"
#include "util/file.h"

/* NULL when a VM can be made, else what is in the way. */
static char *try_vm(const char *path)
{
	_cleanup_close_ int fd = open(path, O_RDWR | O_CLOEXEC), vm = -1;

	if (fd < 0)
		return xasprintf("%s: %s", path, strerror(errno));
	vm = ioctl(fd, KVM_CREATE_VM, 0);
	if (vm < 0)
		return xasprintf("%s: KVM_CREATE_VM: %s", path, strerror(errno));
	return NULL;
}

void accel_probe(const char *root, const struct arch *arch, struct accel *ret)
{
	_cleanup_free_ char *kvm = path_join(root ? root : "", "dev/kvm"), *failed = NULL;
	struct utsname host;

	*ret = (struct accel){0};
	if (!path_exists(kvm)) {
		ret->reason = xstrdup("no /dev/kvm");
		return;
	}
	if (uname(&host) || strcmp(host.machine, arch->vm.host)) {
		ret->reason = xasprintf("the host is %s, not %s", host.machine, arch->name);
		return;
	}
	if (!arch->vm.nests(root, &ret->reason))
		return;
	failed = try_vm(kvm);
	if (failed) {
		free(ret->reason);
		ret->reason = TAKE_PTR(failed);
		return;
	}
	ret->kvm = true;
}

const char *accel_name(const struct accel *accel)
{
	return accel->kvm ? "kvm" : "tcg";
}

double accel_time_scale(const struct accel *accel)
{
	/*
	 * Emulation is many times slower, but nearly all kernel selftests are far
	 * below their limit of 120 s even so. The slowest that do end took 95 s
	 * on a busy machine; those that do not took more than 240 s, and each of
	 * them costs its limit in each state.
	 */
	return accel->kvm ? 1.0 : 1.5;
}

void accel_release(struct accel *accel)
{
	free(accel->reason);
	accel->reason = NULL;
}
