#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# A patch that fits nowhere, settled on one branch and taken on the next.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/fixture.sh"

make_project
stablehand()
{
	"$STABLEHAND" -C "$project" "$@"
}

# The function is written anew in these branches; 9.3 has it with other lines around.
rewrite()
{
	source=$scratch/linux-$1/arch/x86/kvm/guard.c
	sed -i '/^int handle_fault(int code)$/,$d' "$source"
	cat >>"$source"
	tar -C "$scratch" -cJf "$scratch/linux-$1.tar.xz" "linux-$1"
}
make_tree 9.1.7 7
rewrite 9.1.7 <<'END'
int handle_fault(int code)
{
	static unsigned long seen;

	seen++;
	return first(code) ? (int)seen : -1;
}
END
make_tree 9.2.3 3
rewrite 9.2.3 <<'END'
static int other_before(void)
{
	return 7;
}

int handle_fault(int code)
{
	static unsigned long seen;

	seen++;
	return first(code) ? (int)seen : -1;
}
END
make_tree 9.3.1 1
rewrite 9.3.1 <<'END'
int handle_fault(int code)
{
	static unsigned int calls;

	calls += 2;
	return first(code) * (int)calls;
}
END
make_branch 9.1.y 9.1.7
make_branch 9.2.y 9.2.3
make_branch 9.3.y 9.3.1
recorded=$project/patches/fix/resolutions
guard=arch/x86/kvm/guard.c

check "the releases are fetched" run 0 stablehand fetch
check "the patch is refused" run 1 stablehand explain 9.1.y 1
check "and says so" says '^9\.1\.y .* refused'

# --- files to fill in
work=$scratch/work
check "--files writes what is to be resolved" run 0 stablehand resolve 9.1.y 1 --files "$work"
check "it says what and what then" says "$guard: 1 conflict"
check "ours, base and theirs are there" sh -c "grep -q '^<<<<<<< 9.1.y 9.1.7' '$work/$guard' &&
	grep -q '^||||||| ' '$work/$guard' && grep -q '^>>>>>>> 0001-guard.patch' '$work/$guard'"
check "a folder is not written over" run 2 stablehand resolve 9.1.y 1 --files "$work"
check "as it is, it is not taken" run 2 stablehand resolve 9.1.y 1 --from "$work"
check "the marker that is left is named" complains "$guard:[0-9]+: conflict marker"
check "nothing is recorded" test ! -e "$recorded"
check "another folder is not taken" run 2 stablehand resolve 9.1.y 1 --from "$scratch"

settle()
{
	cp "$scratch/linux-9.1.7/$guard" "$1/$guard"
	sed -i "s/^	seen++;/	$2\n	seen++;/" "$1/$guard"
}
settle "$work" 'code \&= mask_that_nobody_has;'
check "what does not pass the checks is refused" run 1 stablehand resolve 9.1.y 1 --from "$work"
check "with the reason" says 'mask_that_nobody_has'
check "and not recorded" sh -c "[ -z \"\$(ls '$recorded')\" ]"
check "the files are kept" test -e "$work/$guard"

settle "$work" 'if (code \& 256)\n		code \&= ~256;'
check "a good answer is taken" run 0 stablehand resolve 9.1.y 1 --from "$work" \
	--note "checked where faults are counted, as the function was rewritten"
check "the verdict is resolved" says '^9\.1\.y .* resolved'
check "it says where it is" says '^recorded: .*/resolutions/0001-guard\.9\.1\.y\.[0-9a-f]{8}\.resolution$'
file=$(echo "$recorded"/*)
check "a person can read it" sh -c "grep -q '^Patch: 0001-guard.patch' '$file' &&
	grep -Eq '^Settles: [0-9a-f]{16} $guard' '$file' && grep -q '^Made-on: 9.1.y 9.1.7' '$file' &&
	grep -q '^Author: Test Person <test@example.com>' '$file' &&
	grep -q '^checked where faults' '$file' && grep -q '^+	if (code & 256)' '$file'"
check "nothing is left to resolve" run 0 stablehand resolve 9.1.y 1
check "which is said" says 'is resolved: nothing to resolve'
check "on the branch itself it is told" run 0 stablehand explain 9.1.y 1
check "that the lines of the patch change" says '^  risk +low: settled on this branch, with the changed lines'
check "not that the context matches" sh -c "! grep -q 'headings match' '$scratch/out'"

# --- the next branches
check "the next branch takes it" run 0 stablehand explain 9.2.y 1
check "as resolved" says '^9\.2\.y .* resolved'
check "with whose it was" says 'settled on 9\.1\.y 9\.1\.7 by Test Person'
check "the risk is that nobody looked at it here" says '^  risk +medium'
check "and the note" says 'as the function was rewritten'
check "the deviation is told in words" says '^  @@ \[-handle_fault-\]|^  \[- .*int direct = 1;-\]'
check "and what both have as such" says '^  \+	if \(code & 256\)$'
check "the note is the person's" says '^  note +checked where faults are counted'
check "other surroundings do not" run 1 stablehand explain 9.3.y 1
check "and say why" says 'made on 9\.1\.y 9\.1\.7, is not taken: does not apply here'
check "JSON has it too" run 0 stablehand --json explain 9.2.y 1
check "as verdict and evidence" json '$j->{patch}{verdict} eq "resolved" &&
	grep { $_->{kind} eq "resolution" } @{$j->{patch}{evidence}}'
check "and the deviation, from which both sides can be told" json '
	$j->{patch}{note} =~ /^checked where/ &&
	join("", map { $_->{is} ne "ported" ? $_->{text} : () } @{$j->{patch}{deviation}}) =~ /^ 	if \(!r\)$/m &&
	join("", map { $_->{is} ne "original" ? $_->{text} : () } @{$j->{patch}{deviation}}) =~ /^ 	seen\+\+;$/m'

check "port writes the patch" run 1 stablehand port
patched=$(echo "$project"/out/9.2.y/fix/0001-*.patch)
check "with what was settled" grep -q '^+	if (code & 256)' "$patched"
check "and the note above the Signed-off-by" sh -c "grep -A2 '^\[ Test Person: checked where faults are counted, as the function was$' '$patched' |
	tr '\n' '|' | grep -q 'was|  rewritten \]|Signed-off-by: Test Person'"
check "git am takes it" sh -c "cd '$scratch/linux-9.2.3' && git init -q . && git add -f . &&
	git commit -qm base && git am -q '$patched'"

# --- a later release of the branch
make_tree 9.1.8 8
rewrite 9.1.8 <<'END'
static int third(int a, int b)
{
	return a + b;
}

int handle_fault(int code)
{
	static unsigned long seen;

	seen++;
	return first(code) ? (int)seen : -1;
}
END
sed -i 's/linux-9\.1\.7/linux-9.1.8/' "$project/kernels/9.1.y.conf"
check "the next point release is fetched" run 0 stablehand fetch --refresh 9.1.y
check "and takes it" run 0 stablehand explain 9.1.y 1
check "as resolved there" says '^9\.1\.y  9\.1\.8  resolved'

# --- the patch changes
sed -i.bak 's/^+		code &= ~256;/+		code \&= ~512;/' "$project/patches/fix/0001-guard.patch"
check "another patch does not take it" run 1 stablehand explain 9.2.y 1
check "and says that" says 'the patch has changed since'
mv "$project/patches/fix/0001-guard.patch.bak" "$project/patches/fix/0001-guard.patch"

# --- in an editor
cat >"$scratch/editor" <<END
#!/bin/sh
grep -q '^<<<<<<<' "\$1" || exit 1
cp "$scratch/linux-9.3.1/$guard" "\$1"
sed -i 's/^	calls += 2;/	if (code \& 256)\n		code -= 256;\n	calls += 2;/' "\$1"
END
chmod +x "$scratch/editor"
check "without a terminal it is told what to do" run 3 stablehand resolve 9.3.y 1
check "with the commands" complains '^  stablehand resolve 9\.3\.y fix/01 --files DIR$'
check "both of them" complains '^  stablehand resolve 9\.3\.y fix/01 --from DIR$'
printf '#!/bin/sh\ntouch "%s/edited"\n' "$scratch" >"$scratch/toucher"
chmod +x "$scratch/toucher"
nobody()
{
	mv "$HOME/.gitconfig" "$HOME/aside"
	run 3 env GIT_EDITOR="$scratch/toucher" "$STABLEHAND" -C "$project" resolve 9.3.y 1
	status=$?
	mv "$HOME/aside" "$HOME/.gitconfig"
	return $status
}
check "without a user.name nobody works in vain" nobody
check "it is told how to set one" complains 'git config --global user\.name'
check "and no editor was started" test ! -e "$scratch/edited"
check "an editor that fails records nothing" \
	run 3 env GIT_EDITOR=false "$STABLEHAND" -C "$project" resolve 9.3.y 1
check "and says where the files are" complains 'the files are kept in'
check "the editor's answer is taken" \
	run 0 env GIT_EDITOR="$scratch/editor" "$STABLEHAND" -C "$project" resolve 9.3.y 1
check "for this branch" says '^9\.3\.y .* resolved'
check "it is told that other lines change" says '^  risk +medium: what was settled changes other lines'
check "without a note of the person one is drafted" says '^  note +resolved by hand: .*adjusted context'
check "its files are gone" test ! -e "$XDG_STATE_HOME/stablehand/resolve/9.3.y/fix/0001-guard.patch"

# --- git's merge tool, when one is configured
rm -r "$recorded"
cat >"$scratch/tool" <<END
#!/bin/sh
base=\$1 local=\$2 remote=\$3 merged=\$4
grep -q '^[<|=>]\{7\}' "\$base" "\$local" "\$remote" && exit 1
cmp -s "\$base" "\$remote" && exit 1
cp "$scratch/linux-9.3.1/$guard" "\$merged"
sed -i 's/^	calls += 2;/	if (code \& 256)\n		code -= 256;\n	calls += 2;/' "\$merged"
diff "\$local" "\$merged" >"$scratch/tool.diff"
exit 0
END
chmod +x "$scratch/tool"
git config --global merge.tool mine
git config --global mergetool.mine.trustExitCode true
git config --global mergetool.mine.cmd false
check "a merge tool that fails records nothing" run 3 stablehand resolve 9.3.y 1
check "and says where the files are, too" complains 'the files are kept in .*; the same command goes on'
kept=$XDG_STATE_HOME/stablehand/resolve/9.3.y/fix/0001-guard.patch
check "with the conflicts, and no repository" sh -c "grep -q '^<<<<<<<' '$kept/$guard' && [ ! -e '$kept/.git' ]"
git config --global mergetool.mine.cmd "'$scratch/tool' \"\$BASE\" \"\$LOCAL\" \"\$REMOTE\" \"\$MERGED\""
check "--editor starts the editor all the same" \
	run 3 env GIT_EDITOR=false "$STABLEHAND" -C "$project" resolve 9.3.y 1 --editor
check "which is told" complains "the editor 'false' failed"
check "the merge tool's answer is taken" run 0 stablehand resolve 9.3.y 1
check "as one by hand" says '^9\.3\.y .* resolved'
check "the tool had the branch's side" grep -q '^> .*code -= 256' "$scratch/tool.diff"
check "its files are gone as well" test ! -e "$kept"
git config --global --unset merge.tool

# --- a finished patch
rm -r "$recorded"
check "without them it is refused again" run 1 stablehand explain 9.2.y 1
check "a patch that does not go in is not taken" run 1 stablehand resolve 9.1.y 1 \
	--take "$project/patches/fix/0001-guard.patch"
check "with the reason for that" complains 'does not apply to 9\.1\.y'
check "a finished patch is taken" run 0 stablehand --json resolve 9.1.y 1 --take "$patched"
check "and recorded" json '$j->{verdict} eq "resolved" && -e $j->{recorded}'
check "the next branch takes that too" run 0 stablehand explain 9.2.y 1

# --- what a file may hold
file=$(echo "$recorded"/*)
sed -i 's/^Made-on: .*/Made-on: nowhere/' "$file"
check "a broken one is an error" run 2 stablehand explain 9.1.y 1
check "with its line" complains 'resolution:[0-9]+: Made-on'

done_testing
