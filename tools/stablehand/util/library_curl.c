// SPDX-License-Identifier: GPL-2.0-only
#include "util/library_curl.h"

CURL_FUNCTIONS(LIBRARY_DEFINE)

static void start(void)
{
	lib_curl_global_init(CURL_GLOBAL_DEFAULT);
}

int curl_load(struct error **err)
{
	static const struct library_function functions[] = {
		CURL_FUNCTIONS(LIBRARY_FUNCTION)
		{NULL},
	};
	/* The one that git is linked with, so that it is there. */
	static struct library library = {
		.soname = "libcurl-gnutls.so.4",
		.package = "libcurl3-gnutls",
		.functions = functions,
		.start = start,
	};

	return library_load(&library, err);
}
