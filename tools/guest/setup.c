// SPDX-License-Identifier: GPL-2.0-only
#include "guest.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include "protocol.h"

static const struct {
	const char *type, *where, *options;
	bool optional;
} mounts[] = {
	{"proc", "/proc", NULL, false},
	{"sysfs", "/sys", NULL, false},
	{"devtmpfs", "/dev", NULL, false},
	{"tmpfs", "/tmp", "mode=1777", false},
	{"tmpfs", "/dev/shm", "mode=1777", false},
	{"cgroup2", "/sys/fs/cgroup", NULL, false},
	{"debugfs", "/sys/kernel/debug", NULL, true},
	{"tracefs", "/sys/kernel/tracing", NULL, true},
	{"hugetlbfs", "/dev/hugepages", NULL, true},
	{"devpts", "/dev/pts", NULL, true},
};

int write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		return -1;
	n = write(fd, text, strlen(text));
	close(fd);
	return n == (ssize_t)strlen(text) ? 0 : -1;
}

void setup_mounts(void)
{
	for (size_t i = 0; i < sizeof(mounts) / sizeof(mounts[0]); i++) {
		mkdir(mounts[i].where, 0755);
		if (!mount(mounts[i].type, mounts[i].where, mounts[i].type, 0, mounts[i].options))
			continue;
		/* A kernel told to mount devtmpfs itself has done it already. */
		if (!mounts[i].optional && errno != EBUSY)
			fprintf(stderr, "mounting %s on %s: %s\n", mounts[i].type,
				mounts[i].where, strerror(errno));
	}
}

/* Does the word "MODULE.NAME=VALUE" go to the module? '-' and '_' are the same. */
static const char *parameter_of(const char *word, const char *module, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		char a = word[i] == '-' ? '_' : word[i], b = module[i] == '-' ? '_' : module[i];

		if (a != b)
			return NULL;
	}
	return word[len] == '.' ? word + len + 1 : NULL;
}

/*
 * As modprobe does it: what the kernel's command line says to a module that is
 * loaded ("kvm_amd.npt=0") is put after its own parameters.
 */
static void add_parameters(const char *path, char *params, size_t size)
{
	static char command_line[4096];
	const char *module = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
	size_t len = strcspn(module, ".");
	FILE *file = fopen("/proc/cmdline", "re");
	char *rest = command_line, *word;

	if (!file || !fgets(command_line, sizeof(command_line), file))
		command_line[0] = '\0';
	if (file)
		fclose(file);
	command_line[strcspn(command_line, "\n")] = '\0';
	while ((word = strsep(&rest, " "))) {
		const char *parameter = parameter_of(word, module, len);
		size_t used = strlen(params);

		if (parameter)
			snprintf(params + used, size - used, "%s%s", used ? " " : "", parameter);
	}
}

void setup_modules(void)
{
	FILE *list = fopen("/etc/modules", "re");
	char line[1024], parameters[4096];

	if (!list)
		return;
	while (fgets(line, sizeof(line), list)) {
		char *params;
		int fd;

		line[strcspn(line, "\n")] = '\0';
		params = line + strcspn(line, " ");
		if (*params)
			*params++ = '\0';
		if (!*line)
			continue;
		snprintf(parameters, sizeof(parameters), "%s", params);
		add_parameters(line, parameters, sizeof(parameters));
		fd = open(line, O_RDONLY | O_CLOEXEC);
		if (fd < 0 || syscall(SYS_finit_module, fd, parameters, 0))
			say(TAG_GUEST "module %s: %s\n", line, strerror(errno));
		if (fd >= 0)
			close(fd);
	}
	fclose(list);
}

void setup_shell(void)
{
	static char *const argv[] = {"/bin/busybox", "--install", "-s", "/bin", NULL};
	int status = 0;
	pid_t pid;

	if (access(argv[0], X_OK))
		return;
	pid = fork();
	if (!pid) {
		execv(argv[0], argv);
		_exit(127);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid || status)
		say(TAG_GUEST "busybox cannot install its links\n");
}
