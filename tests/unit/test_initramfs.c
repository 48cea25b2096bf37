// SPDX-License-Identifier: GPL-2.0-only
#include "unit.h"

#include <archive.h>
#include <archive_entry.h>
#include <elf.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/buf.h"
#include "util/hash.h"
#include "vm/initramfs.h"
#include "vm/modinfo.h"

/* A smallest ELF file with this .modinfo section. */
static void make_module(struct buf *to, const char *info, size_t len)
{
	static const char names[] = "\0.modinfo\0.shstrtab";
	Elf64_Ehdr head = {
		.e_ident = {0x7f, 'E', 'L', 'F', ELFCLASS64, ELFDATA2LSB, EV_CURRENT},
		.e_type = ET_REL, .e_machine = EM_X86_64, .e_shoff = sizeof(head),
		.e_shentsize = sizeof(Elf64_Shdr), .e_shnum = 3, .e_shstrndx = 2,
	};
	size_t data = sizeof(head) + 3 * sizeof(Elf64_Shdr);
	Elf64_Shdr sections[3] = {
		{0},
		{.sh_name = 1, .sh_type = SHT_PROGBITS, .sh_offset = data, .sh_size = len},
		{.sh_name = 10, .sh_type = SHT_STRTAB, .sh_offset = data + len,
		 .sh_size = sizeof(names)},
	};

	buf_add(to, &head, sizeof(head));
	buf_add(to, sections, sizeof(sections));
	buf_add(to, info, len);
	buf_add(to, names, sizeof(names));
}

static char *write_module(const char *dir, const char *name, const char *depends)
{
	_cleanup_free_ char *info = xasprintf("license=GPL%cdepends=%s%cname=%s%c", 1, depends, 1,
					      name, 1);
	char *path = path_join(dir, "%s.o", name);
	_cleanup_buf_ struct buf file = {0};
	struct error *err = NULL;
	size_t len = strlen(info);

	for (size_t i = 0; i < len; i++)
		if (info[i] == 1)
			info[i] = '\0';
	make_module(&file, info, len);
	assert_works(file_write(path, file.data, file.len, 0644, &err), err);
	return path;
}

static char *write_text(const char *dir, const char *name, const char *text, mode_t mode)
{
	char *path = path_join(dir, "%s", name);
	struct error *err = NULL;

	assert_works(file_write(path, text, strlen(text), mode, &err), err);
	return path;
}

/* The archive as text: "mode path [content]" a line. */
static char *list(const char *path)
{
	struct archive *archive = archive_read_new();
	struct archive_entry *entry;
	struct buf text = {0};

	archive_read_support_format_cpio(archive);
	assert_int_equal(archive_read_open_filename(archive, path, 10240), ARCHIVE_OK);
	while (archive_read_next_header(archive, &entry) == ARCHIVE_OK) {
		char content[200] = "";
		ssize_t n = archive_read_data(archive, content, sizeof(content) - 1);
		bool module = n > 4 && !memcmp(content, ELFMAG, SELFMAG);

		assert_int_equal(archive_entry_mtime(entry), 0);
		assert_int_equal(archive_entry_uid(entry), 0);
		buf_printf(&text, "%o %s%s%s\n", archive_entry_mode(entry),
			   archive_entry_pathname(entry), n > 0 ? " " : "",
			   module ? "(module)" : content);
	}
	archive_read_free(archive);
	return buf_detach(&text);
}

static void test_content(void **state)
{
	char *dir = scratch_make();
	_cleanup_free_ char *init = write_text(dir, "init", "INIT", 0755);
	_cleanup_free_ char *test = write_text(dir, "b_test", "TEST", 0755);
	_cleanup_free_ char *data = write_text(dir, "data", "DATA", 0600);
	_cleanup_free_ char *script = write_text(dir, "x.sh", "#!/bin/sh", 0600);
	_cleanup_free_ char *amd = write_module(dir, "kvm_amd", "kvm,ccp");
	_cleanup_free_ char *kvm = write_module(dir, "kvm", "irqbypass");
	_cleanup_free_ char *bypass = write_module(dir, "irqbypass", "");
	const struct initramfs_module modules[] = {{amd, "npt=0"}, {kvm}, {bypass}};
	const struct initramfs_file files[] = {{"tests/kvm/x86/b_test", test},
					       {"tests/kvm/data", data},
					       {"tests/x.sh", script}};
	const struct initramfs_file reversed[] = {files[2], files[1], files[0]};
	_cleanup_free_ char *folder = path_join(dir, "kept");
	struct initramfs_options options = {
		.init = init, .modules = modules, .module_count = 3, .files = files,
		.file_count = 3, .folder = folder,
	};
	_cleanup_free_ char *first = NULL, *second = NULL, *third = NULL, *text = NULL;
	struct stat before, after;
	struct error *err = NULL;
	char hex[65], again[65];

	assert_works(initramfs_make(&options, &first, &err), err);
	text = list(first);
	assert_string_equal(text,
			    "40755 dev\n"
			    "20600 dev/console\n"
			    "40755 etc\n"
			    "100644 etc/modules /lib/modules/irqbypass.ko \n"
			    "/lib/modules/kvm.ko \n"
			    "/lib/modules/kvm_amd.ko npt=0\n\n"
			    "100755 init INIT\n"
			    "40755 lib\n"
			    "40755 lib/modules\n"
			    "100644 lib/modules/irqbypass.ko (module)\n"
			    "100644 lib/modules/kvm.ko (module)\n"
			    "100644 lib/modules/kvm_amd.ko (module)\n"
			    "40755 proc\n"
			    "40755 sys\n"
			    "40755 tests\n"
			    "40755 tests/kvm\n"
			    "100644 tests/kvm/data DATA\n"
			    "40755 tests/kvm/x86\n"
			    "100755 tests/kvm/x86/b_test TEST\n"
			    "100755 tests/x.sh #!/bin/sh\n"
			    "40755 tmp\n");

	/* The same content, in another order: the archive made before is found. */
	assert_int_equal(stat(first, &before), 0);
	options.files = reversed;
	assert_works(initramfs_make(&options, &second, &err), err);
	assert_string_equal(first, second);
	assert_int_equal(stat(second, &after), 0);
	assert_int_equal(before.st_ino, after.st_ino);

	/* Made anew it has the same bytes. */
	assert_works(file_sha256(first, hex, &err), err);
	assert_int_equal(unlink(first), 0);
	free(TAKE_PTR(second));
	assert_works(initramfs_make(&options, &second, &err), err);
	assert_works(file_sha256(second, again, &err), err);
	assert_string_equal(hex, again);

	/* Another content has another name. */
	free(write_text(dir, "data", "ELSE", 0600));
	assert_works(initramfs_make(&options, &third, &err), err);
	assert_string_not_equal(first, third);
	scratch_remove(dir);
}

static void test_refusals(void **state)
{
	char *dir = scratch_make();
	_cleanup_free_ char *init = write_text(dir, "init", "INIT", 0755);
	_cleanup_free_ char *folder = path_join(dir, "kept");
	_cleanup_free_ char *gone = path_join(dir, "gone");
	struct initramfs_file file = {"tests/a", init};
	const struct initramfs_file twice[] = {file, file};
	const struct initramfs_file below[] = {file, {"tests/a/b", init}};
	const struct initramfs_module module = {init, NULL};
	struct initramfs_options options = {.init = init, .files = &file, .file_count = 1,
					    .folder = folder};
	struct error *err = NULL;
	char *path = NULL;

	file.path = "../escape";
	assert_fails(initramfs_make(&options, &path, &err), err, "unsafe guest path");
	file.path = "/etc/passwd";
	assert_fails(initramfs_make(&options, &path, &err), err, "unsafe guest path");
	file = (struct initramfs_file){"tests/a", gone};
	assert_fails(initramfs_make(&options, &path, &err), err, "No such file");
	file.source = dir;
	assert_fails(initramfs_make(&options, &path, &err), err, "not a file");
	options.files = twice;
	options.file_count = 2;
	assert_fails(initramfs_make(&options, &path, &err), err, "duplicate guest path");
	options.files = below;
	assert_fails(initramfs_make(&options, &path, &err), err, "duplicate guest path");
	options.file_count = 0;
	options.modules = &module;
	options.module_count = 1;
	assert_fails(initramfs_make(&options, &path, &err), err, "not a kernel module");
	assert_null(path);
	scratch_remove(dir);
}

static void test_damaged_modules(void **state)
{
	static const char info[] = "depends=a\0name=kvm";
	static const char evil[] = "depends=a\0name=../../init";
	_cleanup_buf_ struct buf file = {0};
	struct modinfo found;
	struct error *err = NULL;

	make_module(&file, info, sizeof(info));
	for (size_t len = 0; len <= file.len; len++) {
		_cleanup_free_ char *part = xmalloc(len + 1);

		memcpy(part, file.data, len);
		if (!modinfo_parse(part, len, &found, &err)) {
			assert_string_equal(found.name, "kvm");
			modinfo_release(&found);
		}
		error_clear(&err);
	}
	/* Every byte of the headers broken in turn: never read out of bounds. */
	for (size_t i = 0; i < sizeof(Elf64_Ehdr) + 3 * sizeof(Elf64_Shdr); i++) {
		for (int value = 0; value < 256; value += 51) {
			_cleanup_free_ char *copy = xmalloc(file.len);

			memcpy(copy, file.data, file.len);
			copy[i] = value;
			if (!modinfo_parse(copy, file.len, &found, NULL))
				modinfo_release(&found);
		}
	}
	buf_clear(&file);
	make_module(&file, evil, sizeof(evil));
	assert_fails(modinfo_parse(file.data, file.len, &found, &err), err, "valid name");
}

static void test_order(void **state)
{
	const struct modinfo modules[] = {
		{"kvm-amd", "kvm,ccp"}, {"a", "b"}, {"b", "a"}, {"kvm", "irq_bypass"},
		{"irq-bypass", ""},
	};
	size_t order[5];

	modinfo_order(modules, 5, order);
	assert_int_equal(order[0], 4);
	assert_int_equal(order[1], 3);
	assert_int_equal(order[2], 0);
	/* A circle ends, each module is there once. */
	assert_int_equal(order[3] + order[4], 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_content),
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_damaged_modules),
		cmocka_unit_test(test_order),
	};

	return cmocka_run_group_tests_name("initramfs", tests, NULL, NULL);
}
