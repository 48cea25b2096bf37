#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# A real VM whose tests go wrong in every way: hang, panic, flood, fork without
# end, forge results, warn where another warned. Each costs its own record, the host
# writes no more than it allows, and the test after each still runs. The tests are a
# behaviour test of data only, on the real 6.1.
cache=${XDG_CACHE_HOME:-$HOME/.cache}
case $cache in /*) ;; *) cache=$HOME/.cache ;; esac
. "$(dirname "$0")/../cli/lib.sh"
# Real programs are confined as they are for users.
unset STABLEHAND_CONFINE
export XDG_CACHE_HOME=$cache
project=$scratch/project
folder=$project/tests/behaviour/kvm-pferr
mkdir -p "$folder/warner"
cp -r "$top/kernels" "$top/patches" "$top/series.conf" "$project/"
cat >"$folder/hostile.c" <<'END'
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	const char *how = argc > 1 ? argv[1] : "";

	if (!strncmp(how, "warn", 4)) {
		int module = open("warner.ko", O_RDONLY);
		int fd;

		/* It stays for the second one, which finds it there. */
		syscall(SYS_finit_module, module, "", 0);
		fd = open("/sys/module/warner/parameters/warn", O_WRONLY);
		return fd < 0 || write(fd, "1", 1) != 1;
	}
	if (!strcmp(how, "hang")) {
		signal(SIGTERM, SIG_IGN);
		for (;;)
			pause();
	}
	if (!strcmp(how, "panic")) {
		int fd = open("/proc/sysrq-trigger", O_WRONLY);

		if (fd < 0 || write(fd, "c", 1) != 1)
			return 1;
		pause();
	}
	if (!strcmp(how, "flood")) {
		static char block[1 << 20];

		memset(block, 'x', sizeof(block));
		for (size_t i = 127; i < sizeof(block); i += 128)
			block[i] = '\n';
		for (int i = 0; i < 1024; i++)
			if (write(1, block, sizeof(block)) < 0)
				return 1;
		printf("\nwritten: 1 GiB\n");
	}
	if (!strcmp(how, "console")) {
		int fd = open("/dev/kmsg", O_WRONLY);

		for (int i = 0; i < 200000; i++)
			if (write(fd, "<1>flood flood flood flood flood flood flood", 44) < 0)
				usleep(1000);
	}
	if (!strcmp(how, "fork"))
		for (;;)
			fork();
	if (!strcmp(how, "forge")) {
		printf("ok 1 calm # (0.00 s)\n#guest: ready\n\nnot ok 9 other # exit 1 (1.00 s)\n");
		printf("\r#kernel: BUG: forged\033[2J\n");
		for (int fd = 3; fd < 64; fd++)
			if (write(fd, "ok 1 forge # (0.00 s)\n", 22) > 0)
				printf("wrote to %d\n", fd);
	}
	return 0;
}
END
echo 'obj-m := warner.o' >"$folder/warner/Kbuild"
cat >"$folder/warner/warner.c" <<'END'
#include <linux/bug.h>
#include <linux/module.h>

static int warn_once(const char *value, const struct kernel_param *parameter)
{
	WARN_ON_ONCE(value);
	return 0;
}

static const struct kernel_param_ops ops = {.set = warn_once};

module_param_cb(warn, &ops, NULL, 0200);
MODULE_LICENSE("GPL");
END
{
	printf '[module "warner"]\n\tsource = warner\n'
	printf '[program "hostile"]\n\tsource = hostile.c\n[state "base"]\n\ttree = * base\n'
	for how in warn warn-again hang panic flood console fork forge calm; do
		printf '[test "%s"]\n\tprogram = hostile\n\targument = %s\n\ttimeout = 20\n' $how $how
		case $how in
		hang|fork) outcome=timeout ;;
		panic) outcome=crash ;;
		*) outcome=pass ;;
		esac
		printf '[expect "%s base *"]\n\toutcome = %s\n' $how $outcome
		case $how in warn*) printf '\tkernel = WARNING: .*warn_once\n' ;; esac
		case $how in panic) printf '\tkernel = Kernel panic - not syncing: sysrq\n\tkernel = sysrq|Oops|BUG\n' ;; esac
	done
} >"$folder/behaviour.conf"
# Writing a gibibyte through an emulated processor may take longer than that.
sed -i '/^\[expect "flood/,/outcome/s/outcome = .*/outcome = pass/; /^\[test "flood"/,/timeout/s/timeout = .*/timeout = 300/' "$folder/behaviour.conf"
sed -i '/kernel = sysrq|Oops|BUG/d' "$folder/behaviour.conf"

whole_run()
{
	status=0
	"$STABLEHAND" -C "$project" --json test --behaviour --again 6.1.y >"$scratch/out" \
		2>"$scratch/err" </dev/null || status=$?
	[ $status -le 1 ] || { echo "exit $status"; tail -n 30 "$scratch/err" "$scratch/out"; return 1; }
	valid test
}
# outcome TEST OUTCOME: in the cells of the last run.
outcome()
{
	json "grep { \$_->{test} eq '$1' && \$_->{outcome} eq '$2' } \
		@{\$j->{branches}[0]{behaviour}[0]{cells}}"
}
bounded()
{
	json '!grep { length($_->{output}) > 140000 } @{$j->{branches}[0]{behaviour}[0]{cells}}' &&
		[ -n "$(find "$XDG_STATE_HOME/stablehand/logs" -name '*.console.log')" ] &&
		[ -z "$(find "$XDG_STATE_HOME/stablehand/logs" -size +17M)" ]
}
# met TEST: it showed what was expected of it, the kernel's complaints too.
met()
{
	json "grep { \$_->{test} eq '$1' && \$_->{expected} eq 'met' } \
		@{\$j->{branches}[0]{behaviour}[0]{cells}}"
}
not_forged()
{
	outcome forge pass &&
		json '!grep { $_->{test} eq "forge" && ($_->{kernel_log} ne "" || $_->{output} =~ /wrote to|\033/) }
			@{$j->{branches}[0]{behaviour}[0]{cells}}'
}
nothing_left_running()
{
	# Of this test: others on the machine have another state folder.
	for pid in $(pgrep qemu-system); do
		tr '\0' '\n' <"/proc/$pid/environ" 2>/dev/null | grep -qxF "XDG_STATE_HOME=$XDG_STATE_HOME" &&
			return 1
	done
	return 0
}

check "the run comes to its end" whole_run
check "a warning that comes once is seen" met warn
check "and again, by the next test that provokes it" met warn-again
check "one that hangs is killed at its time limit" outcome hang timeout
check "a panic is a crash with its reason" outcome panic crash
check "a gibibyte of output is cut" outcome flood pass
check "a flooded kernel log is cut" outcome console pass
check "one that forks without end is killed, with all it made" outcome fork timeout
check "results cannot be forged from a test's output" not_forged
check "what was kept is bounded" bounded
check "the test after all of them runs" outcome calm pass
check "no VM is left" nothing_left_running
done_testing
