// SPDX-License-Identifier: GPL-2.0-only
/* Objects that are damaged: compared with themselves, they are the same or none. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "kernel/code.h"

static bool any_move(uint32_t from, uint32_t to, const void *data)
{
	return to > from;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	int fd = memfd_create("object", MFD_CLOEXEC);
	char path[64];
	struct code_comparison comparison;
	struct error *err = NULL;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if (fd < 0 || write(fd, data, len) != (ssize_t)len)
		abort();
	if (code_compare(path, path, any_move, NULL, &comparison, &err))
		error_clear(&err);
	else
		code_comparison_release(&comparison);
	close(fd);
	return 0;
}
