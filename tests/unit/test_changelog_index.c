// SPDX-License-Identifier: GPL-2.0-only
/* A changelog's items found by title: the index says what reading all of them says. */
#include "port_fixture.h"

#include "index/changelog_index.h"
#include "index/symbol_index_parts.h"

struct finds {
	const char *title;	/* looked for, when all items are read */
	struct buf text;	/* a line for each find */
};

static void note(const struct changelog_item *item, bool reverting, void *data)
{
	struct finds *finds = data;

	assert_int_equal(item->len, strlen(item->text));
	buf_printf(&finds->text, "%s %zu %d %s\n", item->version, item->line, reverting, item->text);
}

static void note_named(const struct changelog_item *item, void *data)
{
	struct finds *finds = data;
	bool reverting;

	if (changelog_names(item, finds->title, &reverting))
		note(item, reverting, finds);
}

static struct changelog_index *open_index(const git_oid *id)
{
	struct changelog_index *index = NULL;
	struct error *err = NULL;

	assert_works(changelog_index_open(store.repo, id, &index, &err), err);
	return index;
}

/* How often is it found? Both ways have to find the same. */
static size_t find(const struct changelog_index *index, const char *text, const char *title)
{
	struct finds found = { .title = title }, read = { .title = title };
	size_t count = changelog_index_find(index, title, note, &found);

	changelog_walk(text, strlen(text), note_named, &read);
	assert_string_equal(buf_str(&found.text), buf_str(&read.text));
	buf_release(&found.text);
	buf_release(&read.text);
	return count;
}

static const char changelog[] =
	"linux (6.1.9-1) stable; urgency=medium\n\n"
	"  * New upstream stable update:\n"
	"    - [x86] KVM: x86: Do the one\n"
	"      thing (CVE-2023-1) (and more)\n"
	"    - [arm64] [x86] mm: Two tags\n"
	"    - [arm64] dts: board: Fix it.\n"
	"    - [mips/ath79] net: (x) Parenthesis\n\n"
	"linux (6.1.8-1) stable; urgency=medium\n\n"
	"    - [arm64,armhf] Revert \"net: Gone again\"\n"
	"    - revert \"net: Plain title\"\n"
	"    - net: Plain title\n"
	"    - net: Plain title\n";

static void as_reading_all(void **state)
{
	static const struct {
		const char *title;
		size_t count;
	} rows[] = {
		{ "KVM: x86: Do the one thing", 1 },
		{ "KVM: x86: Do the one thing (CVE-2023-1)", 1 },
		{ "KVM: x86: Do the one thing (CVE-2023-1) (and more)", 1 },
		{ "x86: KVM: x86: Do the one thing", 1 },
		{ "x86/KVM: x86: Do the one thing", 1 },
		{ "KVM: x86: Do the one", 0 },
		{ "mm: Two tags", 1 },
		{ "x86: mm: Two tags", 1 },
		{ "x86/mm: Two tags", 1 },
		{ "arm64: mm: Two tags", 0 },
		{ "[arm64] [x86] mm: Two tags", 1 },
		{ "arm64: dts: board: Fix it", 1 },
		{ "arm64: dts: board: Fix it.", 1 },
		{ "net:", 1 },
		{ "net: Gone again", 1 },
		{ "net: Plain title", 3 },
		{ "et: Plain title", 0 },
		{ "", 0 },
	};
	git_oid id = blob(changelog);
	struct changelog_index *index = open_index(&id);

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (find(index, changelog, rows[i].title) != rows[i].count)
			fail_msg("%s", rows[i].title);
	changelog_index_free(index);
}

/* One that could name very many titles is asked each time, in its place. */
static void very_many_titles(void **state)
{
	_cleanup_buf_ struct buf text = { 0 };
	struct changelog_index *index;
	git_oid id;

	buf_puts(&text, "linux (1) x\n  - one: Title\n  - one: Title");
	for (int i = 0; i < 100; i++)
		buf_printf(&text, " (%d)", i);
	buf_puts(&text, "\n  - one: Title\n  - ");
	for (int i = 0; i < 100; i++)
		buf_puts(&text, "[one] ");
	buf_puts(&text, "Title\n");
	id = blob(buf_str(&text));
	index = open_index(&id);
	assert_int_equal(find(index, buf_str(&text), "one: Title"), 4);
	assert_int_equal(find(index, buf_str(&text), "one: Title (0)"), 1);
	assert_int_equal(find(index, buf_str(&text), "Title"), 1);
	changelog_index_free(index);
}

static void none_at_all(void **state)
{
	git_oid id = blob("");
	struct changelog_index *index = open_index(&id);

	assert_int_equal(find(index, "", "net: Plain title"), 0);
	changelog_index_free(index);
}

static void kept_and_made_again(void **state)
{
	git_oid id = blob(changelog);
	_cleanup_free_ char *path = path_join(store.dir, "store.git/stablehand-changelogs/%s",
					      git_oid_tostr_s(&id));
	_cleanup_buf_ struct buf good = { 0 };

	changelog_index_free(open_index(&id));
	assert_works(file_read(path, 1 << 20, &good, NULL), (struct error *)NULL);
	for (size_t len = 0; len < good.len; len += 13) {
		_cleanup_buf_ struct buf now = { 0 };
		struct changelog_index *index;

		assert_works(file_write(path, good.data, len, 0644, NULL), (struct error *)NULL);
		index = open_index(&id);
		assert_int_equal(find(index, changelog, "net: Plain title"), 3);
		changelog_index_free(index);
		assert_works(file_read(path, 1 << 20, &now, NULL), (struct error *)NULL);
		assert_int_equal(now.len, good.len);
		assert_memory_equal(now.data, good.data, good.len);
	}
}

/* Numbers that point anywhere find nothing, and read nothing that is not there. */
static void numbers_are_not_trusted(void **state)
{
	git_oid id = blob(changelog);
	_cleanup_free_ char *path = path_join(store.dir, "store.git/stablehand-changelogs/%s",
					      git_oid_tostr_s(&id));
	_cleanup_buf_ struct buf bytes = { 0 };
	struct changelog_index *index;
	struct finds finds = { 0 };
	uint64_t sum;

	changelog_index_free(open_index(&id));
	assert_works(file_read(path, 1 << 20, &bytes, NULL), (struct error *)NULL);
	/* The items, behind a header of 24 bytes; the keys and their hashes stay. */
	memset(bytes.data + 24, 0xff, 16 * 4);
	sum = symbol_checksum(bytes.data, bytes.len - sizeof(sum));
	memcpy(bytes.data + bytes.len - sizeof(sum), &sum, sizeof(sum));
	assert_works(file_write(path, bytes.data, bytes.len, 0644, NULL), (struct error *)NULL);
	index = open_index(&id);
	assert_int_equal(changelog_index_find(index, "mm: Two tags", note, &finds), 0);
	buf_release(&finds.text);
	changelog_index_free(index);
}

static void no_such_blob(void **state)
{
	struct changelog_index *index = NULL;
	struct error *err = NULL;
	git_oid id;

	git_oid_fromstr(&id, ID);
	assert_int_equal(changelog_index_open(store.repo, &id, &index, &err), -1);
	assert_int_equal(err->kind, ERROR_DAMAGED);
	assert_null(index);
	error_clear(&err);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(as_reading_all, store_setup, store_teardown),
		cmocka_unit_test_setup_teardown(very_many_titles, store_setup, store_teardown),
		cmocka_unit_test_setup_teardown(none_at_all, store_setup, store_teardown),
		cmocka_unit_test_setup_teardown(kept_and_made_again, store_setup, store_teardown),
		cmocka_unit_test_setup_teardown(numbers_are_not_trusted, store_setup, store_teardown),
		cmocka_unit_test_setup_teardown(no_such_blob, store_setup, store_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
