// SPDX-License-Identifier: GPL-2.0-only
#include "util/library_gmime.h"

GMIME_FUNCTIONS(LIBRARY_DEFINE)

static void start(void)
{
	lib_g_mime_init();
}

int gmime_load(struct error **err)
{
	static const struct library_function functions[] = {
		GMIME_FUNCTIONS(LIBRARY_FUNCTION)
		{NULL},
	};
	static struct library library = {
		.soname = "libgmime-3.0.so.0",
		.package = "libgmime-3.0-0",
		.functions = functions,
		.start = start,
	};

	return library_load(&library, err);
}

bool gmime_is(void *object, GType type)
{
	return object && lib_g_type_check_instance_is_a(object, type);
}
