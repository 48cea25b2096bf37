// SPDX-License-Identifier: GPL-2.0-only
#include "kernel_fixture.h"

#include <sys/stat.h>

#include "kernel/apt_sources.h"
#include "kernel/source.h"
#include "util/hash.h"
#include "util/process.h"

static const char machine_list[] =
	"# comment\n"
	"deb http://mirror.example/debian bookworm main contrib # all of it\n"
	"deb-src http://mirror.example/debian bookworm main\n"
	"deb [arch=amd64 signed-by=/k/debian-archive-x.gpg check-valid-until=no] "
	"http://mirror.example/proxy/17/ bookworm-security main\n"
	"deb [ signed-by=/k/other-archive-keyring.gpg ] https://other.example/apt bookworm main\n"
	"deb https://docker.example/linux/debian bookworm stable\n"
	"deb [signed-by=/k/vendor.gpg] https://vendor.example/debian bookworm main\n";

static const char machine_sources[] =
	"Types: deb deb-src\n# a comment between\nURIs: http://mirror.example/debian\n"
	"Suites: sid\n  experimental\nComponents: main\nSigned-By:\n"
	" -----BEGIN PGP PUBLIC KEY BLOCK-----\n .\n abc\n\n"
	"Types: deb\nEnabled: no\nURIs: http://off.example/debian\nSuites: sid\nComponents: main\n\n"
	"Types: deb-src\nURIs: http://src.example/debian\nSuites: sid\nComponents: main\n";

static void test_parse(void **state)
{
	struct apt_entries e = {0};

	apt_parse_list(machine_list, &e);
	assert_int_equal(e.count, 5);
	assert_string_equal(e.items[0].suites, "bookworm");
	assert_string_equal(e.items[0].components, "main contrib");
	assert_null(e.items[0].signed_by);
	assert_true(apt_entry_is_archive(&e.items[0]));
	assert_string_equal(e.items[1].signed_by, "/k/debian-archive-x.gpg");
	assert_true(e.items[1].no_expiry);
	assert_true(apt_entry_is_archive(&e.items[1]));
	assert_string_equal(e.items[2].uris, "https://other.example/apt");
	assert_false(apt_entry_is_archive(&e.items[2]));
	assert_false(apt_entry_is_archive(&e.items[3]));
	/* Named as the archive is, but others vouch for it. */
	assert_false(apt_entry_is_archive(&e.items[4]));
	apt_entries_clear(&e);

	apt_parse_deb822(machine_sources, &e);
	assert_int_equal(e.count, 1);
	assert_string_equal(e.items[0].suites, "sid experimental");
	assert_non_null(strstr(e.items[0].signed_by, "\n .\n abc"));
	apt_entries_clear(&e);
}

static void test_private_sources(void **state)
{
	static const char *const security[] = {"trixie-security", "bookworm", NULL};
	static const char *const none[] = {NULL};
	struct apt_entries e = {0}, other = {0};
	struct error *err = NULL;
	struct buf text = {0};

	apt_parse_list(machine_list, &e);
	assert_int_equal(apt_private_sources(&e, security, &text, &err), 0);
	assert_null(strstr(text.data, "other.example"));
	assert_null(strstr(text.data, "docker.example"));
	/* On the mirror of the machine's security suite; bookworm is there already. */
	assert_non_null(strstr(text.data,
			       "URIs: http://mirror.example/proxy/17/\nSuites: trixie-security\n"));
	assert_null(strstr(strstr(text.data, "Suites: bookworm\n") + 1, "Suites: bookworm\n"));
	assert_null(strstr(text.data, "Trusted"));
	buf_clear(&text);

	apt_parse_list("deb http://m.example/debian/ bookworm main\n", &other);
	assert_int_equal(apt_private_sources(&other, security, &text, &err), 0);
	assert_non_null(strstr(text.data,
			       "URIs: http://m.example/debian-security\nSuites: trixie-security\n"));
	apt_entries_clear(&other);
	assert_int_equal(apt_private_sources(&other, none, &text, &err), -1);
	expect_error(&err, ERROR_ENVIRONMENT, "no Debian archive");
	buf_release(&text);
	apt_entries_clear(&e);
}

/* A .deb of that version in the archive's pool, and its stanza in Packages. */
static void add_package(struct fixture *f, const char *sublevel, bool there, struct buf *packages)
{
	char *makefile = xasprintf("VERSION = 6\nPATCHLEVEL = 1\nSUBLEVEL = %s\n", sublevel);
	char *tar = path_join(f->dir, "t.tar.xz"), sum[65];
	char *name = xasprintf("linux-source-6.1_6.1.%s-1_all.deb", sublevel);
	char *deb = path_join(f->dir, "debian/%s", name);
	struct stat st;

	make_tarball(tar, (struct item[]){{"l/Makefile", makefile}, {0}}, false);
	make_deb(f->dir, deb, tar);
	assert_int_equal(stat(deb, &st), 0);
	assert_int_equal(file_sha256(deb, sum, NULL), 0);
	buf_printf(packages, "Package: linux-source-6.1\nVersion: 6.1.%s-1\nArchitecture: all\n"
		   "Maintainer: T <t@example.org>\nFilename: %s\nSize: %lld\nSHA256: %s\n"
		   "Description: test\n\n", sublevel, name, (long long)st.st_size, sum);
	if (!there)
		path_remove(deb, NULL);
	free(makefile);
	free(tar);
	free(name);
	free(deb);
}

/* A file:// archive; what signs it is the machine's owner's word, [trusted=yes]. */
static void make_archive(struct fixture *f, const struct buf *packages, bool trusted)
{
	_cleanup_buf_ struct buf architecture = {0};
	const char *const argv[] = {"dpkg", "--print-architecture", NULL};
	char sum[65], *path, *text, *folder;

	assert_int_equal(process_check(argv, &architecture, NULL), 0);
	architecture.data[strcspn(architecture.data, "\n")] = '\0';
	folder = path_join(f->dir, "debian/dists/bookworm/main/binary-%s", architecture.data);
	assert_int_equal(dir_make(folder, NULL), 0);
	path = path_join(folder, "Packages");
	write_text(path, buf_str(packages));
	data_sha256(packages->data, packages->len, sum);
	free(path);
	path = path_join(f->dir, "debian/dists/bookworm/Release");
	text = xasprintf("Suite: bookworm\nCodename: bookworm\nArchitectures: %s\n"
			 "Components: main\nDate: Mon, 01 Jan 2024 00:00:00 UTC\nSHA256:\n"
			 " %s %zu main/binary-%s/Packages\n", architecture.data, sum, packages->len,
			 architecture.data);
	write_text(path, text);
	free(path);
	free(text);
	path = path_join(f->dir, "sources.list");
	text = xasprintf("deb %sfile://%s/debian bookworm main\n"
			 "deb [trusted=yes] file:///nonexistent/third-party bookworm main\n",
			 trusted ? "[trusted=yes] " : "", f->dir);
	write_text(path, text);
	free(path);
	free(text);
	free(folder);
}

static int fetch(struct fixture *f, const char *want, struct source_result *ret, struct error **err)
{
	char *path = path_join(f->dir, "6.1.y.conf"), *cache = path_join(f->dir, "cache");
	struct source_options options = {
		.repo = f->repo,
		.cache_dir = cache,
		.want_version = want,
		.apt_etc_dir = f->dir,
	};
	struct branch *branch = NULL;
	int rc;

	write_text(path, "[source \"debian\"]\ntype = apt\npackage = linux-source-6.1\n");
	assert_int_equal(branch_load(path, &branch, err), 0);
	options.branch = branch;
	rc = source_fetch(&options, ret, err);
	branch_free(&branch);
	free(path);
	free(cache);
	return rc;
}

static void test_fetch(void **state)
{
	struct fixture *f = *state;
	char *pool = path_join(f->dir, "debian");
	struct buf packages = {0};
	struct source_result r;
	struct error *err = NULL;

	if (!process_in_path("apt-get"))
		skip();
	assert_int_equal(dir_make(pool, NULL), 0);
	add_package(f, "9", true, &packages);
	add_package(f, "10", true, &packages);
	add_package(f, "11", false, &packages);
	make_archive(f, &packages, true);

	/* The newest is listed and gone; 10 is newer than 9. */
	if (fetch(f, NULL, &r, &err))
		fail_msg("%s", err->message);
	assert_string_equal(r.release.version, "6.1.10-1");
	assert_false(r.already_there);
	assert_int_equal(r.tried_count, 1);
	assert_non_null(strstr(r.tried[0], "6.1.11-1 is listed, but"));
	source_result_clear(&r);

	assert_int_equal(fetch(f, NULL, &r, &err), 0);
	assert_true(r.already_there);
	source_result_clear(&r);
	assert_int_equal(fetch(f, "6.1.9-1", &r, &err), 0);
	assert_string_equal(r.release.version, "6.1.9-1");
	source_result_clear(&r);
	assert_int_equal(fetch(f, "6.1.11-1", &r, &err), -1);
	expect_error(&err, ERROR_ENVIRONMENT, "6.1.11-1");
	buf_release(&packages);
	free(pool);
}

/* A mirror that cannot be reached: what the others say is used, but it is no fresh check. */
static void test_unreachable(void **state)
{
	struct fixture *f = *state;
	char *pool = path_join(f->dir, "debian"), *list = path_join(f->dir, "sources.list");
	char *machine = path_join(f->dir, "apt.conf");
	char *checked = path_join(f->dir, "cache/checked/6.1.y");
	struct buf packages = {0}, text = {0};
	struct source_result r;
	struct error *err = NULL;

	if (!process_in_path("apt-get"))
		skip();
	assert_int_equal(dir_make(pool, NULL), 0);
	add_package(f, "9", true, &packages);
	make_archive(f, &packages, true);
	assert_int_equal(file_read(list, 4096, &text, NULL), 0);
	buf_puts(&text, "deb [trusted=yes] http://127.0.0.1:1/debian bookworm-security main\n");
	write_text(list, text.data);
	write_text(machine, "Acquire::Retries::Delay \"false\";\n"
			    "Acquire::http::Proxy::127.0.0.1 \"DIRECT\";\n");
	setenv("APT_CONFIG", machine, 1);
	if (fetch(f, NULL, &r, &err))
		fail_msg("%s", err->message);
	assert_string_equal(r.release.version, "6.1.9-1");
	assert_int_equal(r.tried_count, 1);
	assert_non_null(strstr(r.tried[0], "apt-get update: "));
	assert_non_null(strstr(r.tried[0], "127.0.0.1:1"));
	assert_null(strchr(r.tried[0], '\n'));
	assert_true(r.stale);
	assert_false(path_exists(checked));
	source_result_clear(&r);

	make_archive(f, &packages, true);
	assert_int_equal(fetch(f, NULL, &r, &err), 0);
	unsetenv("APT_CONFIG");
	assert_int_equal(r.tried_count, 0);
	assert_false(r.stale);
	assert_true(path_exists(checked));
	source_result_clear(&r);
	buf_release(&text);
	buf_release(&packages);
	free(pool);
	free(list);
	free(machine);
	free(checked);
}

/* A .deb that is not the one of the list, and an archive that nobody signed. */
static void test_tampered(void **state)
{
	struct fixture *f = *state;
	char *pool = path_join(f->dir, "debian");
	char *deb = path_join(pool, "linux-source-6.1_6.1.9-1_all.deb");
	struct buf packages = {0}, bytes = {0};
	struct source_result r;
	struct error *err = NULL;

	if (!process_in_path("apt-get"))
		skip();
	assert_int_equal(dir_make(pool, NULL), 0);
	add_package(f, "9", true, &packages);
	make_archive(f, &packages, false);
	assert_int_equal(fetch(f, NULL, &r, &err), -1);
	expect_error(&err, ERROR_ENVIRONMENT, "not signed");

	make_archive(f, &packages, true);
	assert_int_equal(file_read(deb, 1 << 20, &bytes, NULL), 0);
	bytes.data[bytes.len - 20] ^= 1;
	assert_int_equal(file_write(deb, bytes.data, bytes.len, 0644, NULL), 0);
	assert_int_equal(fetch(f, NULL, &r, &err), -1);
	expect_error(&err, ERROR_ENVIRONMENT, "debian: ");
	assert_int_equal(pack_files(f->repo), 0);
	assert_int_equal(repo_ref_exists(f->repo, "refs/kernels/6.1.y/6.1.9-1"), 0);
	buf_release(&bytes);
	buf_release(&packages);
	free(deb);
	free(pool);
}

#define WITH_STORE(test) cmocka_unit_test_setup_teardown(test, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse),
		cmocka_unit_test(test_private_sources),
		WITH_STORE(test_fetch),
		WITH_STORE(test_unreachable),
		WITH_STORE(test_tampered),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
