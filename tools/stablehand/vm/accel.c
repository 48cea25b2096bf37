// SPDX-License-Identifier: GPL-2.0-only
#include "vm/accel.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/kvm.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "util/alloc.h"
#include "util/buf.h"
#include "util/file.h"

#define CPUINFO_MAX (16 << 20)

/* Does the first "flags" line of cpuinfo hold this word? */
static bool has_flag(const char *cpuinfo, const char *flag)
{
	const char *at = strstr(cpuinfo, "\nflags");
	size_t len = strlen(flag);
	const char *end;

	if (!at)
		return false;
	at++;
	end = at + strcspn(at, "\n");
	while ((at = strstr(at, flag)) && at < end) {
		if (at[-1] == ' ' && (at[len] == ' ' || at[len] == '\n' || !at[len]))
			return true;
		at += len;
	}
	return false;
}

/* NULL when a VM can be made, else what is in the way. */
static char *try_vm(const char *path)
{
	_cleanup_close_ int fd = open(path, O_RDWR | O_CLOEXEC), vm = -1;

	if (fd < 0)
		return xasprintf("%s: %s", path, strerror(errno));
	vm = ioctl(fd, KVM_CREATE_VM, 0);
	if (vm < 0)
		return xasprintf("%s makes no VM: %s", path, strerror(errno));
	return NULL;
}

void accel_probe(const char *root, struct accel *ret)
{
	_cleanup_free_ char *kvm = path_join(root ? root : "", "dev/kvm");
	_cleanup_free_ char *info = path_join(root ? root : "", "proc/cpuinfo");
	_cleanup_buf_ struct buf cpuinfo = {0}, nested = {0};
	_cleanup_free_ char *parameter = NULL;
	const char *module;

	ret->kvm = false;
	if (!path_exists(kvm)) {
		ret->reason = xstrdup("there is no /dev/kvm");
		return;
	}
	file_read(info, CPUINFO_MAX, &cpuinfo, NULL);
	if (has_flag(buf_str(&cpuinfo), "svm")) {
		module = "kvm_amd";
	} else if (has_flag(buf_str(&cpuinfo), "vmx")) {
		module = "kvm_intel";
	} else {
		ret->reason = xstrdup("/dev/kvm is there, but the CPU shows neither svm nor vmx");
		return;
	}
	parameter = path_join(root ? root : "", "sys/module/%s/parameters/nested", module);
	if (file_read(parameter, 4096, &nested, NULL)) {
		ret->reason = xasprintf("the module %s is not loaded", module);
		return;
	}
	if (!strchr("1Yy", buf_str(&nested)[0]) || !nested.len) {
		ret->reason = xasprintf("%s has nested virtualisation off", module);
		return;
	}
	ret->reason = try_vm(kvm);
	if (ret->reason)
		return;
	ret->kvm = true;
	ret->reason = xasprintf("%s, nested virtualisation on", module);
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
