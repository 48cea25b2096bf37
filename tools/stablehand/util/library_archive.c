// SPDX-License-Identifier: GPL-2.0-only
#include "util/library_archive.h"

ARCHIVE_FUNCTIONS(LIBRARY_DEFINE)

int archive_load(struct error **err)
{
	static const struct library_function functions[] = {
		ARCHIVE_FUNCTIONS(LIBRARY_FUNCTION)
		{NULL},
	};
	static struct library library = {
		.soname = "libarchive.so.13",
		.package = "libarchive13",
		.functions = functions,
	};

	return library_load(&library, err);
}
