// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/object.h"

#include <stdlib.h>
#include <string.h>

#include "kernel/code_object.h"
#include "util/alloc.h"
#include "util/buf.h"
#include "util/hash.h"

static int by_name(const void *a, const void *b)
{
	const struct object_function *x = a, *y = b;
	int order = strcmp(x->name, y->name);

	return order ? order : strcmp(x->file ? x->file : "", y->file ? y->file : "");
}

static void take_functions(const struct code_object *code, struct object *object)
{
	for (size_t i = 0; i < code->symbol_count; i++) {
		const struct code_symbol *symbol = &code->symbols[i];
		struct object_function *function;

		if (symbol->type != STT_FUNC || !symbol->section || !symbol->name || !*symbol->name)
			continue;
		function = ARRAY_ADD(object->functions, object->function_count,
				     object->function_alloc);
		function->name = xstrdup(symbol->name);
		function->file = symbol->global ? NULL : xstrdup(symbol->file);
	}
	if (object->function_count)
		qsort(object->functions, object->function_count, sizeof(*object->functions),
		      by_name);
}

static void take_code(const struct code_object *code, struct object *object)
{
	_cleanup_buf_ struct buf bytes = {0};

	for (size_t i = 0; i < code->section_count; i++) {
		const struct code_section *section = &code->sections[i];

		if (!(section->flags & SHF_ALLOC) || !(section->flags & SHF_EXECINSTR))
			continue;
		object->code_bytes += section->size;
		if (section->bytes)
			buf_add(&bytes, section->bytes, section->size);
	}
	data_sha256(buf_str(&bytes), bytes.len, object->code_hash);
}

int object_read(const char *path, struct object *ret_object, struct error **err)
{
	_cleanup_code_object_ struct code_object code = {0};
	struct object object = {0};

	if (code_object_open(path, &code, err))
		return -1;
	take_functions(&code, &object);
	take_code(&code, &object);
	*ret_object = object;
	return 0;
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
