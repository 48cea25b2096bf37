// SPDX-License-Identifier: GPL-2.0-only
/*
 * coverage_run SECONDS TEST [ARGUMENT...]: runs a test, for so many seconds at
 * most, and says which of the functions that stablehand_coverage watches were
 * entered meanwhile: "coverage NAME COUNT", a line each; a negative COUNT is why
 * it is not watched. What the test says is not passed on, so that there is
 * always room for this. The exit status is the test's, 128 and more for a
 * signal, or 124 when it took too long.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define COUNTS	"/sys/kernel/debug/stablehand/functions"
#define LIST	"/coverage/functions"

static int tell(const char *line)
{
	int fd = open(COUNTS, O_WRONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		return -1;
	n = write(fd, line, strlen(line));
	close(fd);
	return n < 0 ? -1 : 0;
}

/* In a boot's first test: have the functions of the list watched. */
static int watch(void)
{
	char line[256];
	FILE *file = fopen(COUNTS, "re");
	int known;

	if (!file)
		return -1;
	known = fgetc(file) != EOF;
	fclose(file);
	if (known)
		return 0;
	file = fopen(LIST, "re");
	if (!file)
		return -1;
	while (fgets(line, sizeof(line), file))
		if (*line != '\n' && tell(line))
			fprintf(stderr, "%s: %s\n", line, strerror(errno));
	fclose(file);
	return 0;
}

static void show(void)
{
	char name[256];
	long long count;
	FILE *file = fopen(COUNTS, "re");

	while (file && fscanf(file, "%255s %lld", name, &count) == 2)
		if (count)
			printf("coverage %s %lld\n", name, count);
	if (file)
		fclose(file);
	fflush(stdout);
}

/* In the child: as if it had been started without us. */
static void become(char *const argv[])
{
	char folder[4096], *slash;
	int null = open("/dev/null", O_WRONLY);

	setpgid(0, 0);
	dup2(null, 1);
	dup2(null, 2);
	snprintf(folder, sizeof(folder), "%s", argv[0]);
	slash = strrchr(folder, '/');
	if (slash && slash > folder) {
		*slash = '\0';
		if (chdir(folder))
			_exit(127);
	}
	execv(argv[0], argv);
	_exit(127);
}

/* The exit status of the child, which is killed when its time is over. */
static int wait_for(pid_t pid, time_t seconds)
{
	struct timespec deadline, now, nap = {.tv_nsec = 20000000};
	int status;

	clock_gettime(CLOCK_MONOTONIC, &deadline);
	deadline.tv_sec += seconds;
	while (!waitpid(pid, &status, WNOHANG)) {
		clock_gettime(CLOCK_MONOTONIC, &now);
		if (now.tv_sec >= deadline.tv_sec) {
			kill(-pid, SIGKILL);
			return 124;
		}
		nanosleep(&nap, NULL);
	}
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

int main(int argc, char **argv)
{
	pid_t pid;
	int status;

	if (argc < 3) {
		fprintf(stderr, "usage: coverage_run SECONDS TEST [ARGUMENT...]\n");
		return 2;
	}
	if (watch() || tell("\n")) {
		printf("%s: %s\n", COUNTS, strerror(errno));
		return 1;
	}
	pid = fork();
	if (!pid)
		become(argv + 2);
	if (pid < 0) {
		printf("fork: %s\n", strerror(errno));
		return 1;
	}
	setpgid(pid, pid);
	status = wait_for(pid, strtol(argv[1], NULL, 10));
	show();
	return status;
}
