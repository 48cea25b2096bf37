// SPDX-License-Identifier: GPL-2.0-only
#include "guest.h"

#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

static const char *group_path(unsigned int number, const char *file)
{
	static char path[96];

	snprintf(path, sizeof(path), "/sys/fs/cgroup/t%u%s", number, file);
	return path;
}

int cgroup_make(unsigned int number)
{
	return mkdir(group_path(number, ""), 0755);
}

int cgroup_enter(unsigned int number)
{
	return write_file(group_path(number, "/cgroup.procs"), "0");
}

/* Kernels before 5.14 have no cgroup.kill; the caller comes in rounds. */
void cgroup_kill(unsigned int number)
{
	FILE *procs;
	int pid;

	if (!write_file(group_path(number, "/cgroup.kill"), "1"))
		return;
	procs = fopen(group_path(number, "/cgroup.procs"), "re");
	if (!procs)
		return;
	while (fscanf(procs, "%d", &pid) == 1)
		if (pid > 1)
			kill(pid, SIGKILL);
	fclose(procs);
}

void cgroup_remove(unsigned int number)
{
	rmdir(group_path(number, ""));
}
