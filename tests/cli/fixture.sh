# SPDX-License-Identifier: GPL-2.0-only
# A project with one branch, whose "kernel" is a few files that real make and
# gcc build in the way of a kernel tree, and a stand-in for QEMU that answers
# like a guest. Real kernels are tested by tests/kernel.

# make_tree VERSION SUBLEVEL: the source tree, in $scratch/linux-VERSION.
make_tree()
{
	tree=$scratch/linux-$1
	mkdir -p "$tree/arch/x86/kvm" "$tree/tools/testing/selftests/kvm" \
		"$tree/include" "$tree/usr" "$tree/scripts"
	cat >"$tree/Makefile" <<'END'
# SPDX-License-Identifier: GPL-2.0
VERSION = 9
PATCHLEVEL = 1
SUBLEVEL = @SUBLEVEL@
EXTRAVERSION =
NAME = Fixture

src := $(CURDIR)
.PHONY: tinyconfig olddefconfig bzImage modules modules_prepare headers_install
tinyconfig:
	@mkdir -p $(O)
	@echo '# CONFIG_TINY is not set' >$(O)/.config
# An option that ends in _DENIED is one that this kernel does not have.
olddefconfig:
	@grep -v '_DENIED=' $(O)/.config | sort -u >$(O)/.config.new
	@mv $(O)/.config.new $(O)/.config
bzImage: $(O)/guard.o
	@mkdir -p $(O)/arch/x86/boot
	@cp $(O)/guard.o $(O)/arch/x86/boot/bzImage
	@touch $(O)/vmlinux $(O)/System.map
	@echo "  BUILD   arch/x86/boot/bzImage"
modules_prepare:
	@mkdir -p $(O)
ifdef M
# A module from outside: its Kbuild names the object that is made of the tree's header.
include $(M)/Kbuild
modules:
	$(CC) -c -I$(src)/include -o $(M)/$(obj-m) $(M)/$(obj-m:.o=.c)
	@cp $(M)/$(obj-m) $(M)/$(obj-m:.o=.ko)
else
modules: $(O)/guard.o
	@mkdir -p $(O)/arch/x86/kvm
	@cp $(O)/guard.o $(O)/arch/x86/kvm/kvm.ko
	@echo arch/x86/kvm/kvm.o >$(O)/modules.order
	@echo "  LD [M]  arch/x86/kvm/kvm.ko"
endif
$(O)/guard.o: arch/x86/kvm/guard.c
	@echo "  CC      arch/x86/kvm/guard.o"
	@while [ -e $(HOME)/slow ]; do sleep 0.2; done
	@$(CC) -c -o $@ $<
	@{ echo 'source_guard.o := $(src)/$<'; echo; echo 'deps_guard.o := \'; \
		echo '  $(src)/include/guard.h \'; echo; echo '$$(deps_guard.o):'; } >$(O)/.guard.o.cmd
headers_install:
	@mkdir -p $(O)/usr/include
END
	minor=${1#*.}
	sed -i "s/@SUBLEVEL@/$2/; s/^PATCHLEVEL = .*/PATCHLEVEL = ${minor%%.*}/" "$tree/Makefile"
	cat >"$tree/arch/x86/kvm/guard.c" <<'END'
#include "../../../include/guard.h" /* The fixture's patch changes this file. */
static const char name[] __attribute__((section(".modinfo"), used)) = "name=kvm\0depends=";

static int first(int code)
{
	int r = 0;

	if (code)
		r = 1;
	return r;
}

int handle_fault(int code);
int handle_fault(int code)
{
	int r = first(code);
	int direct = 1;

	if (!r)
		return direct;

	return 0;
}
END
	echo '/* Read by guard.c. */' >"$tree/include/guard.h"
	echo '/* Read by what this configuration leaves out. */' >"$tree/include/other.h"
	echo '/* Read by nobody. */' >"$tree/include/old.h"
	cat >"$tree/tools/testing/selftests/kvm/Makefile" <<'END'
TEST_GEN_PROGS := x86/one_test x86/two_test x86/slow_test x86/broken_test
OUTPUT ?= $(CURDIR)
.PHONY: all
all: $(patsubst %,$(OUTPUT)/%,$(TEST_GEN_PROGS))
$(OUTPUT)/%: %.c
	@mkdir -p $(@D)
	$(CC) -static -o $@ $<
END
	mkdir -p "$tree/tools/testing/selftests/kvm/x86"
	for t in one two slow; do
		echo 'int main(void) { return 0; }' >"$tree/tools/testing/selftests/kvm/x86/${t}_test.c"
	done
	echo 'int missing(void); int main(void) { return missing(); }' \
		>"$tree/tools/testing/selftests/kvm/x86/broken_test.c"
	echo timeout=20 >"$tree/tools/testing/selftests/kvm/settings"
	tar -C "$scratch" -cJf "$scratch/linux-$1.tar.xz" "linux-$1"
}

# The patch: clean, moved or fitting nowhere, by what stands around it.
make_patch()
{
	cat >"$1" <<'END'
From 1111111111111111111111111111111111111111 Mon Sep 17 00:00:00 2001
From: Test Author <author@example.com>
Date: Fri, 23 Jun 2023 09:46:38 -0700
Subject: [PATCH] kvm: guard the fault code

Refuse codes that nobody knows.

Signed-off-by: Test Author <author@example.com>
---
 arch/x86/kvm/guard.c | 3 +++
 1 file changed, 3 insertions(+)

diff --git a/arch/x86/kvm/guard.c b/arch/x86/kvm/guard.c
--- a/arch/x86/kvm/guard.c
+++ b/arch/x86/kvm/guard.c
@@ -16,6 +16,9 @@ int handle_fault(int code)
 	int r = first(code);
 	int direct = 1;
 
+	if (code & 256)
+		code &= ~256;
+
 	if (!r)
 		return direct;
 
END
}

# make_branch BRANCH RELEASE: its file in the project, the archive of the release its source.
make_branch()
{
	cat >"$project/kernels/$1.conf" <<END
[branch]
	longterm = true
[source "archive"]
	type = tarball
	path = $scratch/linux-$2.tar.xz
[build]
	fragment = base.config
	module = kvm
[tests]
	folder = tools/testing/selftests/kvm
END
}

# make_project: in $scratch/project, with the branch 9.1.y and its tarball.
make_project()
{
	project=$scratch/project
	mkdir -p "$project/kernels/config" "$project/patches/fix"
	make_tree 9.1.7 7
	make_branch 9.1.y 9.1.7
	printf 'CONFIG_A=y\nCONFIG_B=m\n' >"$project/kernels/config/base.config"
	make_patch "$project/patches/fix/0001-guard.patch"
	echo fix/0001-guard.patch >"$project/series.conf"
	fake_qemu
}

# A stand-in for QEMU. It takes commands on descriptor 4 like a guest.
# $scratch/behaviour says, a line each, what tests do: "NAME pass",
# "NAME fail", "NAME crash", "NAME hang", "NAME flaky" (fails once); others pass. A test named in
# $scratch/behaviour.ported does that on the ported kernel only, which it
# tells by the kernel image holding the fixed code. $scratch/says gives lines of
# output, "NAME TEXT...".
fake_qemu()
{
	mkdir -p "$scratch/bin"
	cat >"$scratch/bin/qemu-system-x86_64" <<END
#!/usr/bin/perl
use strict; use warnings;
my \$scratch = "$scratch";
END
	cat >>"$scratch/bin/qemu-system-x86_64" <<'END'
$| = 1;
if (grep { $_ eq "--version" || $_ eq "-version" } @ARGV) {
	print "QEMU emulator version 0.0 (fixture)\n";
	exit 0;
}
my ($kernel) = grep { defined } map { $ARGV[$_] eq "-kernel" ? $ARGV[$_ + 1] : undef } 0 .. $#ARGV - 1;
open my $pids, ">>", "$scratch/qemu.pids"; print $pids "$$\n"; close $pids;
my ($append) = grep { defined } map { $ARGV[$_] eq "-append" ? $ARGV[$_ + 1] : undef } 0 .. $#ARGV - 1;
open my $log, ">>", "$scratch/qemu.log"; print $log "boot $kernel $append\n"; close $log;
sub slurp { open my $f, "<", $_[0] or return ""; local $/; my $t = <$f>; $t // "" }
my $behaviour = slurp("$scratch/behaviour");
my $ported = slurp("$scratch/ported.image");
$behaviour .= slurp("$scratch/behaviour.ported") if $ported ne "" && slurp($kernel) eq $ported;
# And $scratch/behaviour.WORD only where WORD is on the ported kernel's command line.
$behaviour .= join "", map { slurp("$scratch/behaviour.$_") } split ' ', $append
	if $ported ne "" && slurp($kernel) eq $ported;
my %does = map { split ' ' } split /\n/, $behaviour;
open my $port, "+<&=", 4 or die; select $port; $| = 1;
open my $console, "+<&=", 3 or die;
syswrite $console, "Linux version fixture\n";
if (($does{boot} // "") eq "dead") { syswrite $console, "Kernel panic - not syncing: no init\n"; exit 0; }
print $port "KTAP version 1\n#guest: ready\n";
my $number = 0;
while (my $line = <$port>) {
	my ($word, $timeout, $name, $path, @args) = split ' ', $line;
	if ($word eq "plan") { print $port "1..$timeout\n"; next; }
	last if $word eq "end";
	if ($word eq "shell") {
		syswrite $console, "fixture \$ ";
		while (sysread($console, my $typed, 4096)) {
			syswrite $console, "typed $typed";
			exit 0 if $typed =~ /exit/;
		}
	}
	$number++;
	open my $l, ">>", "$scratch/qemu.log"; print $l "test $name $timeout @args\n"; close $l;
	print $port "#guest: test $number $name\n";
	my $does = $does{$name} // "pass";
	if ($does eq "crash") { syswrite $console, "Kernel panic - not syncing: fixture\n"; exit 0; }
	if ($does eq "hang") { sleep 1000; }
	if ($does eq "slow") { sleep 3; $does = "pass"; }
	if ($does eq "flaky") {	# fails once
		$does = -e "$scratch/flaked" ? "pass" : "fail";
		open my $flaked, ">", "$scratch/flaked";
	}
	print $port "# output of $name \033[31m\n";
	print $port map { /^\Q$name\E (.*)/ ? "# $1\n" : () } split /\n/, slurp("$scratch/says");
	print $port "#kernel: WARNING: CPU: 0 PID: 1 at fixture\n" if $does eq "warn";
	$does = "pass" if $does eq "warn";
	print $port $does eq "pass" ? "ok $number $name # (0.01 s)\n"
		: $does eq "skip" ? "ok $number $name # SKIP not here (0.01 s)\n"
		: "not ok $number $name # exit 254 (0.01 s)\n";
}
END
	chmod +x "$scratch/bin/qemu-system-x86_64"
	PATH=$scratch/bin:$PATH
	export PATH
}

# Is any process left that the fake QEMU or a make of the fixture was?
nothing_left()
{
	for pid in $(cat "$scratch/qemu.pids" 2>/dev/null); do
		[ -e "/proc/$pid/cmdline" ] || continue
		# The number may be another program's by now.
		if tr '\0' ' ' <"/proc/$pid/cmdline" | grep -q "$scratch" &&
		   ! grep -q '^State:.Z' "/proc/$pid/status"; then
			echo "QEMU $pid is left"
			return 1
		fi
	done
	for cmdline in /proc/[0-9]*/cmdline; do
		if tr '\0' ' ' <"$cmdline" 2>/dev/null | grep -q "^make.*$scratch"; then
			echo "left: $(tr '\0' ' ' <"$cmdline")"
			return 1
		fi
	done
	return 0
}

# Wait until a command succeeds, 20 s at most.
eventually()
{
	for _ in $(seq 200); do
		"$@" >/dev/null 2>&1 && return 0
		sleep 0.1
	done
	"$@"
}
