/* SPDX-License-Identifier: GPL-2.0-only */
/* libcurl: HTTP. */
#ifndef UTIL_LIBRARY_CURL_H
#define UTIL_LIBRARY_CURL_H

/* Its checks are macros over names that are not called here. */
#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>

#include "util/library.h"

#define CURL_FUNCTIONS(FUNCTION) \
	FUNCTION(curl_easy_cleanup) \
	FUNCTION(curl_easy_getinfo) \
	FUNCTION(curl_easy_init) \
	FUNCTION(curl_easy_perform) \
	FUNCTION(curl_easy_setopt) \
	FUNCTION(curl_easy_strerror) \
	FUNCTION(curl_global_init) \
	FUNCTION(curl_slist_append) \
	FUNCTION(curl_slist_free_all)

CURL_FUNCTIONS(LIBRARY_DECLARE)

/* See library_load(). */
int curl_load(struct error **err);

#endif
