/* SPDX-License-Identifier: GPL-2.0-only */
/* An object file, read by libelf: what code.c and object.c look at. */
#ifndef KERNEL_CODE_OBJECT_H
#define KERNEL_CODE_OBJECT_H

#include <gelf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arch/arch.h"
#include "util/error.h"

struct code_reloc {
	uint64_t offset;	/* in its section */
	uint32_t type;		/* R_*, of the object's architecture */
	uint32_t symbol;	/* index into the object's */
	int64_t addend;
};

struct code_symbol {
	const char *name;	/* belongs to the ELF file */
	size_t len;		/* of it without the compiler's numbers */
	const char *file;	/* of a local one; or NULL */
	size_t section;		/* 0: defined elsewhere */
	uint64_t value, size;
	uint8_t type;		/* STT_* */
	bool global;
};

struct code_section {
	const char *name;
	const unsigned char *bytes;	/* NULL: none in the file */
	uint64_t size, flags;
	struct code_reloc *relocs;	/* by offset */
	size_t reloc_count;
	uint32_t *symbols;		/* its functions and data, by value */
	size_t symbol_count, symbol_alloc;
};

struct code_object {
	int fd;
	const struct arch_object *arch;
	Elf *elf;
	struct code_section *sections;
	size_t section_count;
	struct code_symbol *symbols;
	size_t symbol_count;
};

/* Read one. Errors: it cannot be read, or is no relocatable file with symbols of an
 * architecture that we know. */
int code_object_open(const char *path, struct code_object *ret_object, struct error **err);

void code_object_close(struct code_object *object);
#define _cleanup_code_object_ __attribute__((cleanup(code_object_close)))

/* The function or datum that has that byte of a section; NULL: none that has a name. */
const struct code_symbol *code_object_at(const struct code_object *object, size_t section,
					 uint64_t offset);

/* The nth of those that begin at an offset, from 0; NULL: there are no more. */
const struct code_symbol *code_object_nth(const struct code_object *object, size_t section,
					  uint64_t offset, size_t n);

/* The first that begins at or behind an offset; NULL: none does. */
const struct code_symbol *code_object_behind(const struct code_object *object, size_t section,
					     uint64_t offset);

/* The first of its relocations at or behind an offset. */
size_t code_section_reloc(const struct code_section *section, uint64_t offset);

#endif
