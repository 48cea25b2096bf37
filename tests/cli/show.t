#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# A ported patch beside the original; the pager.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/fixture.sh"
make_project
stablehand="$STABLEHAND -C $project"
make_tree 9.2.3 3
sed -i 's/int direct = 1/long direct = 1/; s/if (!r)/while (second(r))/' "$scratch/linux-9.2.3/arch/x86/kvm/guard.c"
tar -C "$scratch" -cJf "$scratch/linux-9.2.3.tar.xz" linux-9.2.3
make_branch 9.2.y 9.2.3
# Characters that take two columns, and what would colour a terminal.
wide=$(printf '\346\274\242\345\255\227')
esc=$(printf '\033')
sed -i "s/^Subject: .*/Subject: [PATCH] kvm: guard the fault code/; s/^---\$/$wide $esc[31mred\n---/" \
	"$project/patches/fix/0001-guard.patch"

fetched()
{
	run 0 $stablehand fetch
}
# In a pipe a column each, nothing cut.
beside()
{
	run 0 $stablehand show 9.1.y fix/1 && says '^patches/fix/0001-guard\.patch +9\.1\.y 9\.1\.7: clean$' &&
		says '^Subject: \[PATCH\] kvm: guard the fault code +\| Subject: \[PATCH 9\.1\.y\] kvm: guard the fault code$' &&
		says '^ +> Signed-off-by: Test Person <test@example\.com>$' &&
		says '^diff --git a/arch/x86/kvm/guard\.c b/arch/x86/kvm/guard\.c {2,}diff --git' &&
		says "^$wide .x1b.31mred +$wide .x1b.31mred" || return 1
	! grep -q "$esc" "$scratch/out" && grep -q '^+.*	*if (code & 256)' "$project/patches/fix/0001-guard.patch"
}
narrow()
{
	COLUMNS=80 run 0 $stablehand show 9.1.y 1 && says '^- patches/fix/0001-guard\.patch$' &&
		says '^-Subject: \[PATCH\] kvm' && says '^\+Subject: \[PATCH 9\.1\.y\] kvm' &&
		says '^ diff --git a/arch' || return 1
	COLUMNS=120 LC_ALL=C.UTF-8 run 0 $stablehand show 9.1.y 1 && says '\| Subject: \[PATCH 9\.1\.y\]' || return 1
	! LC_ALL=C.UTF-8 grep '.\{121\}' "$scratch/out"
}
colored()
{
	run 0 $stablehand --color=always show 9.1.y 1 && says "$esc\\[[0-9;]*m\\+" && says "$esc\\[1mdiff --git"
}
refused()
{
	run 1 $stablehand show 9.2.y 1 && says '^refused because$' &&
		says '^next: stablehand resolve 9\.2\.y fix/01$' && says '^diff --git a/arch'
}
as_json()
{
	run 0 $stablehand --json show 9.1.y 1 &&
		json '$j->{id} eq "fix/01" && $j->{ported} =~ /^Subject: \[PATCH 9\.1\.y\] kvm/m && $j->{original} =~ /^diff --git/m' &&
		run 1 $stablehand --json show 9.2.y 1 && json '$j->{verdict} eq "refused" && !defined $j->{ported}'
}
not_there()
{
	run 2 $stablehand show 9.1.y fix/7 && complains "no patch 'fix/7'" && run 3 $stablehand show 9.2.y 1 --release 9.2.9
}
# on_terminal COMMAND...: as on a terminal of 24 lines.
on_terminal()
{
	rm -f "$scratch/paged"
	TERM=xterm-256color script -qec "stty rows 24 cols 130; $*" /dev/null >"$scratch/out" </dev/null
}
paged()
{
	command -v script >/dev/null || return 1
	on_terminal "GIT_PAGER='cat >$scratch/paged; echo LESS=\$LESS >>$scratch/paged' $stablehand -q show 9.1.y 1" &&
		grep -q "$esc\\[.*diff --git" "$scratch/paged" && grep -q '^LESS=FRX$' "$scratch/paged" &&
		! says 'diff --git' >/dev/null || return 1
	! LC_ALL=C.UTF-8 sed "s/$esc\\[[0-9;]*m//g" "$scratch/paged" | LC_ALL=C.UTF-8 grep '.\{131\}'
}
pager_elsewhere()
{
	git config --global core.pager "cat >$scratch/paged"
	on_terminal "$stablehand -q explain 9.1.y 1" && grep -q '^evidence' "$scratch/paged" &&
		on_terminal "$stablehand -q --no-pager explain 9.1.y 1" && [ ! -e "$scratch/paged" ] && says '^evidence' &&
		on_terminal "$stablehand -q --json explain 9.1.y 1" && [ ! -e "$scratch/paged" ] &&
		on_terminal "GIT_PAGER=cat $stablehand -q explain 9.1.y 1" && says '^evidence' &&
		on_terminal "GIT_PAGER= $stablehand -q explain 9.1.y 1" && says '^evidence' &&
		run 0 $stablehand explain 9.1.y 1 && says '^evidence' && [ ! -e "$scratch/paged" ]
	status=$?
	git config --global --unset core.pager
	return $status
}
# Who leaves the pager early has seen enough; one that is not there is not missed.
pager_left()
{
	on_terminal "GIT_PAGER='head -n 1' $stablehand -q show 9.1.y 1; echo code \$?" && says '^patches/fix' &&
		says 'code 0' && on_terminal "GIT_PAGER=true $stablehand -q show 9.1.y 1; echo code \$?" && says 'code 0'
}

check "two branches are fetched" fetched
check "the original and the port, line by line" beside
check "a terminal that is too narrow: below each other" narrow
check "in the colours of a diff" colored
check "what is refused: why, and the patch" refused
check "as JSON" as_json
check "a patch that is not there" not_there
check "on a terminal it goes through git's pager" paged
check "so does explain; not with --no-pager, --json, cat, or into a pipe" pager_elsewhere
check "a pager that is left early is no failure" pager_left
done_testing
