// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/code_object.h"

#include <ctype.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "util/alloc.h"

/*
 * The compiler numbers what would else have the same name: "__already_done.37",
 * "walk.isra.0", "__UNIQUE_ID_ddebug412.3". The numbers change with every such
 * name that is added before.
 */
static size_t plain_length(const char *name)
{
	size_t len = strlen(name);

	while (len) {
		size_t digits = len;

		while (digits && isdigit((unsigned char)name[digits - 1]))
			digits--;
		if (digits == len || digits < 2 || name[digits - 1] != '.')
			break;
		len = digits - 1;
	}
	if (!strncmp(name, "__UNIQUE_ID_", 12))
		while (len && isdigit((unsigned char)name[len - 1]))
			len--;
	return len;
}

static int compare_relocs(const void *a, const void *b)
{
	const struct code_reloc *x = a, *y = b;

	return x->offset < y->offset ? -1 : x->offset > y->offset;
}

static int wrong(const char *path, struct error **err)
{
	return error_set(err, ERROR_INPUT, "%s: no object with symbols of a known architecture: %s",
			 path, elf_errmsg(-1));
}

static bool read_relocs(struct code_object *object, Elf_Scn *scn, const GElf_Shdr *header)
{
	Elf_Data *data = elf_getdata(scn, NULL);
	struct code_section *section;
	size_t count = header->sh_entsize ? header->sh_size / header->sh_entsize : 0;

	if (!data || !header->sh_info || header->sh_info >= object->section_count)
		return false;
	section = &object->sections[header->sh_info];
	if (section->relocs)
		return false;
	section->relocs = xcalloc(count + 1, sizeof(*section->relocs));
	for (size_t i = 0; i < count; i++) {
		GElf_Rela rela;

		if (!gelf_getrela(data, i, &rela) ||
		    GELF_R_SYM(rela.r_info) >= object->symbol_count)
			return false;
		section->relocs[section->reloc_count++] = (struct code_reloc){
			rela.r_offset,
			GELF_R_TYPE(rela.r_info),
			GELF_R_SYM(rela.r_info),
			rela.r_addend,
		};
	}
	qsort(section->relocs, section->reloc_count, sizeof(*section->relocs), compare_relocs);
	return true;
}

static bool read_symbols(struct code_object *object, Elf_Scn *scn, const GElf_Shdr *header)
{
	Elf_Data *data = elf_getdata(scn, NULL);
	const char *file = NULL;

	if (!data || !header->sh_entsize || object->symbols)
		return false;
	object->symbol_count = header->sh_size / header->sh_entsize;
	object->symbols = xcalloc(object->symbol_count + 1, sizeof(*object->symbols));
	for (size_t i = 0; i < object->symbol_count; i++) {
		struct code_symbol *symbol = &object->symbols[i];
		GElf_Sym sym;

		if (!gelf_getsym(data, i, &sym))
			return false;
		symbol->name = elf_strptr(object->elf, header->sh_link, sym.st_name);
		if (!symbol->name)
			return false;
		symbol->type = GELF_ST_TYPE(sym.st_info);
		symbol->global = GELF_ST_BIND(sym.st_info) != STB_LOCAL;
		symbol->section = sym.st_shndx < object->section_count ? sym.st_shndx : 0;
		symbol->value = sym.st_value;
		symbol->size = sym.st_size;
		symbol->len = plain_length(symbol->name);
		if (symbol->type == STT_FILE)
			file = symbol->name;
		else if (!symbol->global)
			symbol->file = file;
	}
	return true;
}

static int compare_values(const void *a, const void *b, void *data)
{
	const struct code_object *object = data;
	const struct code_symbol *x = &object->symbols[*(const uint32_t *)a];
	const struct code_symbol *y = &object->symbols[*(const uint32_t *)b];

	if (x->value != y->value)
		return x->value < y->value ? -1 : 1;
	/* Of several names for one place always the same; an empty structure is at one, too. */
	if (x->size != y->size)
		return x->size > y->size ? -1 : 1;
	if (x->global != y->global)
		return x->global ? -1 : 1;
	return strcmp(x->name, y->name);
}

static void sort_symbols(struct code_object *object)
{
	for (size_t i = 0; i < object->symbol_count; i++) {
		const struct code_symbol *symbol = &object->symbols[i];
		struct code_section *section = &object->sections[symbol->section];

		if (symbol->section && symbol->size <= section->size &&
		    symbol->value <= section->size - symbol->size &&
		    (symbol->type == STT_FUNC || symbol->type == STT_OBJECT))
			*ARRAY_ADD(section->symbols, section->symbol_count, section->symbol_alloc) =
				i;
	}
	for (size_t i = 0; i < object->section_count; i++)
		if (object->sections[i].symbol_count)
			qsort_r(object->sections[i].symbols, object->sections[i].symbol_count,
				sizeof(*object->sections[i].symbols), compare_values, object);
}

static bool read_sections(struct code_object *object)
{
	size_t names;

	if (elf_getshdrnum(object->elf, &object->section_count) ||
	    elf_getshdrstrndx(object->elf, &names))
		return false;
	object->sections = xcalloc(object->section_count + 1, sizeof(*object->sections));
	object->sections[0].name = "";	/* of what is defined elsewhere */
	/* Symbols before the relocations that name them. */
	for (int pass = 0; pass < 2; pass++)
		for (Elf_Scn *scn = NULL; (scn = elf_nextscn(object->elf, scn));) {
			struct code_section *section = &object->sections[elf_ndxscn(scn)];
			GElf_Shdr header;
			Elf_Data *data;

			if (!gelf_getshdr(scn, &header))
				return false;
			if (pass) {
				if (header.sh_type == SHT_RELA &&
				    !read_relocs(object, scn, &header))
					return false;
				continue;
			}
			section->name = elf_strptr(object->elf, names, header.sh_name);
			section->size = header.sh_size;
			section->flags = header.sh_flags;
			if (!section->name)
				return false;
			if (header.sh_type == SHT_SYMTAB && !read_symbols(object, scn, &header))
				return false;
			if (header.sh_type != SHT_NOBITS && header.sh_size) {
				data = elf_rawdata(scn, NULL);
				if (!data || data->d_size != header.sh_size)
					return false;
				section->bytes = data->d_buf;
			}
		}
	return object->symbols;
}

int code_object_open(const char *path, struct code_object *ret_object, struct error **err)
{
	struct code_object object = { .fd = open(path, O_RDONLY | O_CLOEXEC) };
	const struct arch *arch;
	GElf_Ehdr header;

	if (object.fd < 0)
		return error_errno(err, ERROR_ENVIRONMENT, "%s", path);
	elf_version(EV_CURRENT);
	object.elf = elf_begin(object.fd, ELF_C_READ_MMAP, NULL);
	if (!object.elf || !gelf_getehdr(object.elf, &header) || header.e_type != ET_REL ||
	    !(arch = arch_of_object(header.e_machine)) || !read_sections(&object)) {
		wrong(path, err);
		code_object_close(&object);
		return -1;
	}
	object.arch = &arch->object;
	sort_symbols(&object);
	*ret_object = object;
	return 0;
}

void code_object_close(struct code_object *object)
{
	for (size_t i = 0; i < object->section_count; i++) {
		free(object->sections[i].relocs);
		free(object->sections[i].symbols);
	}
	free(object->sections);
	free(object->symbols);
	if (object->elf)
		elf_end(object->elf);
	if (object->fd > 0)
		close(object->fd);
	*object = (struct code_object){ 0 };
}

/* How many of a section's symbols begin before an offset. */
static size_t count_before(const struct code_object *object, const struct code_section *section,
			   uint64_t offset)
{
	size_t low = 0, high = section->symbol_count;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (object->symbols[section->symbols[middle]].value < offset)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const struct code_symbol *code_object_nth(const struct code_object *object, size_t index,
					  uint64_t offset, size_t n)
{
	const struct code_section *section = &object->sections[index];
	size_t i = count_before(object, section, offset) + n;

	if (i >= section->symbol_count || object->symbols[section->symbols[i]].value != offset)
		return NULL;
	return &object->symbols[section->symbols[i]];
}

const struct code_symbol *code_object_behind(const struct code_object *object, size_t index,
					     uint64_t offset)
{
	const struct code_section *section = &object->sections[index];
	size_t i = count_before(object, section, offset);

	return i < section->symbol_count ? &object->symbols[section->symbols[i]] : NULL;
}

const struct code_symbol *code_object_at(const struct code_object *object, size_t index,
					 uint64_t offset)
{
	const struct code_symbol *symbol = code_object_nth(object, index, offset, 0);
	const struct code_section *section = &object->sections[index];
	size_t before;

	if (symbol)
		return symbol;
	before = count_before(object, section, offset);
	if (!before)
		return NULL;
	/* The first, which is the largest, of those that begin where the last one before does. */
	symbol = &object->symbols[section->symbols[before - 1]];
	symbol = code_object_nth(object, index, symbol->value, 0);
	return offset < symbol->value + symbol->size ? symbol : NULL;
}

size_t code_section_reloc(const struct code_section *section, uint64_t offset)
{
	size_t low = 0, high = section->reloc_count;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (section->relocs[middle].offset < offset)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}
