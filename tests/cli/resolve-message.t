#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# A message that names what the branch does not have is told, and a resolution can say what is
# true there; a finished patch is taken where the branch would be adapted, too.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/fixture.sh"

make_project
stablehand()
{
	"$STABLEHAND" -C "$project" "$@"
}
guard=arch/x86/kvm/guard.c
patch=$project/patches/fix/0001-guard.patch
recorded=$project/patches/fix/resolutions
make_branch 9.1.y 9.1.7

sed -i 's/^Signed-off-by: /The check in later_interception() is not enough.\n\n&/' "$patch"
check "the release is fetched" run 0 stablehand fetch
check "a clean port" run 0 stablehand explain 9.1.y 1
check "whose message names what is not there" says 'later_interception: named in the message, but not in this branch'
check "which is told at a glance" run 0 stablehand status
check "with branch and patch" says '^  9\.1\.y, fix/01: later_interception: named in the message'
check "in JSON" run 0 stablehand --json explain 9.1.y 1
check "as a note with a reason" json 'grep { $_->{kind} eq "note" && $_->{reason} eq "message-name" } @{$j->{patch}{evidence}}'

# --- other lines around: it is adapted, or settled with a message of the branch's own
make_tree 9.2.3 3
sed -i 's/direct = 1;/direct = 2;/' "$scratch/linux-9.2.3/$guard"
tar -C "$scratch" -cJf "$scratch/linux-9.2.3.tar.xz" linux-9.2.3
make_branch 9.2.y 9.2.3
check "the next release is fetched" run 0 stablehand fetch 9.2.y
cat >"$scratch/message" <<'END'
KVM: the guard of this branch

Nothing checks the code here.
END
mkdir -p "$scratch/tree" && cp -r "$scratch/linux-9.2.3/." "$scratch/tree"
(cd "$scratch/tree" && git init -q . && git add -f . && git commit -qm base &&
	sed -i '/direct = 2;/a\	code \&= ~256;' "$guard" && git diff >"$scratch/finished.patch")
check "a finished patch is taken" run 0 stablehand resolve 9.2.y 1 --take "$scratch/finished.patch" \
	--message "$scratch/message" --note "checked at once"
file=$(echo "$recorded"/*)
check "the message is recorded" sh -c "grep -q '^Version: 3$' '$file' && grep -q '^Message:$' '$file' &&
	grep -q '^ KVM: the guard of this branch$' '$file'"
check "the port" run 0 stablehand port 9.2.y
ported=$(echo "$project"/out/9.2.y/fix/0001-*.patch)
check "has it, and its subject" sh -c "grep -q '^Subject: .* KVM: the guard of this branch' '$ported' &&
	grep -q '^Nothing checks the code here' '$ported' && ! grep -q later_interception '$ported'"
check "the trailers of the patch are kept" grep -q '^Signed-off-by: Test Author' "$ported"
check "that the message is another is noted" grep -q '^\[ Test Person: adjusted message; checked at once \]' "$ported"
check "nothing is told of it now" run 0 stablehand status 9.2.y
check "as it is true" sh -c "! grep -q later_interception '$scratch/out'"
printf 'one line only\nand another\n' >"$scratch/message"
rm -r "$recorded"
check "what is no message is refused" run 2 stablehand resolve 9.2.y 1 --take "$scratch/finished.patch" \
	--message "$scratch/message"
check "and why" complains 'expected a subject and an empty line'
check "and not recorded" sh -c "[ -z \"\$(ls '$recorded' 2>/dev/null)\" ]"
done_testing
