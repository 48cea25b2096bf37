/* SPDX-License-Identifier: GPL-2.0-only */
/* SQLite: the database of results. */
#ifndef UTIL_LIBRARY_SQLITE_H
#define UTIL_LIBRARY_SQLITE_H

#include <sqlite3.h>

#include "util/library.h"

#define SQLITE_FUNCTIONS(FUNCTION) \
	FUNCTION(sqlite3_bind_double) \
	FUNCTION(sqlite3_bind_int) \
	FUNCTION(sqlite3_bind_int64) \
	FUNCTION(sqlite3_bind_text) \
	FUNCTION(sqlite3_busy_timeout) \
	FUNCTION(sqlite3_close) \
	FUNCTION(sqlite3_column_double) \
	FUNCTION(sqlite3_column_int) \
	FUNCTION(sqlite3_column_int64) \
	FUNCTION(sqlite3_column_text) \
	FUNCTION(sqlite3_errcode) \
	FUNCTION(sqlite3_errmsg) \
	FUNCTION(sqlite3_exec) \
	FUNCTION(sqlite3_finalize) \
	FUNCTION(sqlite3_open_v2) \
	FUNCTION(sqlite3_prepare_v2) \
	FUNCTION(sqlite3_reset) \
	FUNCTION(sqlite3_step) \
	FUNCTION(sqlite3_system_errno)

SQLITE_FUNCTIONS(LIBRARY_DECLARE)

/* See library_load(). */
int sqlite_load(struct error **err);

#endif
