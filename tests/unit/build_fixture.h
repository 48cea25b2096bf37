/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A branch with a tree of five files. The compiler is not the point in tests of builds: a
 * small script stands for make, does what the file "mode" beside it says, and notes its
 * calls, and when the branch's lock was not taken for one.
 */
#ifndef BUILD_FIXTURE_H
#define BUILD_FIXTURE_H

#include "git/repo.h"
#include "kernel/build.h"
#include "util/alloc.h"
#include "util/file.h"

static const char fake_make[] =
	"#!/bin/sh\n"
	"here=${0%/*}\n"
	"for a; do case $a in\n"
	"O=*) obj=${a#O=};;\n"
	"OUTPUT=*) out=${a#OUTPUT=};;\n"
	"M=*) echo module >${a#M=}/${a##*/}.ko;;\n"
	"EXTERNAL_OUTPUT=*) echo test >${a#EXTERNAL_OUTPUT=}; external=1;;\n"
	"tinyconfig|olddefconfig|bzImage|Image|headers_install|stablehand-list|--version) target=$a;;\n"
	"esac; done\n"
	"target=${target:-${out:+suite}}\n"
	"[ \"$target\" = --version ] && { echo 'make 1'; exit; }\n"
	"echo \"${target:-other}\" >>$here/calls\n"
	"work=${obj%/*}; [ $work ] || work=${out%/selftests/out}; work=${work%/external-*}\n"
	"echo \"$*\" >$here/arguments\n"
	"[ -d $work ] && flock -n $work/lock true && echo unlocked >>$here/calls\n"
	"mode=$(cat $here/mode)\n"
	"case ${target:-other} in\n"
	"tinyconfig) mkdir -p $obj; echo 'CONFIG_TINY=y' >$obj/.config;;\n"
	"olddefconfig) grep -v CONFIG_REFUSED $obj/.config >$obj/c; mv $obj/c $obj/.config;;\n"
	"bzImage|Image)\n"
	"  echo \"compiled: $(cat ${obj%/obj}/src/kernel/a.c)\"\n"
	"  echo '  CC      a.o'; echo '  CC [M]  b.o'; echo '  LD      vmlinux'\n"
	"  case $mode in\n"
	"  broken) echo \"${obj%/obj}/src/a.c:7:3: error: no such thing\" >&2\n"
	"    echo 'make[2]: *** [scripts/Makefile.build:250: a.o] Error 1' >&2\n"
	"    echo 'make: *** [Makefile:231: __sub-make] Error 2' >&2; exit 2;;\n"
	"  quoting) echo 'a.c:7:3: error: no such thing' >&2\n"
	"    echo '   45 |  perror(\"Cannot allocate memory: error: \");' >&2; exit 2;;\n"
	"  full) echo 'a.c: fatal error: No space left on device' >&2; exit 2;;\n"
	"  meddling) echo 'not the tree' >${obj%/obj}/src/kernel/a.c;;\n"
	"  slow) echo $$ >$here/pid; sleep 60; exit 0;;\n"
	"  esac\n"
	"  image=arch/x86/boot/bzImage; [ $target = Image ] && image=arch/other/boot/Image\n"
	"  mkdir -p $obj/${image%/*} $obj/m\n"
	"  for f in $image System.map Module.symvers vmlinux m/one-two.ko; do\n"
	"    echo \"$f of $mode\" >$obj/$f; done\n"
	"  echo \"source_a.o := ${obj%/obj}/src/kernel/a.c\" >$obj/.a.o.cmd\n"
	"  echo kernel/m/one-two.ko >$obj/modules.order;;\n"
	"headers_install) grep -q making ${obj%/obj}/trust || echo 'in doubt' >>$here/calls;;\n"
	"stablehand-list)\n"
	"  for t in x/good bad libless; do echo \"stablehand program $out/$t\"; done\n"
	"  echo 'stablehand script run.sh'; echo 'stablehand helper data'\n"
	"  echo 'stablehand script ../../escape.sh';;\n"
	"suite) [ $external ] && exit; mkdir -p $out/x; echo good >$out/x/good\n"
	"  [ $mode = suite-meddling ] && echo >$work/src/tools/testing/selftests/demo/new.h\n"
	"  [ $mode = fixed ] && { echo bad >$out/bad; echo libless >$out/libless; exit; }\n"
	"  echo \"bad.c:3: undefined reference to \\`gone'\" >&2\n"
	"  echo 'collect2: error: ld returned 1 exit status' >&2\n"
	"  echo \"make: *** [../lib.mk:155: $out/bad] Error 1\" >&2\n"
	"  echo 'l.c:1:1: error: broken library' >&2\n"
	"  echo \"make: *** [../lib.mk:9: $out/lib/l.o] Error 1\" >&2; exit 2;;\n"
	"esac\n";

static struct {
	char folder[64];
	char *bin, *cache, *fragment, *path;
	git_repository *repo;
	git_oid base, other;
} at;

static void put(const char *folder, const char *name, const char *text, mode_t mode)
{
	_cleanup_free_ char *path = path_join(folder, "%s", name);

	assert_int_equal(file_write(path, text, strlen(text), mode, NULL), 0);
}

static git_oid make_tree(const char *content)
{
	static const char *const paths[] = {
		"Makefile", "kernel/a.c", "tools/testing/selftests/demo/settings",
		"tools/testing/selftests/demo/run.sh", "tools/testing/selftests/demo/data",
	};
	git_index *index;
	git_oid tree;

	assert_int_equal(git_index_new(&index), 0);
	for (size_t i = 0; i < ARRAY_SIZE(paths); i++) {
		git_index_entry entry = {.path = paths[i], .mode = GIT_FILEMODE_BLOB};
		const char *text = i == 1 ? content : "timeout=77\n";

		assert_int_equal(git_blob_create_from_buffer(&entry.id, at.repo, text,
							     strlen(text)), 0);
		assert_int_equal(git_index_add(index, &entry), 0);
	}
	assert_int_equal(git_index_write_tree_to(&tree, index, at.repo), 0);
	git_index_free(index);
	return tree;
}

static int setup(void **state)
{
	static const char *const others[] = {"gcc", "ld", "flex", "bison", "bc", "rsync", "strip"};
	_cleanup_free_ char *store = NULL, *path = NULL;

	(void)state;
	strcpy(at.folder, "/tmp/build-XXXXXX");
	if (!mkdtemp(at.folder))
		return -1;
	store = path_join(at.folder, "store");
	at.bin = path_join(at.folder, "bin");
	at.cache = path_join(at.folder, "cache");
	at.fragment = path_join(at.folder, "base.config");
	at.path = xstrdup(getenv("PATH"));
	if (mkdir(at.bin, 0777) || repo_open(store, &at.repo, NULL))
		return -1;
	put(at.bin, "make", fake_make, 0755);
	put(at.bin, "mode", "good", 0666);
	for (size_t i = 0; i < ARRAY_SIZE(others); i++)
		put(at.bin, others[i], "#!/bin/sh\necho tool 1\n", 0755);
	put(at.folder, "base.config", "CONFIG_GRANTED=y\nCONFIG_REFUSED=m\n", 0666);
	path = xasprintf("%s:%s", at.bin, at.path);
	setenv("PATH", path, 1);
	/* The stand-in writes beside itself. */
	setenv("STABLEHAND_CONFINE", "never", 1);
	at.base = make_tree("base");
	at.other = make_tree("other");
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	setenv("PATH", at.path, 1);
	git_repository_free(at.repo);
	free(at.bin);
	free(at.cache);
	free(at.fragment);
	free(at.path);
	return path_remove(at.folder, NULL);
}

static void set_mode(const char *mode)
{
	put(at.bin, "mode", mode, 0666);
	put(at.bin, "calls", "", 0666);
}

static void assert_calls(const char *want)
{
	_cleanup_free_ char *path = path_join(at.bin, "calls");
	_cleanup_buf_ struct buf calls = {0};

	assert_int_equal(file_read(path, 4096, &calls, NULL), 0);
	assert_string_equal(buf_str(&calls), want);
}

static struct build_options options_for(const git_oid *tree)
{
	static const char *fragments[2], *modules[] = {"one_two", NULL};

	fragments[0] = at.fragment;
	return (struct build_options){
		.repo = at.repo, .tree = *tree, .branch = "6.1.y", .state = "base",
		.cache = at.cache, .fragments = fragments, .modules = modules, .jobs = 1,
	};
}

static struct build_result build(const struct build_options *options)
{
	struct build_result result = {0};
	struct error *err = NULL;

	if (build_run(options, &result, &err))
		fail_msg("%s", err->message);
	return result;
}

static void assert_file(const char *folder, const char *name, const char *want)
{
	_cleanup_free_ char *path = path_join(folder, "%s", name);
	_cleanup_buf_ struct buf text = {0};

	assert_int_equal(file_read(path, 65536, &text, NULL), 0);
	assert_string_equal(buf_str(&text), want);
}

#endif
