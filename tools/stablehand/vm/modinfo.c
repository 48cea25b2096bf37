// SPDX-License-Identifier: GPL-2.0-only
#include "vm/modinfo.h"

#include <elf.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "util/alloc.h"

/* Is the piece [offset, offset + size) within len bytes? */
static bool within(uint64_t offset, uint64_t size, size_t len)
{
	return offset <= len && size <= len - offset;
}

static bool section(const char *data, size_t len, const Elf64_Ehdr *head, unsigned int index,
		    Elf64_Shdr *ret)
{
	uint64_t offset = head->e_shoff + (uint64_t)index * sizeof(*ret);

	if (offset < head->e_shoff || !within(offset, sizeof(*ret), len))
		return false;
	memcpy(ret, data + offset, sizeof(*ret));
	return ret->sh_type == SHT_NOBITS || within(ret->sh_offset, ret->sh_size, len);
}

/* Find the .modinfo section's bytes. */
static bool find(const char *data, size_t len, const char **ret_at, size_t *ret_len)
{
	static const char wanted[] = ".modinfo";
	Elf64_Shdr names, one;
	Elf64_Ehdr head;

	if (len < sizeof(head))
		return false;
	memcpy(&head, data, sizeof(head));
	if (memcmp(head.e_ident, ELFMAG, SELFMAG) || head.e_ident[EI_CLASS] != ELFCLASS64 ||
	    head.e_ident[EI_DATA] != ELFDATA2LSB || head.e_shentsize != sizeof(one) ||
	    !section(data, len, &head, head.e_shstrndx, &names) || names.sh_type == SHT_NOBITS)
		return false;
	for (unsigned int i = 0; i < head.e_shnum; i++) {
		if (!section(data, len, &head, i, &one))
			return false;
		if (one.sh_type != SHT_PROGBITS ||
		    !within(one.sh_name, sizeof(wanted), names.sh_size) ||
		    memcmp(data + names.sh_offset + one.sh_name, wanted, sizeof(wanted)))
			continue;
		*ret_at = data + one.sh_offset;
		*ret_len = one.sh_size;
		return true;
	}
	return false;
}

int modinfo_parse(const void *data, size_t len, struct modinfo *ret, struct error **err)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789_-";
	struct modinfo info = {0};
	const char *at, *end;
	size_t left;

	if (!find(data, len, &at, &left))
		return error_set(err, ERROR_INPUT, "not a kernel module");
	for (; left; left -= end - at, at = end) {
		const char *nul = memchr(at, '\0', left);

		if (!nul)
			break;
		end = nul + 1;
		if (!info.name && !strncmp(at, "name=", 5))
			info.name = xstrdup(at + 5);
		else if (!info.depends && !strncmp(at, "depends=", 8))
			info.depends = xstrdup(at + 8);
	}
	if (!info.name || !*info.name || info.name[strspn(info.name, letters)]) {
		modinfo_release(&info);
		return error_set(err, ERROR_INPUT, "kernel module without a valid name");
	}
	if (!info.depends)
		info.depends = xstrdup("");
	*ret = info;
	return 0;
}

void modinfo_release(struct modinfo *info)
{
	free(info->name);
	free(info->depends);
	*info = (struct modinfo){0};
}

static bool names_match(const char *name, const char *other, size_t len)
{
	/* The kernel takes '-' and '_' in names of modules for the same. */
	for (size_t i = 0; i < len; i++)
		if (name[i] != other[i] &&
		    !(strchr("-_", other[i]) && name[i] && strchr("-_", name[i])))
			return false;
	return !name[len];
}

static void visit(const struct modinfo *modules, size_t count, size_t index, bool *seen,
		  size_t *order, size_t *placed)
{
	if (seen[index])
		return;
	seen[index] = true;
	for (const char *d = modules[index].depends; *d;) {
		size_t len = strcspn(d, ",");

		for (size_t i = 0; i < count; i++)
			if (len && names_match(modules[i].name, d, len))
				visit(modules, count, i, seen, order, placed);
		d += len + (d[len] == ',');
	}
	order[(*placed)++] = index;
}

void modinfo_order(const struct modinfo *modules, size_t count, size_t *ret_order)
{
	_cleanup_free_ bool *seen = xcalloc(count + 1, sizeof(*seen));
	size_t placed = 0;

	for (size_t i = 0; i < count; i++)
		visit(modules, count, i, seen, ret_order, &placed);
}
