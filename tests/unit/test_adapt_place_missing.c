// SPDX-License-Identifier: GPL-2.0-only
/* Hunks that a file lacks: placed, unless it has a part of what the patch adds. */
#include "presence_table.h"

#include "adapt/place_missing.h"

#define F(first, second) \
	"int f(struct foo *foo)\n{\n\tfoo_a(foo);\n" first "\tfoo_b(foo);\n}\n\n" \
	"int g(struct foo *foo)\n{\n\tfoo_c(foo);\n" second "\tfoo_d(foo);\n}\n"
#define ONE "\tfoo_quiesce_rings(foo);\n"
#define TWO "\tfoo_drain_queue(foo);\n"
#define HUNKS                                                                             \
	"@@ 3 int f(struct foo *foo)\n \tfoo_a(foo);\n+" ONE " \tfoo_b(foo);\n"             \
	"@@ 9 int g(struct foo *foo)\n \tfoo_c(foo);\n+" TWO " \tfoo_d(foo);\n"

static void first_and_second(void **state)
{
	static const struct {
		const char *what, *file;
		enum missing missing;
		const char *made;	 /* NULL: nothing is */
		enum verdict verdicts[2];
	} rows[] = {
		{ "it has none", F("", ""), MISSING_SOME, F(ONE, TWO), { VERDICT_CLEAN, VERDICT_CLEAN } },
		{ "it has both", F(ONE, TWO), MISSING_NONE, F(ONE, TWO), { VERDICT_PRESENT, VERDICT_PRESENT } },
		{ "it has the first", F(ONE, ""), MISSING_DOUBT, NULL, { VERDICT_PRESENT, VERDICT_REFUSED } },
		{ "it has the second", F("", TWO), MISSING_DOUBT, NULL, { VERDICT_REFUSED, VERDICT_PRESENT } },
		{ "the first in another form", F("\tif (foo->on)\n\t" ONE, ""), MISSING_DOUBT, NULL,
		  { VERDICT_REFUSED, VERDICT_REFUSED } },
		{ "the second in another form", F("", "\tif (foo->on)\n\t" TWO), MISSING_DOUBT, NULL,
		  { VERDICT_REFUSED, VERDICT_REFUSED } },
	};
	_cleanup_free_ char *text = presence_patch("f.c", HUNKS);
	_cleanup_patch_ struct patch *patch = NULL;
	struct error *err = NULL;

	assert_works(patch_parse("p", text, strlen(text), &patch, &err), err);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct place_options options = {
			.path = "f.c",
			.file = &patch->files[0],
			.data = rows[i].file,
			.len = strlen(rows[i].file),
		};

		/* Found by itself, and known. */
		for (int known = 0; known < 2; known++) {
			_cleanup_file_presence_ struct file_presence presence = { 0 };
			_cleanup_place_result_ struct place_result placed = { 0 };
			enum missing missing;

			presence_find(&patch->files[0], rows[i].file, strlen(rows[i].file), &presence);
			missing = place_missing(&options, known ? &presence : NULL, &placed);
			if (missing != rows[i].missing || placed.placed != !!rows[i].made ||
			    placed.hunks.count != 2)
				fail_msg("%s: %d, placed %d", rows[i].what, missing, placed.placed);
			for (size_t h = 0; h < 2; h++)
				if (placed.hunks.items[h].verdict != rows[i].verdicts[h] &&
				    !(rows[i].verdicts[h] == VERDICT_CLEAN &&
				      placed.hunks.items[h].verdict == VERDICT_MOVED))
					fail_msg("%s: hunk %zu: %s", rows[i].what, h + 1,
						 verdict_name(placed.hunks.items[h].verdict));
			if (rows[i].made)
				assert_string_equal(buf_str(&placed.content), rows[i].made);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(first_and_second) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
