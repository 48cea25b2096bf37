#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Several branches: the matrix, the evidence, branches that cannot be fetched,
# the order of branches.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/fixture.sh"
make_project
stablehand="$STABLEHAND -C $project"

# 9.2.y and 9.4.y have other code, to which nothing can be adapted; 9.3.y has nothing behind its only source; the end of
# life of 9.4.y is past.
make_tree 9.2.3 3
sed -i 's/int direct = 1/long direct = 1/; s/if (!r)/while (second(r))/' "$scratch/linux-9.2.3/arch/x86/kvm/guard.c"
tar -C "$scratch" -cJf "$scratch/linux-9.2.3.tar.xz" linux-9.2.3
make_branch 9.2.y 9.2.3
cat >"$project/kernels/9.3.y.conf" <<END
[source "gone"]
	type = git
	path = $scratch/no-such-repository
	branch = linux-9.3.y
END
sed 's/int direct = 1/short direct = 1/; s/if (!r)/switch (third(r))/' <"$scratch/linux-9.1.7/arch/x86/kvm/guard.c" >"$scratch/guard.c"
make_tree 9.4.0 0
cp "$scratch/guard.c" "$scratch/linux-9.4.0/arch/x86/kvm/guard.c"
tar -C "$scratch" -cJf "$scratch/linux-9.4.0.tar.xz" linux-9.4.0
make_branch 9.4.y 9.4.0
sed -i 's/longterm = true/eol = 2001-02/' "$project/kernels/9.4.y.conf"

nothing_fetched()
{
	run 3 $stablehand status && says '9\.1\.y: not fetched' && says '9\.3\.y: not fetched' &&
		run 3 $stablehand status 9.1.y && says '9\.1\.y: not fetched' || return 1
	! complains importing
}
own_project()
{
	XDG_CACHE_HOME=$scratch/own run 3 "$STABLEHAND" -C "$top" status || return 1
	for conf in "$top"/kernels/*.conf; do
		says "^  $(basename "$conf" .conf): not fetched: no release in the store: stablehand fetch [0-9.]*y$" || return 1
	done
}
fetch_all()
{
	run 0 $stablehand fetch && says '^9\.1\.y  9\.1\.7' && says '^9\.2\.y  9\.2\.3' || return 1
	[ "$(grep -c '^9\.3\.y  not fetched: gone: .*does not appear to be a git repo' "$scratch/out")" = 1 ] &&
		says '4 branches.*1 not fetched'
}
named_must_answer()
{
	run 3 $stablehand fetch 9.3.y && run 3 $stablehand run 9.3.y &&
		run 3 $stablehand status 9.1.y 9.3.y
}
spoilt_is_told()
{
	# Broken is not the same as not to be had: it fails the run.
	printf '[branch]\n\tcolour = red\n' >>"$project/kernels/9.3.y.conf"
	run 2 $stablehand fetch && says 'unknown key branch.colour' || return 1
	sed -i '/colour/d' "$project/kernels/9.3.y.conf"
	cp "$scratch/linux-9.1.7.tar.xz" "$scratch/whole"
	head -c 900 "$scratch/whole" >"$scratch/linux-9.1.7.tar.xz"
	XDG_CACHE_HOME=$scratch/other run 3 $stablehand fetch && says '9\.1\.y' && ! says '9\.1\.y +not fetched'
	status=$?
	mv "$scratch/whole" "$scratch/linux-9.1.7.tar.xz"
	return $status
}
matrix()
{
	run 1 $stablehand status && says '^  # PATCH +9\.1\.y +9\.2\.y +9\.4\.y$' &&
		says '^ +9\.1\.7 +9\.2\.3 +9\.4\.0$' &&
		says '^  1 kvm: guard the fault code +clean +refused +refused$' &&
		says '^  9\.3\.y: not fetched: ' && says '^  9\.4\.y: its end of life was 2001-02$'
}
only_named()
{
	run 0 $stablehand status 9.1.y && says '^  1 kvm: guard.* clean$' && ! says '9\.2\.y'
}
# Turned, so that it stays one picture no wider than the terminal; into a pipe, in full.
narrow()
{
	run 1 $stablehand status && says '^  1 kvm: guard the fault code clean +refused refused$' || return 1
	COLUMNS=44 run 1 $stablehand status && says '^  BRANCH RELEASE 1$' && says '^  9\.1\.y  9\.1\.7   clean$' &&
		says '^  9\.2\.y  9\.2\.3   refused$' && says '^  1 kvm: guard the fault code$' || return 1
	COLUMNS=20 run 1 $stablehand status && says '^  9\.2\.y  9\.2\.3   X$' && says '^  c=clean,' || return 1
	! LC_ALL=C.UTF-8 grep '.\{21\}' "$scratch/out"
}
order()
{
	run 1 $stablehand status && says '^  fix/01 goes to 9\.1\.y; .*: 9\.2\.y \(refused\), 9\.3\.y \(not fetched\)$' &&
		run 1 $stablehand report && says '^  fix/01 goes to 9\.1\.y; ' &&
		run 1 $stablehand --json report &&
		json '@{$j->{order}} == 1 && $j->{order}[0]{goes_to} eq "9.1.y"' &&
		json 'join(" ", map { "$_->{branch}=$_->{why}" } @{$j->{order}[0]{lacking}})
			eq "9.2.y=refused 9.3.y=not fetched"'
}
no_order_without_newer()
{
	run 0 $stablehand --json status 9.1.y && json '@{$j->{order}} == 0'
}
as_json()
{
	run 1 $stablehand --json status && json '@{$j->{branches}} == 4' &&
		json '$j->{branches}[1]{patches}[0]{verdict} eq "refused"' &&
		json '$j->{branches}[0]{patches}[0]{risk}' &&
		json '!$j->{branches}[2]{fetched} && $j->{branches}[0]{fetched}' &&
		json '$j->{summary}{not_fetched} == 1 && $j->{summary}{exit_code} == 1'
}
no_network_no_change()
{
	before=$(cd "$XDG_CACHE_HOME/stablehand/store.git" && git for-each-ref)
	sed -i 's/9\.1\.7/9.1.8/' "$project/kernels/9.1.y.conf"
	run 0 $stablehand status 9.1.y && says '9\.1\.7'
	status=$?
	sed -i 's/9\.1\.8/9.1.7/' "$project/kernels/9.1.y.conf"
	[ "$before" = "$(cd "$XDG_CACHE_HOME/stablehand/store.git" && git for-each-ref)" ] &&
		[ ! -e "$project/out" ] && return $status
}
without_committer()
{
	mv "$HOME/.gitconfig" "$HOME/aside"
	run 0 $stablehand status 9.1.y && says 'clean' && run 3 $stablehand port 9.1.y
	status=$?
	mv "$HOME/aside" "$HOME/.gitconfig"
	return $status
}
explained()
{
	for patch in 1 01 fix/1 fix/01 0001-guard.patch 0001-guard fix/0001-guard.patch \
		"$project/patches/fix/0001-guard.patch" 'FAULT code'; do
		run 1 $stablehand explain 9.2.y "$patch" && says '^9\.2\.y  9\.2\.3  refused$' &&
			says 'subject +kvm: guard the fault code' &&
			says 'arch/x86/kvm/guard\.c:1[0-9]$' && says 'long direct = 1' || return 1
	done
	run 0 $stablehand explain 9.1.y 1 && says '^9\.1\.y  9\.1\.7  clean$' &&
		says '^  hunk +arch/x86/kvm/guard\.c:16$' && says '^ +hunk applies as is$'
}
# Why it is refused comes before what else is known, and what to do about it in between.
next_step()
{
	run 1 $stablehand explain 9.2.y fix/1 || return 1
	because=$(grep -n '^refused because$' "$scratch/out" | cut -d: -f1)
	then=$(grep -n '^next: stablehand resolve 9\.2\.y fix/01$' "$scratch/out" | cut -d: -f1)
	evidence=$(grep -n '^evidence$' "$scratch/out" | cut -d: -f1)
	[ "$because" -lt "$then" ] && [ "$then" -lt "$evidence" ] || { cat "$scratch/out"; return 1; }
	[ "$(grep -c 'nearest is line\|hunk #1' "$scratch/out")" = 1 ] || { cat "$scratch/out"; return 1; }
	run 1 $stablehand status && says '^  why: stablehand explain 9\.2\.y fix/01$' &&
		says '^  settle what is refused: stablehand resolve 9\.2\.y fix/01$' &&
		run 0 $stablehand status 9.1.y && says '^  why: stablehand explain 9\.1\.y fix/01$' || return 1
	! says 'stablehand resolve'
}
explained_as_json()
{
	run 1 $stablehand --json explain 9.2.y 1 && json '$j->{schema} == 2 && $j->{branch} eq "9.2.y"' &&
		json '$j->{patch}{verdict} eq "refused" && @{$j->{patch}{evidence}}' &&
		json '$j->{patch}{hunks}[0]{reason} =~ /long direct/'
}
not_explained()
{
	run 2 $stablehand explain 9.1.y frobnicate && complains 'fix/01  kvm: guard the fault code' &&
		run 2 $stablehand explain 9.1.y 7 && run 2 $stablehand explain 9.1.y '' &&
		run 2 $stablehand explain 9.9.y 1 && complains 'no such branch' &&
		run 3 $stablehand explain 9.3.y 1 && run 2 $stablehand explain 9.1.y
}
second_series()
{
	mkdir -p "$project/patches/more"
	sed 's/^Subject: .*/Subject: [PATCH] kvm: guard it again/; s/256/512/' \
		"$project/patches/fix/0001-guard.patch" >"$project/patches/more/0001-guard.patch"
	echo '-9.2.y more/0001-guard.patch' >>"$project/series.conf"
	run 1 $stablehand status && says '^    fix' && says '^    more' &&
		says '^  1 kvm: guard it again +clean +- +refused$' &&
		run 0 $stablehand explain 9.1.y again && says '^  patch +more/01$' && says 'patches/more/0001-guard\.patch$' &&
		run 0 $stablehand explain 9.1.y more/1 && says '^  patch +more/01$' &&
		run 2 $stablehand explain 9.1.y 1 && complains 'can be any' && complains '^  more/01  kvm: guard it again$' &&
		run 2 $stablehand explain 9.1.y mroe/1 && complains "did you mean 'more/1'" &&
		run 2 $stablehand explain 9.1.y guard && complains 'can be any' &&
		run 2 $stablehand explain 9.2.y more/1 && complains 'does not give more/01, 0001-guard\.patch, to 9\.2\.y' &&
		run 0 $stablehand status --series more 9.1.y && ! says 'the fault code'
	status=$?
	sed -i '/more/d' "$project/series.conf"
	return $status
}
# What is spelled wrongly would change in silence what goes where.
spelled_wrongly()
{
	cp "$project/series.conf" "$scratch/series.conf"
	echo '+9.2 more/0001-guard.patch' >>"$project/series.conf"
	mkdir -p "$project/patches/more"
	cp "$project/patches/fix/0001-guard.patch" "$project/patches/more/"
	run 2 $stablehand status && complains 'series\.conf:[0-9]+: \+9\.2: no branch or profile.* 9\.2\.y .*distro'
	wrong=$?
	cp "$scratch/series.conf" "$project/series.conf"
	rm -r "$project/patches/more"
	for rule in '[supersede "0001-guard.patch"]' '[superseded "0002-guard.patch"]' '[superseded]'; do
		printf '%s\n\tcommit = 123456789abc\n' "$rule" >"$project/patches/fix/rules.conf"
		run 2 $stablehand status && complains 'unknown section|no such patch' || wrong=1
	done
	rm "$project/patches/fix/rules.conf"
	printf '[build]\n\tfragmnt = x\n' >>"$project/kernels/9.2.y.conf"
	run 2 $stablehand status 9.2.y && says 'unknown key build\.fragmnt' || wrong=1
	sed -i '/fragmnt/d' "$project/kernels/9.2.y.conf"
	return $wrong
}
# Options of all commands may stand behind the command.
options_behind()
{
	run 0 $stablehand status 9.1.y --json && json '$j->{branches}[0]{branch} eq "9.1.y"' &&
		run 2 $stablehand status --jsonn && complains 'unknown option' &&
		run 2 $stablehand status 9.1 && complains 'there are: 9\.1\.y' &&
		run 2 $stablehand test --variant none 9.1.y && complains 'no such boot variant; there are:'
}
# fetch_stopped_by SIGNAL STATUS: while several are fetched; then nothing is
# left running, no reference is there half, and the next one finishes.
fetch_stopped_by()
{
	export XDG_CACHE_HOME="$scratch/stopped$1"
	if [ ! -e "$scratch/large.tar" ]; then
		cp -r "$scratch/linux-9.1.7" "$scratch/large"
		for i in 1 2 3; do
			head -c 64M /dev/urandom >"$scratch/large/$i"
		done
		tar -C "$scratch" -cf "$scratch/large.tar" large
		rm -r "$scratch/large"
	fi
	sed -i "s,path = .*,path = $scratch/large.tar," "$project/kernels/9.1.y.conf"
	$stablehand fetch >"$scratch/bg.out" 2>"$scratch/bg.err" </dev/null &
	pid=$!
	eventually sh -c 'ls "$0"/stablehand/store.git/objects/pack/* >"$0.packs" && grep -q . "$0.packs"' \
		"$XDG_CACHE_HOME" || { cat "$scratch/bg.err"; return 1; }
	kill -"$1" "$pid"
	wait "$pid"
	status=$?
	[ "$status" = "$2" ] && eventually no_fetch_left ||
		{ echo "exit $status"; cat "$scratch/bg.err"; return 1; }
	sed -i "s,path = .*,path = $scratch/linux-9.1.7.tar.xz," "$project/kernels/9.1.y.conf"
	run 0 $stablehand fetch && says '^9\.1\.y  9\.1\.7' && says '^9\.4\.y  9\.4\.0' &&
		git --git-dir="$XDG_CACHE_HOME/stablehand/store.git" fsck --no-dangling
	status=$?
	export XDG_CACHE_HOME="$scratch/cache"
	return $status
}
no_fetch_left()
{
	for cmdline in /proc/[0-9]*/cmdline; do
		tr '\0' ' ' <"$cmdline" 2>/dev/null | grep -q -- "-C $project job" && return 1
	done
	return 0
}
recent()
{
	run 0 $stablehand fetch && run 0 $stablehand fetch --recent && says '^9\.1\.y  9\.1\.7, from store' &&
		run 0 $stablehand fetch && says '^9\.1\.y  9\.1\.7, from archive'
}
falls_back()
{
	mv "$scratch/linux-9.2.3.tar.xz" "$scratch/aside"
	run 0 $stablehand fetch && says '^9\.2\.y  not fetched: archive: .*No such file' &&
		run 1 $stablehand port --refresh && says '^9\.2\.y  9\.2\.3, from store' &&
		says 'passed over: archive: .*No such file'
	status=$?
	mv "$scratch/aside" "$scratch/linux-9.2.3.tar.xz"
	rm -rf "$project/out"
	return $status
}
# The matrix comes before the builds, which are of branches with a port only.
run_all()
{
	run 1 $stablehand run && says '^  1 kvm: guard the fault code +clean +refused +refused$' &&
		says '^9\.3\.y  not fetched: gone: ' && says 'same 4' || return 1
	[ "$(grep -n '# PATCH' "$scratch/out" | cut -d: -f1)" = 1 ] &&
		[ "$(ls "$XDG_CACHE_HOME/stablehand/work")" = 9.1.y ]
}

colored()
{
	esc=$(printf '\033')
	run 1 $stablehand --color=always status && says "$esc\[[0-9;]*mclean$esc\[0" &&
		run 1 $stablehand --color always status && says "$esc\[" &&
		run 1 $stablehand status --color=never && ! says "$esc\[" >/dev/null &&
		run 1 $stablehand --color=auto status && ! says "$esc\[" >/dev/null &&
		run 1 $stablehand --color=always --no-color status && ! says "$esc\[" >/dev/null
}
# On a terminal (script makes one) the environment has a word.
colored_by_terminal()
{
	command -v script >/dev/null || return 1
	for setting in "TERM=xterm-256color yes" "TERM=dumb no" "TERM= no" "NO_COLOR=1 no" "NO_COLOR= yes"; do
		TERM=xterm script -qec "env ${setting% *} $stablehand -q status" /dev/null >"$scratch/out" </dev/null
		case $setting in
		*yes) says "$esc\[[0-9;]*mclean" || return 1 ;;
		*no) ! says "$esc\[" >/dev/null || { echo "$setting"; return 1; } ;;
		esac
	done
}

check "status of an empty store names each branch as not fetched, exit 3" nothing_fetched
check "the files of this project's own branches can be read" own_project
check "fetch of all: a branch without a source is one line and no failure" fetch_all
check "a branch that was named must answer: exit 3" named_must_answer
check "a broken conf, a damaged archive: not passed over in silence" spoilt_is_told
check "Ctrl-C while several are fetched: exit 130, nothing left, the next one finishes" \
	fetch_stopped_by INT 130
check "kill -9 while several are fetched" fetch_stopped_by KILL 137
check "--recent asks no source again within the hour" recent
check "a source that no longer answers: fetch says so, others use the store" falls_back
check "the matrix: patches down, branches and releases across" matrix
check "only the branches named" only_named
check "colours are shown when asked for, and never into a pipe" colored
check "colours on a terminal: TERM and NO_COLOR" colored_by_terminal
check "a narrow terminal: the matrix is turned, in a pipe it is whole" narrow
check "a newer supported branch without the fix is told" order
check "no newer branch in sight, nothing told" no_order_without_newer
check "the matrix as JSON" as_json
check "status asks no source, moves no reference, writes no patch" no_network_no_change
check "status needs no committer" without_committer
check "explain: by number, file name, part of the subject" explained
check "what is refused: why, then what to do, then the rest" next_step
check "explain as JSON" explained_as_json
check "explain of what is not there: exit 2, with what is" not_explained
check "two series, and a patch that a branch is not given" second_series
check "names that are spelled wrongly: exit 2, with the place" spelled_wrongly
check "options behind the command, names that are not there" options_behind
check "run of all: the matrix first, then builds where something was ported" run_all
done_testing
