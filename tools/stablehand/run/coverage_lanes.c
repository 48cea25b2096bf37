// SPDX-License-Identifier: GPL-2.0-only
/* What is run to find out what tests run through: variants, lanes, and what the VMs get. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "run/coverage_parts.h"
#include "util/alloc.h"
#include "util/buf.h"
#include "util/file.h"
#include "vm/coverage.h"

/* Of a series' behaviour tests: in the guest, and before their names. */
#define OWN_FOLDER "behaviour"
#define SECONDS_MORE 30		/* for the guest to say what it counted after the test's time */

char *coverage_own_name(const struct behaviour_test *test)
{
	return xasprintf(OWN_FOLDER "/%s", test->name);
}

/* Is the behaviour test run on the branch in the variant, in whatever state? */
static bool is_used(const struct coverage_walk *run, const struct behaviour_test *test,
		    const char *variant)
{
	const struct behaviour *b = run->behaviour;
	bool used = false;

	for (char **name = test->variants; *name; name++)
		used |= !strcmp(*name, variant);
	if (!used)
		return false;
	for (size_t s = 0; s < b->state_count; s++)
		if (behaviour_expected(b, test->name, b->states[s].name,
				       run->testing.result->branch, variant))
			return true;
	return false;
}

/* Is it one of the behaviour tests' own, in which the suite is not run? */
static bool is_own(const struct coverage_walk *run, const struct variant *variant)
{
	return !variants_find(&run->testing.variants, variant->name);
}

static void add_own_variants(struct coverage_walk *run)
{
	struct testing *t = &run->testing;
	const struct behaviour *b = run->behaviour;

	for (size_t v = 0; b && v < b->variants.count; v++) {
		const struct variant *variant = &b->variants.items[v];
		bool used = false;

		for (size_t i = 0; i < b->test_count; i++)
			used |= is_used(run, &b->tests[i], variant->name);
		if (used && is_own(run, variant) && strcmp(variant->engine, VARIANT_NO_ENGINE) &&
		    (!t->options->variant || !strcmp(t->options->variant, variant->name)))
			*ARRAY_ADD(t->chosen, t->chosen_count, t->chosen_alloc) = variant;
	}
}

/* The suite's variants, and those of the series' behaviour tests. */
int coverage_choose_variants(struct coverage_walk *run, struct error **err)
{
	struct testing *t = &run->testing;
	_cleanup_free_ char *path = path_join(t->context->project, "kernels/vm/variants.conf");
	_cleanup_free_ char *folder = path_join(t->context->project, "tests/behaviour/%s",
						run->series->name);
	struct variants variants = {0};
	int rc;

	/* They go to the behaviour's own, while t's are pointed to. */
	rc = variants_read(path, &variants, err);
	if (!rc) {
		variants_complete(&variants, t->arch);
		rc = behaviour_read(folder, run->series->name, &variants, &run->behaviour,
				    err);
	}
	variants_release(&variants);
	if (rc)
		return -1;
	add_own_variants(run);
	if (t->chosen_count && t->options->variant)
		return 0;
	t->chosen_count = 0;
	if (testing_choose_variants(t, run->branch, err))
		return -1;
	add_own_variants(run);
	return 0;
}

static char *keep_word(struct coverage_walk *run, char *owned)
{
	return *ARRAY_ADD(run->words, run->word_count, run->word_alloc) = owned;
}

/* The same test by way of the program that counts: SECONDS TEST [ARGUMENT...] behind it. */
static void wrap(struct coverage_walk *run, struct suite_test *test, double scale)
{
	unsigned seconds = test->timeout * scale;
	const char **vector;
	size_t count = 0, at = 0;

	while (test->args && test->args[count])
		count++;
	vector = xcalloc(count + 3, sizeof(*vector));
	*ARRAY_ADD(run->vectors, run->vector_count, run->vector_alloc) = vector;
	vector[at++] = keep_word(run, xasprintf("%u", seconds ? seconds : 1));
	vector[at++] = test->path;
	for (size_t i = 0; i < count; i++)
		vector[at++] = test->args[i];
	test->path = "/" COVERAGE_FOLDER "/" COVERAGE_RUNNER;
	test->args = vector;
	test->timeout += SECONDS_MORE / scale;
}

int coverage_write_list(struct coverage_walk *run, struct error **err)
{
	const struct coverage_result *result = &run->series->coverage;
	_cleanup_free_ char *folder = path_join(run->testing.context->cache, "initramfs/%s",
						run->testing.result->branch);
	_cleanup_buf_ struct buf list = {0};

	for (size_t i = 0; i < result->count; i++)
		if (result->rows[i].symbol && strlen(result->rows[i].symbol) <= COVERAGE_NAME_MAX)
			buf_printf(&list, "%s\n", result->rows[i].symbol);
	run->list = path_join(folder, "coverage-%d", (int)getpid());
	return dir_make(folder, err) ||
	       file_write(run->list, buf_str(&list), list.len, 0666, err) ? -1 : 0;
}

static void add_file(struct coverage_walk *run, const char *path, const char *source)
{
	*ARRAY_ADD(run->files, run->file_count, run->file_alloc) =
		(struct initramfs_file){path, source};
}

/* What the guest gets beside the suite. */
static void add_files(struct coverage_walk *run)
{
	add_file(run, COVERAGE_FOLDER "/" COVERAGE_RUNNER, run->external.files[1].path);
	add_file(run, COVERAGE_FOLDER "/" COVERAGE_LIST, run->list);
	for (size_t i = 0; i < run->programs.count; i++) {
		const char *source = run->programs.files[i].path;

		if (source)
			add_file(run, keep_word(run, xasprintf(OWN_FOLDER "/%s",
							       strrchr(source, '/') + 1)), source);
	}
}

static bool has_program(const struct coverage_walk *run, const char *name)
{
	for (size_t i = 0; i < run->behaviour->source_count; i++)
		if (!strcmp(run->behaviour->sources[i].name, name))
			return run->programs.files[i].path;
	return false;
}

/* The series' own tests that are run in the variant and not known yet. */
static void add_own_tests(struct coverage_walk *run, struct lane *lane)
{
	const struct behaviour *b = run->behaviour;

	for (size_t i = 0; b && i < b->test_count; i++) {
		const struct behaviour_test *test = &b->tests[i];
		_cleanup_free_ char *name = coverage_own_name(test);
		struct suite_test *to;

		if (!is_used(run, test, run->testing.chosen[lane->variant]->name) ||
		    !has_program(run, test->program) ||
		    !test_selected(run->testing.options, name) ||
		    attempts_find(&lane_run(lane)->attempts, name, 1))
			continue;
		to = ARRAY_ADD(lane->tests, lane->count, lane->alloc);
		to->name = keep_word(run, TAKE_PTR(name));
		to->path = keep_word(run, xasprintf("/" OWN_FOLDER "/%s", test->program));
		to->args = (const char *const *)test->arguments;
		to->timeout = test->timeout;
	}
}

void coverage_make_lanes(struct coverage_walk *run)
{
	struct testing *t = &run->testing;

	add_files(run);
	run->lanes = xcalloc(t->chosen_count + 1, sizeof(*run->lanes));
	for (size_t v = 0; v < t->chosen_count; v++) {
		struct lane *lane = &run->lanes[v];

		lane->state = &run->state;
		lane->variant = v;
		lane->label = xasprintf("coverage-%s-%s", run->series->name,
					t->chosen[v]->name);
		lane->module = run->external.files[0].path;
		lane->files = run->files;
		lane->file_count = run->file_count;
		if (!is_own(run, t->chosen[v]))
			lane_fill(t, lane, 1, NULL);
		add_own_tests(run, lane);
		for (size_t i = 0; i < lane->count; i++)
			wrap(run, &lane->tests[i], t->engines[v]->time_scale);
	}
}
