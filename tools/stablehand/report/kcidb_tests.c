// SPDX-License-Identifier: GPL-2.0-only
#include <ctype.h>
#include <string.h>

#include "report/cases.h"
#include "report/kcidb_parts.h"
#include "util/alloc.h"
#include "util/buf.h"

static const char *test_status(const struct report_case *c)
{
	switch (c->status) {
	case CASE_PASSED:
		return "PASS";
	case CASE_FAILED:
		return "FAIL";
	case CASE_SKIPPED:
		return "SKIP";
	default:
		return c->cause == CAUSE_NOT_BUILT ? "MISS" : "ERROR";
	}
}

/* ".x86.one_test" of "x86/one_test": what a path may not hold becomes '_'. */
static void add_path(const char *name, struct buf *path)
{
	bool fresh = true;

	for (; *name; name++) {
		bool word = isalnum((unsigned char)*name) || *name == '_' || *name == '-';

		if (*name == '/') {
			fresh = true;
			continue;
		}
		if (fresh && path->len)
			buf_puts(path, ".");
		buf_add(path, word ? name : "_", 1);
		fresh = false;
	}
}

/* "kselftest.kvm.x86.one_test"; name NULL: of the suite. */
static char *test_path(const struct report_suite *suite, const struct state_result *state,
		       const char *name)
{
	static const char prefix[] = "tools/testing/selftests/";
	const char *folder = state->build.has_selftests ? state->build.selftests.suite : NULL;
	struct buf path = {0};

	if (suite->kind == SUITE_BEHAVIOUR) {
		buf_puts(&path, "behaviour");
		add_path(suite->series, &path);
	} else {
		buf_puts(&path, "kselftest");
		if (folder && !strncmp(folder, prefix, strlen(prefix)))
			add_path(folder + strlen(prefix), &path);
	}
	if (name)
		add_path(name, &path);
	return buf_detach(&path);
}

static json_t *environment(const struct branch_result *b, const char *name)
{
	json_t *object = json_object(), *misc = json_object();

	for (size_t v = 0; v < b->variant_count; v++) {
		const struct variant_result *variant = &b->variants[v];
		_cleanup_free_ char *comment = NULL;

		if (strcmp(variant->name, name))
			continue;
		comment = xasprintf("%s%s%s%s%s", variant->what ? variant->what : variant->name,
				    variant->engine ? "; " : "", variant->engine ? variant->engine : "",
				    variant->accelerator ? "; " : "",
				    variant->accelerator ? variant->accelerator : "");
		kcidb_set_line(object, "comment", comment);
	}
	kcidb_set_line(misc, "variant", name);
	kcidb_set_misc(object, misc);
	return object;
}

static void add_test(struct kcidb *k, const struct report_suite *suite,
		     const struct series_result *s, const struct report_case *c)
{
	const struct branch_result *b = &k->result->branches[suite->branch];
	const struct state_result *state = s ? &s->ported : &b->base;
	_cleanup_free_ char *build = kcidb_build_id(k, b, s);
	_cleanup_free_ char *path = test_path(suite, state, c->cause == CAUSE_NOT_RUN ? NULL : c->name);
	_cleanup_free_ char *of = xasprintf("%s|%s|%s|%s", build, suite->name, c->name,
					    suite->seen->at ? suite->seen->at : "");
	_cleanup_free_ char *id = kcidb_make_id(k, "t", of);
	json_t *object = kcidb_add(k, k->tests, id), *misc = json_object();

	json_object_set_new(object, "build_id", json_string(build));
	json_object_set_new(object, "path", json_string(path));
	json_object_set_new(object, "status", json_string(test_status(c)));
	kcidb_set_line(object, "comment", c->message);
	kcidb_set_excerpt(object, c->detail);
	if (c->seconds > 0)
		json_object_set_new(object, "duration", json_real(c->seconds));
	json_object_set_new(object, "environment", environment(b, suite->variant));
	kcidb_set_line(misc, "name", c->name);
	kcidb_set_line(misc, "compared_with_base", c->compared);
	kcidb_set_seen(misc, suite->seen);
	kcidb_set_misc(object, misc);
}

/* The series that a suite of tests is of, for base NULL; false: its tree has no build. */
static bool find_build(const struct result *result, const struct report_suite *suite,
		       const struct series_result **ret)
{
	const struct branch_result *b = &result->branches[suite->branch];

	*ret = NULL;
	if (!b->has_source || !suite->variant ||
	    (suite->kind != SUITE_STATE && suite->kind != SUITE_BEHAVIOUR))
		return false;
	if (!strcmp(suite->state, b->base.state))
		return b->base.has_build;
	for (size_t i = 0; i < b->series_count; i++) {
		const struct series_result *s = &b->series[i];

		if (strcmp(s->name, suite->series) || strcmp(suite->state, s->ported.state))
			continue;
		*ret = s;
		return s->ported.has_build && kcidb_has_checkout(s);
	}
	return false;
}

/* Variants that could not be run, as skipped tests of base. */
static void add_absent(struct kcidb *k, const struct branch_result *b)
{
	_cleanup_free_ char *build = kcidb_build_id(k, b, NULL);

	for (size_t i = 0; i < b->absent_count; i++) {
		const struct absent_variant *a = &b->absent[i];
		_cleanup_free_ char *of = xasprintf("%s|absent|%s", build, a->name);
		_cleanup_free_ char *id = kcidb_make_id(k, "t", of);
		json_t *object = kcidb_add(k, k->tests, id);

		json_object_set_new(object, "build_id", json_string(build));
		json_object_set_new(object, "path", json_string("kselftest"));
		json_object_set_new(object, "status", json_string("SKIP"));
		kcidb_set_line(object, "comment", a->otherwise);
		kcidb_set_excerpt(object, a->reason);
		json_object_set_new(object, "environment", environment(b, a->name));
	}
}

void kcidb_add_tests(struct kcidb *k)
{
	_cleanup_(report_suites_release) struct report_suites suites = {0};

	report_suites_make(k->result, &suites);
	for (size_t i = 0; i < suites.count; i++) {
		const struct report_suite *suite = &suites.items[i];
		const struct series_result *series;

		if (!find_build(k->result, suite, &series))
			continue;
		for (size_t c = 0; c < suite->count; c++)
			add_test(k, suite, series, &suite->cases[c]);
	}
	for (size_t i = 0; i < k->result->count; i++)
		if (k->result->branches[i].has_source && k->result->branches[i].base.has_build)
			add_absent(k, &k->result->branches[i]);
}
