// SPDX-License-Identifier: GPL-2.0-only
#include "port/history_index.h"

#include <ctype.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <uthash.h>

#include "util/alloc.h"
#include "util/buf.h"
#include "util/file.h"
#include "util/interrupt.h"
#include "util/progress.h"

#define FOLDER "stablehand-history"
#define MAGIC "SHhistry"
#define VERSION 1u
#define KEPT_MAX 24		/* files; those not used for longest go first */
#define NO_TEXT UINT32_MAX
#define PROGRESS_EVERY 1024u

struct header {
	char magic[8];
	uint32_t version, count, saying_count, text_bytes;
	uint8_t whole, pad[7];
	uint8_t root[GIT_OID_RAWSZ];	/* whole: where it ends */
	uint8_t cut[GIT_OID_RAWSZ];	/* a commit that it names and that was not there; or zeros */
};

struct entry {
	uint8_t id[GIT_OID_RAWSZ];
	uint32_t title, of;		/* in the texts */
	uint32_t pad;
	int64_t time;
};

struct saying {
	uint64_t hash;			/* of what is said and its first bytes */
	uint32_t entry, text, saying, pad;
};

struct history_index {
	const struct header *header;
	const struct entry *entries;
	const struct saying *sayings;
	const char *texts;
	void *mapped;			/* what all of them are in, */
	size_t mapped_len;
	struct buf owned;		/* or this */
};

static uint64_t hash_of(enum history_saying saying, const char *text)
{
	size_t len = saying == HISTORY_OF || saying == HISTORY_FIXES_ID ? HISTORY_ID_DIGITS_MIN :
									   strlen(text);
	uint64_t hash = 0xcbf29ce484222325u + saying;

	/* FNV-1a (G. Fowler, L. C. Noll, K.-P. Vo). */
	for (size_t i = 0; i < len; i++)
		hash = (hash ^ (unsigned char)text[i]) * 0x100000001b3u;
	return hash;
}

/* Making one. */

struct making {
	git_repository *repo;
	struct entry *entries;
	size_t count, alloc;
	struct saying *sayings;
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

/* Returns where its text is, or NO_TEXT for one that is not taken. */
static uint32_t say(struct making *making, enum history_saying saying, const char *text, size_t len)
{
	struct saying *said;
	uint32_t at;

	if (!len || memchr(text, '\0', len))
		return NO_TEXT;
	at = add_text(making, text, len);
	said = ARRAY_ADD(making->sayings, making->saying_count, making->saying_alloc);
	*said = (struct saying){
		.hash = hash_of(saying, making->texts.data + at),
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
		return NO_TEXT;
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
	struct entry *entry = &making->entries[making->count - 1];

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
		if (entry->of == NO_TEXT)
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
	struct entry *entry = ARRAY_ADD(making->entries, making->count, making->alloc);

	memcpy(entry->id, git_commit_id(commit)->id, sizeof(entry->id));
	entry->title = entry->of = NO_TEXT;
	entry->time = git_commit_time(commit);
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
	UT_hash_handle hh;
};

struct queue {
	struct queued **items;
	size_t count, alloc;
	struct queued *seen;
};

static void queue_add(struct queue *queue, const git_oid *id)
{
	struct queued *found;

	HASH_FIND(hh, queue->seen, id, sizeof(*id), found);
	if (found)
		return;
	found = xcalloc(1, sizeof(*found));
	found->id = *id;
	HASH_ADD(hh, queue->seen, id, sizeof(found->id), found);
	*ARRAY_ADD(queue->items, queue->count, queue->alloc) = found;
}

static void queue_release(struct queue *queue)
{
	HASH_CLEAR(hh, queue->seen);
	for (size_t i = 0; i < queue->count; i++)
		free(queue->items[i]);
	free(queue->items);
}

/*
 * Its parents, as the object names them: libgit2 from 1.7 hides those behind
 * the cut of a shallow history.
 */
static size_t add_parents(struct queue *queue, git_commit *commit)
{
	static const char parent[] = "parent ";
	const char *line = git_commit_raw_header(commit);
	size_t count = 0;
	git_oid id;

	for (; line; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (!strncmp(line, parent, strlen(parent)) &&
		    !git_oid_fromstr(&id, line + strlen(parent))) {
			queue_add(queue, &id);
			count++;
		}
	}
	return count;
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
		read_message(making, commit);
		if (!add_parents(queue, commit)) {
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
	const struct saying *x = a, *y = b;

	if (x->hash != y->hash)
		return x->hash < y->hash ? -1 : 1;
	return x->entry < y->entry ? -1 : x->entry > y->entry;
}

static void put_together(struct making *making, struct buf *bytes)
{
	struct header header = {
		.magic = MAGIC,
		.version = VERSION,
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

static int make(git_repository *repo, const git_oid *tip, struct buf *bytes, struct error **err)
{
	struct making making = { .repo = repo };
	struct queue queue = { 0 };
	int rc = read_history(&making, tip, &queue, err);

	if (queue.count > PROGRESS_EVERY)
		progress_end(rc ? "failed" : NULL);
	if (!rc)
		put_together(&making, bytes);
	queue_release(&queue);
	free(making.entries);
	free(making.sayings);
	buf_release(&making.texts);
	return rc;
}

/* Opening. */

/* Point into the bytes; false when they are not an index. */
static bool lay_out(struct history_index *index, const void *data, size_t len)
{
	const struct header *header = data;
	const uint8_t *at = data;
	uint64_t bytes = sizeof(*header);

	if (len < sizeof(*header) || memcmp(header->magic, MAGIC, sizeof(header->magic)) ||
	    header->version != VERSION || !header->count || !header->text_bytes)
		return false;
	index->header = header;
	index->entries = (const void *)(at + bytes);
	bytes += (uint64_t)header->count * sizeof(*index->entries);
	index->sayings = (const void *)(at + bytes);
	bytes += (uint64_t)header->saying_count * sizeof(*index->sayings);
	index->texts = (const void *)(at + bytes);
	bytes += header->text_bytes;
	return bytes == len && !index->texts[header->text_bytes - 1];
}

/* What was missing when it was made may have come. */
static bool is_current(const struct history_index *index, git_repository *repo)
{
	git_commit *commit;
	git_oid cut;

	git_oid_fromraw(&cut, index->header->cut);
	if (git_oid_is_zero(&cut) || git_commit_lookup(&commit, repo, &cut))
		return true;
	git_commit_free(commit);
	return false;
}

static bool map(struct history_index *index, git_repository *repo, const char *path)
{
	_cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	void *data;

	if (fd < 0 || fstat(fd, &st) || st.st_size <= 0)
		return false;
	data = mmap(NULL, st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (data == MAP_FAILED)
		return false;
	if (!lay_out(index, data, st.st_size) || !is_current(index, repo)) {
		munmap(data, st.st_size);
		return false;
	}
	index->mapped = data;
	index->mapped_len = st.st_size;
	/* The time of use, by which they are thrown away. */
	if (st.st_mtime + 3600 < time(NULL))
		futimens(fd, NULL);
	return true;
}

int history_index_open(git_repository *repo, const git_oid *tip,
		       struct history_index **ret_index, struct error **err)
{
	_cleanup_free_ char *folder = path_join(git_repository_commondir(repo), FOLDER);
	_cleanup_free_ char *path = path_join(folder, "%s", git_oid_tostr_s(tip));
	struct history_index *index = xcalloc(1, sizeof(*index));

	if (!map(index, repo, path)) {
		if (make(repo, tip, &index->owned, err)) {
			history_index_free(index);
			return -1;
		}
		lay_out(index, index->owned.data, index->owned.len);
		if (index->header->count >= HISTORY_INDEX_KEPT_FROM && !dir_make(folder, NULL) &&
		    !file_write(path, index->owned.data, index->owned.len, 0644, NULL))
			dir_prune(folder, KEPT_MAX);
	}
	*ret_index = index;
	return 0;
}

void history_index_free(struct history_index *index)
{
	if (!index)
		return;
	if (index->mapped)
		munmap(index->mapped, index->mapped_len);
	buf_release(&index->owned);
	free(index);
}

/* Asking. */

size_t history_index_count(const struct history_index *index)
{
	return index->header->count;
}

static const char *text_at(const struct history_index *index, uint32_t at)
{
	return at < index->header->text_bytes ? index->texts + at : NULL;
}

void history_index_commit(const struct history_index *index, size_t number,
			  struct history_commit *ret_commit)
{
	const struct entry *entry = &index->entries[number];
	const char *title = text_at(index, entry->title);

	*ret_commit = (struct history_commit){
		.time = entry->time,
		.title = title ? title : "",
		.of = text_at(index, entry->of),
		.number = number,
	};
	git_oid_fromraw(&ret_commit->id, entry->id);
}

bool history_index_whole(const struct history_index *index, git_oid *ret_root)
{
	if (index->header->whole)
		git_oid_fromraw(ret_root, index->header->root);
	return index->header->whole;
}

static bool says(const struct history_index *index, const struct saying *said,
		 enum history_saying saying, const char *text)
{
	const char *there = text_at(index, said->text);

	if (!there || said->saying != saying || said->entry >= index->header->count)
		return false;
	if (saying != HISTORY_OF && saying != HISTORY_FIXES_ID)
		return !strcmp(there, text);
	return !strncmp(there, text,
			strlen(there) < strlen(text) ? strlen(there) : strlen(text));
}

size_t history_index_find(const struct history_index *index, enum history_saying saying,
			  const char *text,
			  void (*found)(const struct history_commit *commit, void *data),
			  void *data)
{
	size_t low = 0, high = index->header->saying_count, count = 0, last = SIZE_MAX;
	uint64_t hash;

	if ((saying == HISTORY_OF || saying == HISTORY_FIXES_ID) &&
	    strlen(text) < HISTORY_ID_DIGITS_MIN)
		return 0;
	hash = hash_of(saying, text);
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (index->sayings[middle].hash < hash)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < index->header->saying_count && index->sayings[low].hash == hash; low++) {
		const struct saying *said = &index->sayings[low];
		struct history_commit commit;

		if (said->entry == last || !says(index, said, saying, text))
			continue;
		last = said->entry;
		history_index_commit(index, said->entry, &commit);
		found(&commit, data);
		count++;
	}
	return count;
}
