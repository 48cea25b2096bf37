// SPDX-License-Identifier: GPL-2.0-only
/* Libraries loaded at their first use, and libgit2 started at its. */
#include "unit.h"

#include <dlfcn.h>
#include <git2.h>
#include <math.h>

#include "git/start.h"
#include "util/library.h"
#include "util/library_archive.h"
#include "util/library_curl.h"
#include "util/library_gmime.h"
#include "util/library_sqlite.h"
#include "util/library_xml.h"

#define OF_MATH(FUNCTION) \
	FUNCTION(sqrt) \
	FUNCTION(hypot)

OF_MATH(static LIBRARY_DEFINE)

static int starts;

static void count_start(void)
{
	/* With its functions in place. */
	assert_true(lib_hypot(3, 4) == 5);
	starts++;
}

static void test_loaded_once(void **state)
{
	static const struct library_function functions[] = {OF_MATH(LIBRARY_FUNCTION) {NULL}};
	struct library library = {"libm.so.6", "libc6", functions, count_start};
	struct error *err = NULL;

	assert_null(lib_sqrt);
	for (int i = 0; i < 2; i++) {
		assert_works(library_load(&library, &err), err);
		assert_int_equal(starts, 1);
		assert_true(lib_sqrt(16) == 4);
	}
}

/* Said with the package, as often as it is asked for, and nothing half there. */
static void test_missing(void **state)
{
	static double (*first)(double), (*second)(double);
	static const struct library_function functions[] = {
		{"sqrt", &first},
		{"no_such_function", &second},
		{NULL},
	};
	struct library absent = {"libnowhere.so.9", "libnowhere9", functions, count_start};
	struct library old = {"libm.so.6", "libc6", functions, count_start};
	struct error *err = NULL;
	int before = starts;

	for (int i = 0; i < 2; i++) {
		assert_int_equal(library_load(&absent, &err), -1);
		assert_int_equal(error_exit_code(err), 3);
		assert_non_null(strstr(err->message, "libnowhere.so.9"));
		assert_non_null(strstr(err->message, "apt-get install libnowhere9"));
		error_clear(&err);
		assert_int_equal(library_load(&old, &err), -1);
		assert_int_equal(error_exit_code(err), 3);
		assert_non_null(strstr(err->message, "no_such_function"));
		error_clear(&err);
	}
	assert_null(first);
	assert_int_equal(starts, before);
}

/* Every function on their lists is in the libraries of this machine. */
static void test_what_is_used(void **state)
{
	struct error *err = NULL;

	assert_works(archive_load(&err), err);
	assert_works(curl_load(&err), err);
	assert_works(gmime_load(&err), err);
	assert_works(sqlite_load(&err), err);
	assert_works(xml_load(&err), err);
}

static void test_gmime_is(void **state)
{
	struct error *err = NULL;
	GMimeStream *stream;

	assert_works(gmime_load(&err), err);
	stream = lib_g_mime_stream_mem_new_with_buffer("x", 1);
	assert_false(gmime_is(stream, lib_g_mime_part_get_type()));
	assert_false(gmime_is(NULL, lib_g_mime_part_get_type()));
	assert_true(gmime_is(stream, G_TYPE_FROM_INSTANCE(stream)));
	lib_g_object_unref(stream);
}

/* What libgit2's TLS library would parse at every start is not looked at. */
static void test_no_certificates(void **state)
{
	static const char *const names[] = {"mbedtls_x509_crt_parse_file",
					    "mbedtls_x509_crt_parse_path"};
	Dl_info here, there;

	libgit2_start();
	libgit2_start();
	assert_int_equal(git_libgit2_init(), 2);
	assert_int_equal(git_libgit2_shutdown(), 1);
	if (!dlsym(RTLD_DEFAULT, "mbedtls_x509_crt_init"))
		return;		/* built with another one */
	assert_true(dladdr(&starts, &here));
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		assert_true(dladdr(dlsym(RTLD_DEFAULT, names[i]), &there));
		assert_ptr_equal(here.dli_fbase, there.dli_fbase);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_loaded_once),
		cmocka_unit_test(test_missing),
		cmocka_unit_test(test_what_is_used),
		cmocka_unit_test(test_gmime_is),
		cmocka_unit_test(test_no_certificates),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
