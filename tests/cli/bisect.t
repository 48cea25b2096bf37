#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Which commit broke a test: builds and VMs of commits between two releases.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/fixture.sh"
make_project
stablehand="$STABLEHAND -C $project"
linux=$scratch/linux

# What a test does is told by what is in the kernel's image: BROKEN, FLAKY, SKIPPED, DEAD.
mv "$scratch/bin/qemu-system-x86_64" "$scratch/bin/qemu-real"
cat >"$scratch/bin/qemu-system-x86_64" <<END
#!/bin/sh
kernel=
for word; do [ "\$last" = -kernel ] && kernel=\$word; last=\$word; done
[ -n "\$kernel" ] || exec "$scratch/bin/qemu-real" "\$@"
rm -f "$scratch/behaviour"
grep -q BROKEN "\$kernel" && echo 'x86/two_test fail' >"$scratch/behaviour"
grep -q SKIPPED "\$kernel" && echo 'x86/two_test skip' >"$scratch/behaviour"
grep -q DEAD "\$kernel" && echo 'boot dead' >"$scratch/behaviour"
if grep -q FLAKY "\$kernel"; then
	[ -e "$scratch/flipped" ] && echo 'x86/two_test fail' >"$scratch/behaviour"
	touch "$scratch/flipped"
fi
[ ! -e "$scratch/slow.vm" ] || sleep 0.3
exec "$scratch/bin/qemu-real" "\$@"
END
chmod +x "$scratch/bin/qemu-system-x86_64"

# commit SUBJECT [TEXT]: TEXT is added to guard.c.
commit()
{
	echo "/* $1 */ $2" >>"$linux/arch/x86/kvm/guard.c"
	git -C "$linux" commit -qam "$1" --author 'A Developer <dev@example.com>'
}
# marker WORD: what puts it into the image.
marker()
{
	echo "static const char mark_$1[] __attribute__((used)) = \"$1\";"
}
# extra SUBJECT TEXT: a commit after which a header that guard.c reads has this text alone.
extra()
{
	echo "$2" >"$linux/arch/x86/kvm/extra.h"
	grep -q extra.h "$linux/arch/x86/kvm/guard.c" ||
		sed -i '1i #include "extra.h"' "$linux/arch/x86/kvm/guard.c"
	# The fixture's make looks at guard.c alone.
	echo "/* $1 */" >>"$linux/arch/x86/kvm/guard.c"
	git -C "$linux" add -A && git -C "$linux" commit -qm "$1"
}
tag()
{
	git -C "$linux" tag -f "$1" >/dev/null
}
# history COMMIT...: a repository with v9.1.7, so many commits and v9.1.8. Of each what it adds;
# "." is nothing.
history()
{
	rm -rf "$linux" && cp -a "$scratch/linux-9.1.7" "$linux" && git -C "$linux" init -q &&
		git -C "$linux" add -A && git -C "$linux" commit -qm 'Linux 9.1.7' && tag v9.1.7 || return 1
	number=0
	for what; do
		number=$((number + 1))
		[ "$what" != . ] || what=
		commit "change $number" "$what"
	done
	sed -i 's/^SUBLEVEL = 7/SUBLEVEL = 8/' "$linux/Makefile"
	git -C "$linux" commit -qam 'Linux 9.1.8' && tag v9.1.8
}
boots()
{
	grep -c '^boot' "$scratch/qemu.log" 2>/dev/null || :
}
between()
{
	good=$1 bad=$2
	shift 2
	$stablehand bisect 9.1.y two_test --good "$good" --bad "$bad" --git "$linux" "$@"
}
bisect()
{
	between 9.1.7 9.1.8 "$@"
}
id()
{
	git -C "$linux" log --format=%H --grep "^$1\$" main
}

found()
{
	history . . . . . "$(marker BROKEN)" . . . || return 1
	run 0 bisect && says '^x86/two_test \(default\) on 9\.1\.y, from 9\.1\.7 \(good\) to 9\.1\.8 \(bad\): 10 commits$' &&
		says "^first bad commit: $(id 'change 6')$" && says '^  change 6$' &&
		says '^  A Developer <dev@example\.com>, 20' &&
		says "^  $(id 'Linux 9.1.7' | cut -c 1-12) +good +4 +pass +Linux 9\.1\.7 +/.*/logs/9\.1\.y/" &&
		says "^  $(id 'change 6' | cut -c 1-12) +bad +4 +fail: exit 254 +change 6 " &&
		[ "$(grep -Ec '^  [0-9a-f]{12} +(good|bad) +4 ' "$scratch/out")" -le 6 ] &&
		[ -e "$(sed -n 's/.* \(\/[^ ]*\/logs\/.*\)$/\1/p' "$scratch/out" | head -n 1)" ]
}
asked_again()
{
	before=$(boots)
	run 0 bisect --json && [ "$(boots)" = "$before" ] &&
		json '$j->{commits} == 10 && @{$j->{first_bad}} == 1 && $j->{first_bad}[0]{subject} eq "change 6"' &&
		json '$j->{test} eq "x86/two_test" && $j->{steps}[0]{verdict} eq "good" &&
			$j->{steps}[1]{verdict} eq "bad" && !grep { $_->{attempts} != 4 || !-e $_->{log} ||
			$_->{build} !~ /^[0-9a-f]{64}$/ } @{$j->{steps}}' &&
		[ "$(git -C "$linux" status --porcelain)" = "" ]
}
# Of the branch nothing else is known by it, but the store has the records.
records_are_kept()
{
	run 0 $stablehand history two_test &&
		says "commit $(id 'change 6' | cut -c 1-12) +default +1 +fail.* bisect \\(#" &&
		! grep -q '^regressions' "$scratch/out" && run 2 $stablehand report 9.1.y ||
		! grep -q 'commit [0-9a-f]' "$scratch/out"
}
first_and_last()
{
	history "$(marker BROKEN)" . . && run 0 bisect && says '^  change 1$' || return 1
	history . . && commit 'the last' "$(marker BROKEN)" && tag v9.1.8 && run 0 bisect &&
		says '^  the last$' || return 1
	history && git -C "$linux" reset -q --hard v9.1.7 && commit 'the only one' "$(marker BROKEN)" &&
		run 0 between 9.1.7 main && says '^  the only one$' &&
		says ': 1 commit$'
}
not_built_is_skipped()
{
	history . . && extra 'does not build' 'int broken = ;' && commit 'nor does this' &&
		extra 'builds again' '' && commit 'breaks it' "$(marker BROKEN)" && commit end && tag v9.1.8 &&
		run 0 bisect && says '^  breaks it$' && says ' skipped +0 +does not build: .* (does not build|nor does this) '
}
# The one that broke it cannot be told from one that did not build.
one_of_several()
{
	history . . && extra 'does not build' 'int broken = ;' &&
		extra 'builds again, broken' "$(marker BROKEN)" && commit end && tag v9.1.8 &&
		run 1 bisect && says '^the first bad commit is one of these 2; ' && says '^  does not build$' &&
		says '^  builds again, broken$' && run 1 bisect --json && json '@{$j->{first_bad}} == 2'
}
others_are_skipped()
{
	history . && for word in FLAKY SKIPPED DEAD; do extra "is $word" "$(marker $word)" || return 1; done &&
		extra 'well again' '' && commit 'breaks it' "$(marker BROKEN)" && tag v9.1.8 || return 1
	rm -f "$scratch/flipped"
	run 0 bisect && says '^  breaks it$' && says ' skipped .* is (FLAKY|SKIPPED|DEAD) ' || return 1
	rm -f "$scratch/flipped"
	run 2 between "$(id 'is FLAKY')" 9.1.8 && complains 'contradicts itself: pass, then fail' &&
		run 2 between "$(id 'is SKIPPED')" 9.1.8 && complains 'two_test on [0-9a-f]{40}: skip' &&
		run 2 between "$(id 'is DEAD')" 9.1.8 && complains 'was not tested: .*does not boot'
}
good_is_bad()
{
	history && commit one "$(marker BROKEN)" && commit two && run 2 between main~1 main &&
		complains 'main~1 is bad already: x86/two_test on it: fail: exit 254; log: /' &&
		run 2 between main~1 main --json && json '$j->{error}{exit_code} == 2'
}
bad_is_good()
{
	history . . && run 2 bisect && complains '9\.1\.8 is good: x86/two_test on it: pass'
}
# Only first parents are in question: a merge is one step.
merges()
{
	history . && git -C "$linux" checkout -qb side && for n in 1 2 3; do extra "side $n" "/* $n */"; done &&
		extra 'side 4' "$(marker BROKEN)" && git -C "$linux" checkout -q main && commit 'on main' &&
		git -C "$linux" merge -q -X theirs -m 'Merge side' side >/dev/null && commit 'after it' && tag v9.1.8 &&
		run 0 bisect && says '^  Merge side$' && says ': 5 commits$'
}
killed_and_resumed()
{
	history . . . . . . . "$(marker BROKEN)" . . && commit 'further on' && tag v9.1.8 || return 1
	rm -rf "$XDG_CACHE_HOME" "$XDG_STATE_HOME"
	touch "$scratch/slow.vm"
	before=$(boots)
	for kill in 3 7; do
		bisect >"$scratch/killed" 2>&1 &
		pid=$!
		n=0
		while [ "$(boots)" -lt $((before + kill)) ] && [ $n -lt 300 ]; do sleep 0.1; n=$((n + 1)); done
		# The function runs in a shell of its own, whose child is the program.
		child=$(ps -o pid= --ppid $pid | head -n 1)
		kill -9 ${child:-$pid}
		wait $pid 2>/dev/null
	done
	rm "$scratch/slow.vm"
	eventually nothing_left || return 1
	run 0 bisect && says '^  change 8$' || return 1
	# Four boots for each commit, and what ran when it was killed once more.
	commits=$(grep -Ec '^  [0-9a-f]{12} +(good|bad) ' "$scratch/out")
	[ $(($(boots) - before)) -le $((4 * commits + 2)) ] || { echo "$(boots) - $before, $commits"; return 1; }
}
# The store's own history, of a git source.
of_the_store()
{
	history && git -C "$linux" reset -q --hard v9.1.7 && tag v9.1 && commit 'change 0' && tag v9.1.7 || return 1
	commit 'change 1' && commit 'change 2' "$(marker BROKEN)" && commit 'change 3' || return 1
	sed -i 's/^SUBLEVEL = 7/SUBLEVEL = 8/' "$linux/Makefile"
	git -C "$linux" commit -qam 'Linux 9.1.8' && tag v9.1.8 || return 1
	cp "$project/kernels/9.1.y.conf" "$scratch/9.1.y.conf"
	sed -i '/^\[source/,/path =/d' "$project/kernels/9.1.y.conf"
	printf '[source "stable"]\n\ttype = git\n\turl = file://%s\n\tbranch = main\n\tsince = v9.1\n' "$linux" \
		>>"$project/kernels/9.1.y.conf"
	rm -rf "$XDG_CACHE_HOME"
	run 0 $stablehand fetch --release 9.1.7 9.1.y && run 0 $stablehand fetch --release 9.1.8 9.1.y &&
		run 0 $stablehand bisect 9.1.y two_test --good 9.1.7 --bad 9.1.8 && says '^  change 2$' &&
		run 2 $stablehand bisect 9.1.y two_test --good 9.1.8 --bad 9.1.7 &&
		complains 'no history of first parents from 9\.1\.8 to 9\.1\.7 in the store: name a repository'
	status=$?
	cp "$scratch/9.1.y.conf" "$project/kernels/9.1.y.conf"
	return $status
}
no_history()
{
	history . "$(marker BROKEN)" && run 2 between 9.1.8 9.1.7 &&
		complains 'no history of first parents from 9\.1\.8 to 9\.1\.7' &&
		run 2 between 9.1.7 v9.1.7 && complains 'are the same commit' || return 1
	rm -rf "$XDG_CACHE_HOME"
	run 0 $stablehand fetch 9.1.y && run 2 $stablehand bisect 9.1.y two_test --good 9.1.6 --bad 9.1.7 &&
		complains '9\.1\.6: no such release of 9\.1\.y in the store: stablehand fetch'
}
bad_questions()
{
	ends='--good 9.1.7 --bad 9.1.8'
	run 2 $stablehand bisect 9.1.y two_test && complains 'needs --good and --bad' &&
		run 2 $stablehand bisect 9.1.y two_test --good 9.1.7 && run 2 $stablehand bisect 9.1.y $ends &&
		run 2 $stablehand bisect 9.9.y two_test $ends --git "$linux" && complains 'no such branch' &&
		run 2 between 9.1.7 9.1.99 && complains 'no such release, tag or commit' &&
		run 2 $stablehand bisect 9.1.y two_test $ends --git "$scratch/none" &&
		run 2 $stablehand bisect 9.1.y two_test --good '../x' --bad 9.1.8 && complains 'not a version' &&
		run 2 $stablehand bisect 9.1.y '' $ends --git "$linux" &&
		run 2 $stablehand bisect 9.1.y one_test,two_test $ends --git "$linux" && complains 'name one test' &&
		run 2 bisect --variant none && complains 'no such boot variant' && run 2 bisect --jobs 0 &&
		run 2 $stablehand bisect 9.1.y no_such_test $ends --git "$linux" && complains 'no such test'
}
# Where variants are described the first one that anything runs is taken.
variants()
{
	history . "$(marker BROKEN)" && mkdir -p "$project/kernels/vm" &&
		printf '[variant "sev"]\n\twhat = SEV\n\tengine = none\n[variant "npt=1"]\n\twhat = two\n\tparameter = npt.one\n[variant "npt=0"]\n\twhat = shadow\n\tparameter = npt.none\n' \
			>"$project/kernels/vm/variants.conf" && before=$(boots) && run 0 bisect &&
		says '^x86/two_test \(npt=1\) on' && says '^  change 2$' &&
		[ "$(tail -n +$((before + 1)) "$scratch/qemu.log" | grep -c 'npt.none')" = 0 ] &&
		run 0 bisect --variant npt=0 --json && json '$j->{variant} eq "npt=0"'
	status=$?
	rm -rf "$project/kernels/vm"
	return $status
}
strange_commits()
{
	history . && marker BROKEN >>"$linux/arch/x86/kvm/guard.c" &&
		git -C "$linux" commit -qam "$(printf 'evil \033[31m\nsecond')" --author "$(printf 'E\033]0;x <e@example.com>')" &&
		tag v9.1.8 && run 0 bisect && says 'evil \\x1[bB]\[31m' &&
		! grep -q "$(printf '\033')" "$scratch/out" && run 0 bisect --json
}

check "the first bad of ten commits" found
check "asked again it does nothing" asked_again
check "records are kept" records_are_kept
check "the first, the last, the only one" first_and_last
check "what does not build is skipped" not_built_is_skipped
check "one of several" one_of_several
check "flaky, skipped, dead" others_are_skipped
check "the good one is bad" good_is_bad
check "the bad one is good" bad_is_good
check "merges" merges
check "killed and resumed" killed_and_resumed
check "a history in the store" of_the_store
check "no history" no_history
check "bad questions" bad_questions
check "boot variants" variants
check "strange commits" strange_commits
done_testing
