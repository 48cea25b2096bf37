// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/object.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <gelf.h>
#include <libelf.h>

#include "util/alloc.h"
#include "util/buf.h"
#include "util/file.h"
#include "util/hash.h"

static int elf_error(const char *path, struct error **err)
{
	return error_set(err, ERROR_INPUT, "%s: %s", path, elf_errmsg(-1));
}

/* The functions of one symbol table, which names a static one's file before it. */
static void add_functions(Elf *elf, Elf_Scn *section, const GElf_Shdr *header,
			  struct object *object)
{
	Elf_Data *data = elf_getdata(section, NULL);
	size_t count = data && header->sh_entsize ? data->d_size / header->sh_entsize : 0;
	const char *file = NULL;

	for (size_t i = 0; i < count; i++) {
		struct object_function *function;
		const char *name;
		GElf_Sym symbol;

		if (!gelf_getsym(data, i, &symbol))
			continue;
		name = elf_strptr(elf, header->sh_link, symbol.st_name);
		if (!name || !*name)
			continue;
		if (GELF_ST_TYPE(symbol.st_info) == STT_FILE)
			file = name;
		if (GELF_ST_TYPE(symbol.st_info) != STT_FUNC || symbol.st_shndx == SHN_UNDEF)
			continue;
		function = ARRAY_ADD(object->functions, object->function_count,
				     object->function_alloc);
		function->name = xstrdup(name);
		function->file = GELF_ST_BIND(symbol.st_info) == STB_LOCAL ? xstrdup(file) : NULL;
	}
}

static int by_name(const void *a, const void *b)
{
	const struct object_function *x = a, *y = b;
	int order = strcmp(x->name, y->name);

	return order ? order : strcmp(x->file ? x->file : "", y->file ? y->file : "");
}

static void read_sections(Elf *elf, struct object *object)
{
	_cleanup_buf_ struct buf code = {0};
	Elf_Scn *section = NULL;
	GElf_Shdr header;

	while ((section = elf_nextscn(elf, section))) {
		if (!gelf_getshdr(section, &header))
			continue;
		if (header.sh_type == SHT_SYMTAB)
			add_functions(elf, section, &header, object);
		if (header.sh_type == SHT_PROGBITS && (header.sh_flags & SHF_ALLOC) &&
		    (header.sh_flags & SHF_EXECINSTR)) {
			Elf_Data *data = elf_rawdata(section, NULL);

			object->code_bytes += header.sh_size;
			if (data && data->d_buf)
				buf_add(&code, data->d_buf, data->d_size);
		}
	}
	data_sha256(buf_str(&code), code.len, object->code_hash);
	if (object->function_count)
		qsort(object->functions, object->function_count, sizeof(*object->functions),
		      by_name);
}

int object_read(const char *path, struct object *ret_object, struct error **err)
{
	_cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct object object = {0};
	int rc = -1;
	Elf *elf;

	if (fd < 0)
		return error_errno(err, ERROR_ENVIRONMENT, "%s", path);
	if (elf_version(EV_CURRENT) == EV_NONE || !(elf = elf_begin(fd, ELF_C_READ, NULL)))
		return elf_error(path, err);
	if (elf_kind(elf) != ELF_K_ELF) {
		error_set(err, ERROR_INPUT, "%s: not an ELF file", path);
	} else {
		read_sections(elf, &object);
		*ret_object = object;
		rc = 0;
	}
	elf_end(elf);
	return rc;
}

void object_release(struct object *object)
{
	for (size_t i = 0; i < object->function_count; i++) {
		free(object->functions[i].name);
		free(object->functions[i].file);
	}
	free(object->functions);
	*object = (struct object){0};
}
