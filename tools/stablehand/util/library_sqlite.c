// SPDX-License-Identifier: GPL-2.0-only
#include "util/library_sqlite.h"

SQLITE_FUNCTIONS(LIBRARY_DEFINE)

int sqlite_load(struct error **err)
{
	static const struct library_function functions[] = {
		SQLITE_FUNCTIONS(LIBRARY_FUNCTION)
		{NULL},
	};
	static struct library library = {
		.soname = "libsqlite3.so.0",
		.package = "libsqlite3-0",
		.functions = functions,
	};

	return library_load(&library, err);
}
