// SPDX-License-Identifier: GPL-2.0-only
/*
 * Parts of the input, split at NUL: a file before and after (halves of it, when there is no
 * NUL), the header whose structures it uses, and the file of the change's own place.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "gates/gates.h"
#include "util/alloc.h"
#include "util/file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static const char header[] = "struct s {\n\tstruct t *t;\n\tint n;\n};\nstruct t {\n\tstruct s s[2];\n};\nvoid use(int n);\n";

static const char *given;
static size_t given_len;

/* The header as the input has it, which may be another one than that of the index. */
static bool read_header(const char *path, struct buf *text, void *data)
{
	buf_add(text, given ? given : header, given ? given_len : sizeof(header) - 1);
	return true;
}

static struct symbol_index *make_index(void)
{
	char folder[] = "/tmp/fuzz-gates-XXXXXX";
	_cleanup_free_ char *path = NULL, *parent = NULL;
	struct symbol_index *index = NULL;
	struct error *err = NULL;

	if (!mkdtemp(folder))
		abort();
	parent = path_join(folder, "include");
	path = path_join(parent, "h.h");
	if (dir_make(parent, &err) || file_write(path, header, sizeof(header) - 1, 0644, &err) ||
	    symbol_index_open_folder(folder, &index, &err) || unlink(path) || rmdir(parent) || rmdir(folder))
		abort();
	return index;
}

static const char *cut(const uint8_t **at, const uint8_t *end, size_t *ret_len)
{
	const char *start = (const char *)*at;
	const uint8_t *zero = *at < end ? memchr(*at, 0, end - *at) : NULL;

	*ret_len = (zero ? zero : end) - *at;
	*at = zero ? zero + 1 : end;
	return start;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	const uint8_t *at = data, *end = data + len;
	struct gate_file file = { .path = "mm/a.c" };
	struct finding_list findings;
	static struct gates gates;

	if (!gates.index)
		gates = (struct gates){ .index = make_index(), .read = read_header };
	if (len && memchr(data, 0, len)) {
		file.before = cut(&at, end, &file.before_len);
		file.after = cut(&at, end, &file.after_len);
	} else {
		file.before = (const char *)data;
		file.before_len = len / 2;
		file.after = (const char *)data + len / 2;
		file.after_len = len - len / 2;
		at = end;
	}
	given = at < end ? cut(&at, end, &given_len) : NULL;
	if (at < end)
		file.source_after = cut(&at, end, &file.source_after_len);
	gates_check(&gates, &file, 1, &findings);
	for (size_t i = 0; i < findings.count; i++)
		if (!findings.items[i].line || findings.items[i].line > len + 2)
			abort();
	finding_list_release(&findings);
	return 0;
}
