// SPDX-License-Identifier: GPL-2.0-only
#include "arch/arch.h"

#include <string.h>

#include "arch/arch_parts.h"
#include "util/alloc.h"
#include "util/buf.h"

static const struct arch *const table[] = {&arch_x86_64, &arch_arm64};

const struct arch *arch_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(table); i++)
		if (!strcmp(table[i]->name, name))
			return table[i];
	return NULL;
}

const struct arch *arch_default(void)
{
	return table[0];
}

const struct arch *arch_or_default(const struct arch *arch)
{
	return arch ? arch : arch_default();
}

const struct arch *arch_of_object(uint16_t machine)
{
	for (size_t i = 0; i < ARRAY_SIZE(table); i++)
		if (table[i]->object.machine == machine)
			return table[i];
	return NULL;
}

char *arch_names(void)
{
	struct buf names = {0};

	for (size_t i = 0; i < ARRAY_SIZE(table); i++)
		buf_printf(&names, "%s%s", i ? ", " : "", table[i]->name);
	return buf_detach(&names);
}

bool arch_has_engine(const struct arch *arch, const char *engine)
{
	for (const char *const *name = arch->vm.engines; *name; name++)
		if (!strcmp(*name, engine))
			return true;
	return false;
}
