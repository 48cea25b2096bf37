// SPDX-License-Identifier: GPL-2.0-only
/* Where patches go in a series.conf of SUSE's kernel-source. */
#include "unit.h"

#include "deliver/suse_series.h"
#include "util/file.h"

#define ID(x) x x x x x x x x x x x x x x x x x x x x
#define ONE ID("1a")
#define TWO ID("2b")

#define HEAD "# Kernel patches configuration file\n\n\tpatches.rpmify/first.patch\n\n"
#define SORTED "\t########\n\t# sorted patches\n\t########\n"
#define TAIL "\t########\n\t# end of sorted patches\n\t########\n\tpatches.kabi/last.patch\n"

/* Patches that lie beside series.conf. */
static const struct {
	const char *name, *header;
} files[] = {
	{ "v65", "Patch-mainline: v6.5-rc1\nGit-commit: " ID("65") "\n" },
	{ "v66rc1", "Patch-mainline: v6.6-rc1\nGit-commit: " ID("61") "\n" },
	{ "v66rc2", "Patch-mainline: v6.6-rc2\nGit-commit: " ID("62") "\n" },
	{ "v66", "Patch-mainline: v6.6\nGit-commit: " ID("60") "\n" },
	{ "v67", "Patch-mainline: v6.7-rc1 or v6.7-rc2 (next release)\nGit-commit: " ID("67") "\n" },
	{ "one", "Patch-mainline: v6.6\nGit-commit: " ID("99") "\ngit-commit: " ONE " (partial)\n" },
	{ "queued", "Patch-mainline: Queued in subsystem maintainer repository\nGit-repo: a://b\n" },
	{ "late", "Subject: x\n---\nPatch-mainline: v6.1\nGit-commit: " ONE "\n" },
};

static int setup(void **state)
{
	char *folder = scratch_make();
	_cleanup_free_ char *patches = path_join(folder, "patches.suse");

	*state = folder;
	assert_int_equal(dir_make(patches, NULL), 0);
	for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
		_cleanup_free_ char *path = path_join(patches, "%s", files[i].name);

		assert_int_equal(file_write(path, files[i].header, strlen(files[i].header), 0644,
					    NULL), 0);
	}
	return 0;
}

static int teardown(void **state)
{
	scratch_remove(*state);
	return 0;
}

static const struct suse_patch new_66 = { "patches.suse/new.patch", ONE, "v6.6" };
static const struct suse_patch new_rc2 = { "patches.suse/rc2.patch", TWO, "v6.6-rc2" };
static const struct suse_patch ours = { "patches.suse/ours.patch", NULL, NULL };
static const struct suse_patch also = { "patches.suse/also.patch", NULL, NULL };

/* Of these patches (ends with NULL) and this text, this one is made; the notes hold that one. */
static void assert_placed(void **state, const struct suse_patch *const *patches, const char *text,
			  const char *expected, const char *note)
{
	struct suse_patch list[8];
	_cleanup_buf_ struct buf ret = { 0 }, notes = { 0 };
	struct error *err = NULL;
	size_t count = 0;

	for (; patches[count]; count++)
		list[count] = *patches[count];
	assert_works(suse_series_insert(*state, text, list, count, &ret, &notes, &err), err);
	assert_string_equal(buf_str(&ret), expected);
	if (!strstr(buf_str(&notes), note))
		fail_msg("no '%s' in:\n%s", note, buf_str(&notes));
}

#define PLACED(text, expected, note, ...)							\
	assert_placed(state, (const struct suse_patch *const []){ __VA_ARGS__, NULL }, text, expected, \
		      note)

static void by_version(void **state)
{
	PLACED(HEAD SORTED "\tpatches.suse/v65\n\tpatches.suse/v66rc1\n\tpatches.suse/v67\n" TAIL,
	       HEAD SORTED "\tpatches.suse/v65\n\tpatches.suse/v66rc1\n\tpatches.suse/new.patch\n"
	       "\tpatches.suse/v67\n" TAIL,
	       "patches.suse/new.patch: behind patches.suse/v66rc1 (v6.6-rc1)\n", &new_66);
	PLACED(SORTED "\tpatches.suse/v66rc2\n\tpatches.suse/v66\n" TAIL,
	       SORTED "\tpatches.suse/v66rc2\n\tpatches.suse/rc2.patch\n\tpatches.suse/v66\n"
	       "\tpatches.suse/new.patch\n" TAIL,
	       "patches.suse/new.patch: behind patches.suse/v66 (v6.6); scripts/series_sort knows", &new_66,
	       &new_rc2);
	/* What has no header to read, and other repositories' patches, are no places. */
	PLACED(SORTED "\tpatches.suse/v65\n\tpatches.suse/gone\n\tpatches.suse/v67\n\n"
	       "\t# git://host/x.git next\n\tpatches.suse/v65\n\tpatches.suse/queued\n" TAIL,
	       SORTED "\tpatches.suse/v65\n\tpatches.suse/new.patch\n\tpatches.suse/gone\n"
	       "\tpatches.suse/v67\n\n\t# git://host/x.git next\n\tpatches.suse/v65\n"
	       "\tpatches.suse/queued\n" TAIL, "behind patches.suse/v65", &new_66);
	/* What is before and behind the sorted section has nothing to say. */
	PLACED("\tpatches.suse/v65\n" SORTED TAIL "\tpatches.suse/v65\n",
	       "\tpatches.suse/v65\n" SORTED "\tpatches.suse/new.patch\n" TAIL "\tpatches.suse/v65\n",
	       "first of the sorted section\n", &new_66);
}

static void two_of_one_place(void **state)
{
	PLACED(SORTED "\tpatches.suse/v65\n" TAIL,
	       SORTED "\tpatches.suse/v65\n\tpatches.suse/rc2.patch\n\tpatches.suse/new.patch\n\n"
	       "\t# out-of-tree patches\n\tpatches.suse/ours.patch\n\tpatches.suse/also.patch\n" TAIL,
	       "patches.suse/ours.patch: not upstream: last of the out-of-tree patches\n",
	       &ours, &new_66, &also, &new_rc2);
}

static void out_of_tree(void **state)
{
	PLACED(SORTED "\tpatches.suse/v67\n\n\t# out-of-tree patches\n\tpatches.suse/gone\n" TAIL,
	       SORTED "\tpatches.suse/v67\n\n\t# out-of-tree patches\n\tpatches.suse/gone\n"
	       "\tpatches.suse/ours.patch\n" TAIL, "last of the out-of-tree", &ours);
	PLACED(SORTED "\t# Out-of-tree patches\n" TAIL,
	       SORTED "\t# Out-of-tree patches\n\tpatches.suse/ours.patch\n" TAIL, "last of", &ours);
}

static void without_section(void **state)
{
	PLACED("\tpatches.suse/v65\n\tpatches.suse/v67", "\tpatches.suse/v65\n\tpatches.suse/v67\n"
	       "\tpatches.suse/new.patch\n\tpatches.suse/ours.patch\n", "as there is no sorted section", &new_66,
	       &ours);
	PLACED("", "\tpatches.suse/new.patch\n", "no sorted section", &new_66);
	/* A section without its end ends with the file. */
	PLACED(SORTED "\tpatches.suse/v65", SORTED "\tpatches.suse/v65\n\tpatches.suse/new.patch\n",
	       "behind patches.suse/v65", &new_66);
}

static void guards(void **state)
{
	PLACED("# sorted patches\r\n+x -!y\tpatches.suse/v65 # why\r\n-z patches.suse/v67\r\n",
	       "# sorted patches\r\n+x -!y\tpatches.suse/v65 # why\r\n\tpatches.suse/new.patch\n"
	       "-z patches.suse/v67\r\n", "behind patches.suse/v65 (v6.5-rc1)", &new_66);
	PLACED("# sorted patches\n#\tpatches.suse/v67\n+x\n", "# sorted patches\n\tpatches.suse/new.patch\n"
	       "#\tpatches.suse/v67\n+x\n", "first of", &new_66);
}

/* Nothing goes in twice. */
static void there_already(void **state)
{
	PLACED(SORTED "\tpatches.suse/v65\n+x patches.suse/one\n" TAIL,
	       SORTED "\tpatches.suse/v65\n+x patches.suse/one\n" TAIL,
	       "patches.suse/new.patch: is there already, as patches.suse/one\n", &new_66);
	PLACED(SORTED "\tpatches.suse/ours.patch\n" TAIL, SORTED "\tpatches.suse/ours.patch\n" TAIL,
	       "is there already, as patches.suse/ours.patch\n", &ours);
	/* What stands in a diff is no header; nor is read what is not below the folder. */
	PLACED(SORTED "\tpatches.suse/late\n\t../patches.suse/one\n" TAIL,
	       SORTED "\tpatches.suse/new.patch\n\tpatches.suse/late\n\t../patches.suse/one\n" TAIL,
	       "first of", &new_66);
}

static void refused(void **state)
{
	static const struct suse_patch bad = { "patches.suse/new.patch", ONE, "soon" };
	_cleanup_buf_ struct buf ret = { 0 }, notes = { 0 };
	struct error *err = NULL;

	assert_fails(suse_series_insert(*state, SORTED "\tpatches.suse/new.patch\n", &new_66, 1, &ret,
					&notes, &err), err, "another patch of that name");
	assert_fails(suse_series_insert(*state, SORTED, &bad, 1, &ret, &notes, &err), err,
		     "not a version: soon");
	assert_int_equal(ret.len, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(by_version, setup, teardown),
		cmocka_unit_test_setup_teardown(two_of_one_place, setup, teardown),
		cmocka_unit_test_setup_teardown(out_of_tree, setup, teardown),
		cmocka_unit_test_setup_teardown(without_section, setup, teardown),
		cmocka_unit_test_setup_teardown(guards, setup, teardown),
		cmocka_unit_test_setup_teardown(there_already, setup, teardown),
		cmocka_unit_test_setup_teardown(refused, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
