// SPDX-License-Identifier: GPL-2.0-only
#include <stdint.h>
#include <stdlib.h>

#include "kernel/kconfig.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_kconfig_ struct kconfig wanted = {0}, got = {0};
	struct kconfig_gaps gaps = {0};
	size_t half = size / 2;

	if (kconfig_parse((const char *)data, size, "input", &wanted, NULL) && wanted.count)
		abort();
	(void)kconfig_parse((const char *)data, half, "input", &got, NULL);
	kconfig_compare(&wanted, &got, &gaps);
	if (gaps.count > wanted.count)
		abort();
	kconfig_gaps_release(&gaps);
	return 0;
}
