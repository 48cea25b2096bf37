/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Libraries that are loaded when they are first used. Linked, they and all
 * that they need themselves would be paid for by every start of the program
 * (libarchive 1.3 ms of processor time with ICU and libstdc++, GMime 1.4 ms
 * with GLib and GPGME, SQLite 0.2 ms; measured as empty programs that link
 * one of them, beside one that links none), and most commands need none of
 * them. Smaller ones are linked as usual.
 *
 * Each has one file, util/library_<name>, with the list of its functions that
 * are used. A function f() of the library is called as lib_f(), which is a
 * pointer of the type that the library's own header gives f, and is set once
 * <name>_load() has succeeded: call that first where there is an error to
 * return, since a machine may lack what the program was built with.
 */
#ifndef UTIL_LIBRARY_H
#define UTIL_LIBRARY_H

#include <stdbool.h>
#include <stddef.h>

#include "util/error.h"

struct library_function {
	const char *name;	/* NULL ends a list */
	void *pointer;		/* to where its address goes */
};

struct library {
	const char *soname;
	const char *package;	/* Debian's, which has it */
	const struct library_function *functions;
	void (*start)(void);	/* once, when it is loaded; or NULL */
	bool is_loaded;
};

/* What a list of functions is made into: pointers declared, defined, and found. */
#define LIBRARY_DECLARE(function) extern __typeof__(function) *lib_##function;
#define LIBRARY_DEFINE(function) __typeof__(function) *lib_##function;
#define LIBRARY_FUNCTION(function) {#function, &lib_##function},

/*
 * Load the library unless it is there, from any thread; it stays for the
 * life of the process. ERROR_ENVIRONMENT, naming the package, when it is
 * missing or lacks a function; then no pointer is set.
 */
int library_load(struct library *library, struct error **err);

#endif
