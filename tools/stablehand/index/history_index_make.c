// SPDX-License-Identifier: GPL-2.0-only
/* An index made from what the messages of a history say. */
#include <ctype.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "index/history_index_parts.h"
#include "index/kernel_version.h"
#include "util/alloc.h"
#include "util/hash_table.h"
#include "util/interrupt.h"
#include "util/progress.h"

#define PROGRESS_EVERY 1024u

uint64_t history_hash(enum history_saying saying, const char *text)
{
	size_t len = history_says_id(saying) ? HISTORY_ID_DIGITS_MIN : strlen(text);
	uint64_t hash = 0xcbf29ce484222325u + saying;

	/* FNV-1a (G. Fowler, L. C. Noll, K.-P. Vo). */
	for (size_t i = 0; i < len; i++)
		hash = (hash ^ (unsigned char)text[i]) * 0x100000001b3u;
	return hash;
}

struct making {
	git_repository *repo;
	struct history_entry *entries;
	size_t count, alloc;
	struct history_said *sayings;
	size_t saying_count, saying_alloc;
	struct buf texts;
	size_t roots;
	git_oid root, cut;
	bool missing;
};

static uint32_t add_text(struct making *making, const char *text, size_t len)
{
	uint32_t at = making->texts.len;

	buf_add(&making->texts, text, len);
	buf_add(&making->texts, "", 1);
	return at;
}

/* Returns where its text is, or HISTORY_NO_TEXT for one that is not taken. */
static uint32_t say(struct making *making, enum history_saying saying, const char *text, size_t len)
{
	struct history_said *said;
	uint32_t at;

	if (!len || memchr(text, '\0', len))
		return HISTORY_NO_TEXT;
	at = add_text(making, text, len);
	said = ARRAY_ADD(making->sayings, making->saying_count, making->saying_alloc);
	*said = (struct history_said){
		.hash = history_hash(saying, making->texts.data + at),
		.entry = making->count - 1,
		.text = at,
		.saying = saying,
	};
	return at;
}

static uint32_t say_id(struct making *making, enum history_saying saying, const char *digits,
		       size_t len)
{
	char id[GIT_OID_HEXSZ];

	if (len < HISTORY_ID_DIGITS_MIN || len > sizeof(id))
		return HISTORY_NO_TEXT;
	for (size_t i = 0; i < len; i++)
		id[i] = tolower((unsigned char)digits[i]);
	return say(making, saying, id, len);
}

static size_t hex_digits(const char *at, const char *end)
{
	size_t n = 0;

	while (at + n < end && isxdigit((unsigned char)at[n]))
		n++;
	return n;
}

static bool begins(const char *at, const char *end, const char *with)
{
	size_t len = strlen(with);

	return (size_t)(end - at) >= len && !strncasecmp(at, with, len);
}

/*
 * The forms in which the stable trees say which commit one is a copy of:
 * "commit <id> upstream", "[ Upstream commit <id> ]", "(cherry picked from
 * commit <id>)".
 */
static void read_line_of(struct making *making, const char *at, const char *end)
{
	static const char *const forms[] = {
		"commit ", "[ upstream commit ", "[upstream commit ", "upstream commit ",
		"(cherry picked from commit ",
	};
	struct history_entry *entry = &making->entries[making->count - 1];

	for (size_t i = 0; i < ARRAY_SIZE(forms); i++) {
		const char *id = at + strlen(forms[i]);
		size_t digits;
		uint32_t text;

		if (!begins(at, end, forms[i]))
			continue;
		digits = hex_digits(id, end);
		if (!i && !begins(id + digits, end, " upstream"))
			return;
		text = say_id(making, HISTORY_OF, id, digits);
		if (entry->of == HISTORY_NO_TEXT)
			entry->of = text;
		return;
	}
}

static void read_line_fixes(struct making *making, const char *at, const char *end)
{
	const char *open, *close;

	if (!begins(at, end, "fixes:"))
		return;
	for (at += strlen("fixes:"); at < end && isspace((unsigned char)*at); at++)
		;
	say_id(making, HISTORY_FIXES_ID, at, hex_digits(at, end));
	open = memmem(at, end - at, "(\"", 2);
	close = open ? memrchr(open + 2, '"', end - open - 2) : NULL;
	if (close)
		say(making, HISTORY_FIXES_TITLE, open + 2, close - open - 2);
}

static void read_message(struct making *making, git_commit *commit)
{
	static const char revert[] = "Revert \"";
	const char *message = git_commit_message(commit), *title = git_commit_summary(commit);
	struct history_entry *entry = ARRAY_ADD(making->entries, making->count, making->alloc);
	char id[GIT_OID_HEXSZ + 1];

	memcpy(entry->id, git_commit_id(commit)->id, sizeof(entry->id));
	entry->title = entry->of = entry->release = HISTORY_NO_TEXT;
	entry->time = git_commit_time(commit);
	git_oid_tostr(id, sizeof(id), git_commit_id(commit));
	say_id(making, HISTORY_ID, id, GIT_OID_HEXSZ);
	if (title && *title) {
		size_t len = strlen(title), mark = strlen(revert);

		entry->title = say(making, HISTORY_TITLE, title, len);
		if (len > mark + 1 && !strncmp(title, revert, mark) && title[len - 1] == '"')
			say(making, HISTORY_REVERTS, title + mark, len - mark - 1);
	}
	for (const char *at = message; at && *at;) {
		const char *end = strchrnul(at, '\n'), *start = at;

		while (start < end && isspace((unsigned char)*start))
			start++;
		read_line_of(making, start, end);
		read_line_fixes(making, start, end);
		at = end + (*end == '\n');
	}
}

/* Commits to look at, in the order in which they were met. */
struct queued {
	git_oid id;
	size_t entry;			/* its number; NO_ENTRY: it was not read */
	size_t first_parent, parent_count;	/* in the queue's parents */
	UT_hash_handle hh;
};

#define NO_ENTRY SIZE_MAX

struct queue {
	struct queued **items;
	size_t count, alloc;
	struct queued *seen;
	struct queued **parents;
	size_t parent_count, parent_alloc;
};

static struct queued *queue_add(struct queue *queue, const git_oid *id)
{
	struct queued *found;

	HASH_FIND(hh, queue->seen, id, sizeof(*id), found);
	if (found)
		return found;
	found = xcalloc(1, sizeof(*found));
	found->id = *id;
	found->entry = NO_ENTRY;
	HASH_ADD(hh, queue->seen, id, sizeof(found->id), found);
	*ARRAY_ADD(queue->items, queue->count, queue->alloc) = found;
	return found;
}

static void queue_release(struct queue *queue)
{
	HASH_CLEAR(hh, queue->seen);
	for (size_t i = 0; i < queue->count; i++)
		free(queue->items[i]);
	free(queue->items);
	free(queue->parents);
}

/*
 * Its parents, as the object names them: libgit2 from 1.7 hides those behind
 * the cut of a shallow history.
 */
static size_t add_parents(struct queue *queue, struct queued *of, git_commit *commit)
{
	static const char parent[] = "parent ";
	const char *line = git_commit_raw_header(commit);
	git_oid id;

	of->first_parent = queue->parent_count;
	for (; line; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (!strncmp(line, parent, strlen(parent)) &&
		    !git_oid_fromstr(&id, line + strlen(parent))) {
			struct queued *queued = queue_add(queue, &id);

			*ARRAY_ADD(queue->parents, queue->parent_count, queue->parent_alloc) =
				queued;
			of->parent_count++;
		}
	}
	return of->parent_count;
}

/* First releases. */

struct tagged {
	struct queued *commit;
	struct kernel_version version;
};

static int compare_versions(const void *a, const void *b)
{
	const struct kernel_version *x = &((const struct tagged *)a)->version;
	const struct kernel_version *y = &((const struct tagged *)b)->version;
	/* What is in -rc1 is not first in the release. */
	const unsigned int of_x[] = { x->major, x->minor, x->stable, x->rc ? x->rc : UINT_MAX };
	const unsigned int of_y[] = { y->major, y->minor, y->stable, y->rc ? y->rc : UINT_MAX };

	for (size_t i = 0; i < ARRAY_SIZE(of_x); i++)
		if (of_x[i] != of_y[i])
			return of_x[i] < of_y[i] ? -1 : 1;
	return 0;
}

/* "Linux 6.6-rc1", and nothing behind it. */
static bool read_release(const struct making *making, const struct queued *commit,
			 struct kernel_version *ret_version)
{
	uint32_t title = making->entries[commit->entry].title;
	const char *text = title == HISTORY_NO_TEXT ? "" : making->texts.data + title;

	return !strncmp(text, "Linux ", 6) && !strchr(text + 6, ' ') &&
	       kernel_version_read(text + 6, ret_version);
}

/* The release is the first of its ancestors that have none. */
static void assign(struct making *making, const struct queue *queue, const struct tagged *tagged,
		   struct queued **stack)
{
	_cleanup_free_ char *text = kernel_version_text(&tagged->version);
	uint32_t release = add_text(making, text, strlen(text));
	size_t depth = 0;

	stack[depth++] = tagged->commit;
	while (depth) {
		const struct queued *commit = stack[--depth];
		uint32_t *has = &making->entries[commit->entry].release;

		if (*has != HISTORY_NO_TEXT)
			continue;
		*has = release;
		for (size_t i = 0; i < commit->parent_count; i++) {
			struct queued *parent = queue->parents[commit->first_parent + i];

			if (parent->entry != NO_ENTRY &&
			    making->entries[parent->entry].release == HISTORY_NO_TEXT)
				stack[depth++] = parent;
		}
	}
}

static void assign_releases(struct making *making, const struct queue *queue)
{
	/* Each commit is pushed at most once for each of those that it is a parent of. */
	_cleanup_free_ struct queued **stack = xcalloc(queue->parent_count + 1, sizeof(*stack));
	struct tagged *tagged = NULL;
	size_t count = 0, alloc = 0;

	for (size_t i = 0; i < queue->count; i++) {
		struct kernel_version version;

		if (queue->items[i]->entry != NO_ENTRY &&
		    read_release(making, queue->items[i], &version))
			*ARRAY_ADD(tagged, count, alloc) = (struct tagged){
				.commit = queue->items[i], .version = version,
			};
	}
	if (count)
		qsort(tagged, count, sizeof(*tagged), compare_versions);
	for (size_t i = 0; i < count; i++)
		assign(making, queue, &tagged[i], stack);
	free(tagged);
}

static int read_history(struct making *making, const git_oid *tip, struct queue *queue,
			struct error **err)
{
	queue_add(queue, tip);
	for (size_t i = 0; i < queue->count && making->count < HISTORY_INDEX_MAX; i++) {
		const git_oid id = queue->items[i]->id;
		git_commit *commit;

		if (interrupt_pending())
			return interrupt_error(err);
		if (i == PROGRESS_EVERY)
			progress_start("reading the history of %.12s", git_oid_tostr_s(tip));
		if (i && i % PROGRESS_EVERY == 0)
			progress_update(i, 0, 0, NULL);
		if (git_commit_lookup(&commit, making->repo, &id)) {
			if (!i)
				return error_git(err, ERROR_ENVIRONMENT, "reading the release");
			making->missing = true;
			making->cut = id;
			continue;
		}
		queue->items[i]->entry = making->count;
		read_message(making, commit);
		if (!add_parents(queue, queue->items[i], commit)) {
			making->roots++;
			making->root = id;
		}
		git_commit_free(commit);
	}
	if (making->count < queue->count && !making->missing)
		making->roots = 0;	/* the limit was met */
	return 0;
}

static int compare_sayings(const void *a, const void *b)
{
	const struct history_said *x = a, *y = b;

	if (x->hash != y->hash)
		return x->hash < y->hash ? -1 : 1;
	return x->entry < y->entry ? -1 : x->entry > y->entry;
}

static void put_together(struct making *making, struct buf *bytes)
{
	struct history_header header = {
		.magic = HISTORY_INDEX_MAGIC,
		.version = HISTORY_INDEX_VERSION,
		.count = making->count,
		.saying_count = making->saying_count,
		.whole = !making->missing && making->roots == 1,
	};

	while (making->texts.len % 8 || !making->texts.len)
		buf_add(&making->texts, "", 1);
	header.text_bytes = making->texts.len;
	memcpy(header.root, making->root.id, sizeof(header.root));
	memcpy(header.cut, making->cut.id, sizeof(header.cut));
	if (making->saying_count)
		qsort(making->sayings, making->saying_count, sizeof(*making->sayings),
		      compare_sayings);
	buf_add(bytes, &header, sizeof(header));
	buf_add(bytes, making->entries, making->count * sizeof(*making->entries));
	if (making->saying_count)
		buf_add(bytes, making->sayings, making->saying_count * sizeof(*making->sayings));
	buf_add(bytes, making->texts.data, making->texts.len);
}

int history_index_make(git_repository *repo, const git_oid *tip, struct buf *bytes,
		       struct error **err)
{
	struct making making = { .repo = repo };
	struct queue queue = { 0 };
	int rc = read_history(&making, tip, &queue, err);

	if (queue.count > PROGRESS_EVERY)
		progress_end(rc ? "failed" : NULL);
	if (!rc) {
		assign_releases(&making, &queue);
		put_together(&making, bytes);
	}
	queue_release(&queue);
	free(making.entries);
	free(making.sayings);
	buf_release(&making.texts);
	return rc;
}
