// SPDX-License-Identifier: GPL-2.0-only
#include "result/observed.h"

#include <ctype.h>
#include <string.h>

#include "result/json.h"
#include "result/json_parts.h"
#include "util/alloc.h"
#include "util/buf.h"
#include "util/text.h"

#define SIGNATURE_MAX 160

struct observation *observe(struct observations *list, enum news_kind kind, const char *is)
{
	struct observation *o = ARRAY_ADD(list->items, list->count, list->alloc);

	o->kind = kind;
	o->is = xstrdup(is);
	return o;
}

static int compare_texts(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) : (a != NULL) - (b != NULL);
}

static int compare(const void *left, const void *right)
{
	const struct observation *a = left, *b = right;
	int order = (int)a->kind - (int)b->kind;

	order = order ? order : compare_texts(a->series, b->series);
	order = order ? order : compare_texts(a->patch, b->patch);
	order = order ? order : compare_texts(a->state, b->state);
	order = order ? order : compare_texts(a->test, b->test);
	order = order ? order : compare_texts(a->variant, b->variant);
	return order ? order : compare_texts(a->about, b->about);
}

void observations_sort(struct observations *list)
{
	size_t kept = 0;

	if (list->count)
		qsort(list->items, list->count, sizeof(*list->items), compare);
	for (size_t i = 0; i < list->count; i++) {
		if (kept && !compare(&list->items[kept - 1], &list->items[i]))
			observation_release(&list->items[i]);
		else
			list->items[kept++] = list->items[i];
	}
	list->count = kept;
}

struct observation *observations_find(const struct observations *list,
				      const struct observation *like)
{
	return list->count ? bsearch(like, list->items, list->count, sizeof(*like), compare) : NULL;
}

/* --- as text */

static void describe(struct json_io *io, struct observation *o)
{
	io_enum(io, "kind", &o->kind, NEWS_KIND_COUNT - 1, news_kind_name);
	io_text_optional(io, "series", &o->series);
	io_text_optional(io, "patch", &o->patch);
	io_text_optional(io, "test", &o->test);
	io_text_optional(io, "variant", &o->variant);
	io_text_optional(io, "state", &o->state);
	io_text_optional(io, "about", &o->about);
	io_text(io, "is", &o->is);
	io_mark(io, "bad", &o->bad);
	io_text_optional(io, "release", &o->release);
	io_text_optional(io, "text", &o->text);
	io_text_optional(io, "kernel_log", &o->kernel_log);
	io_text_optional(io, "signature", &o->signature);
	io_mark(io, "specific", &o->specific);
	io_text_optional(io, "group", &o->group);
	io_text_optional(io, "log", &o->log);
	io_text_optional(io, "good_is", &o->good_is);
	io_text_optional(io, "good_log", &o->good_log);
	io_text_optional(io, "good_release", &o->good_release);
}

char *observations_text(const struct observations *list)
{
	struct observations *all = (struct observations *)list;
	json_t *object = json_object();
	bool failed = false;
	struct json_io io = json_io_writing(object, &failed);
	char *text;

	io_values(&io, "observed", all->items, all->count, all->alloc, describe);
	text = json_dumps(object, JSON_COMPACT);
	json_decref(object);
	return text;
}

int observations_read(const char *text, struct observations *ret, struct error **err)
{
	struct observations list = {0};
	bool failed = false;
	json_error_t why;
	json_t *object = json_loads(text, JSON_REJECT_DUPLICATES, &why);
	struct json_io io;

	if (!object)
		return error_set(err, ERROR_INPUT, "line %d: %s", why.line, why.text);
	io = json_io_reading(object, &failed, err);
	io_values(&io, "observed", list.items, list.count, list.alloc, describe);
	json_decref(object);
	if (failed) {
		observations_release(&list);
		return -1;
	}
	observations_sort(&list);
	*ret = list;
	return 0;
}

void observation_release(struct observation *o)
{
	char *const texts[] = {
		o->series, o->patch, o->test, o->variant, o->state, o->about, o->is, o->release,
		o->text, o->kernel_log, o->signature, o->group, o->log, o->good_is, o->good_log,
		o->good_release, o->flaky,
	};

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		free(texts[i]);
	*o = (struct observation){0};
}

void observations_release(struct observations *list)
{
	for (size_t i = 0; i < list->count; i++)
		observation_release(&list->items[i]);
	free(list->items);
	*list = (struct observations){0};
}

/* --- what failed */

/* Bytes of a number or an address: digits, 0x..., at least six hex digits with a digit in them. */
static size_t number_length(const char *at)
{
	size_t digits = strspn(at, "0123456789"), hex = strspn(at, "0123456789abcdefABCDEF");

	if (at[0] == '0' && (at[1] == 'x' || at[1] == 'X'))
		return 2 + strspn(at + 2, "0123456789abcdefABCDEF");
	if (hex >= 6 && strcspn(at, "0123456789") < hex && !isalnum((unsigned char)at[hex]))
		return hex;
	return digits;
}

char *failure_signature(const char *text)
{
	_cleanup_buf_ struct buf signature = {0};
	bool in_word = false;

	buf_puts(&signature, "");
	for (text += strspn(text, " \t\n"); *text && signature.len < SIGNATURE_MAX;) {
		size_t blank = strspn(text, " \t\n"), number = number_length(text);

		if (blank) {
			text += blank;
			if (*text)
				buf_puts(&signature, " ");
			in_word = false;
		} else if (number && (!in_word || isdigit((unsigned char)*text))) {
			text += number;
			buf_puts(&signature, "N");
			in_word = true;
		} else {
			in_word = isalnum((unsigned char)*text) || (unsigned char)*text >= 0x80;
			buf_add(&signature, text++, 1);
		}
	}
	while (signature.len && signature.data[signature.len - 1] == ' ')
		signature.len--;
	/* As it comes back from the store. */
	return text_printable(buf_str(&signature), signature.len, false);
}
