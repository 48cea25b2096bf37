/* SPDX-License-Identifier: GPL-2.0-only */
/* The database behind store/results.h; only this room speaks SQL. */
#ifndef STORE_RESULTS_PARTS_H
#define STORE_RESULTS_PARTS_H

#include "util/error.h"
#include "util/library_sqlite.h"

struct results {
	sqlite3 *db;
	int version;		/* of its tables: PRAGMA user_version */
};

/* Say what SQLite says; returns -1. */
int db_error(struct results *results, struct error **err, const char *what);

/* Statements without values. */
int db_execute(struct results *results, const char *sql, struct error **err);

/*
 * Prepare, and bind the texts behind err, which end with NULL, to ?1 ?2 ..., in that
 * order. NULL on an error.
 */
sqlite3_stmt *db_prepare(struct results *results, const char *sql, struct error **err, ...);

/* Carry out and finalize a statement that gives no rows. */
int db_finish(struct results *results, sqlite3_stmt *statement, struct error **err);

#endif
