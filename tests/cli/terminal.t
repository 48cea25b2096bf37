#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Every command, in a terminal, on inputs that are full of control sequences.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/fixture.sh"
make_project
stablehand="$STABLEHAND -C $project"

# Bytes that move, hide, clear, title, ring or turn text around; none is one that we send.
evil=$(printf '\033]0;title\007\033[2J\033[8m\033c\302\233\302\205\342\200\256\b\177')

# in_terminal CODES COMMAND...: run it in a terminal; nothing but text, colours, and what lines of
# progress are made with.
in_terminal()
{
	codes=$1
	shift
	status=0
	PAGER=cat "$top/tests/cli/in-pty" "$@" >"$scratch/shown" 2>&1 </dev/null || status=$?
	case " $codes " in
	*" $status "*) ;;
	*) echo "exit $status, expected $codes: $*"; cat -v "$scratch/shown"; return 1 ;;
	esac
	perl -0777 -ne '
		s/\033\[(?:0|1|3[125]|38;5;(?:28|161|130|243))m//g;
		s/\033\[[0-9]*[AKJ]//g;
		s/[\r\n\t]//g;
		my @raw = /([\x00-\x1f\x7f]|(?<![\xc2-\xf4\x80-\xbf])[\x80-\xbf]|\xc2[\x80-\x9f]|\xe2\x80[\x8b-\x8f\xaa-\xae]|\xe2\x81[\xa6-\xa9])/g;
		if (@raw) {
			/(.{0,60})(?:[\x00-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80[\x8b-\x8f\xaa-\xae])(.{0,30})/s;
			print map({ sprintf "%s ", unpack "H*", $_ } @raw), "near: ", ($1 // "") =~ s/[^ -~]/?/gr, "\n";
			exit 1;
		}' "$scratch/shown"
}

# The same where what came from outside is shown: as text.
escaped_in()
{
	in_terminal "$@" && grep -Fq ']0;title' "$scratch/shown" || { cat -v "$scratch/shown"; return 1; }
}

# A patch with all of it in every place that a mail has.
hostile_patch()
{
	sed -e "s/^Subject: .*/Subject: [PATCH] kvm: guard $evil the code/" \
		-e "s/^From: Test Author/From: Test $evil Author/" \
		-e "s/^Refuse codes.*/Refuse $evil codes./" \
		-e "s/^Signed-off-by: .*/Fixes: 123456789abc (\"$evil\")\nLink: https:\/\/example.com\/$evil\nSigned-off-by: Test $evil <author@example.com>/" \
		-e "s/^+	if (code & 256)/+	\/* $evil *\/\n+	if (code \& 256)/" -e 's/-16,6 +16,9/-16,6 +16,10/' -i "$1"
}
hostile_patch "$project/patches/fix/0001-guard.patch"
make_patch "$project/patches/fix/0002-refused.patch"
sed -e "s/^ 	int r = first(code);/ 	int r = $evil(code);/" -e "s/^ 	int direct = 1;/ 	int other$evil = 1;/" \
	-e "s/^Subject: .*/Subject: [PATCH] kvm: refused $evil/" -i "$project/patches/fix/0002-refused.patch"
make_patch "$project/patches/fix/0003-unreadable.patch"
sed -e "s/^@@ .*/@@ -$evil,1 @@/" -i "$project/patches/fix/0003-unreadable.patch"
printf 'fix/0001-guard.patch\nfix/0002-refused.patch\nfix/0003-unreadable.patch\n' >"$project/series.conf"
# What the tree says when it is built, and the guest when it is run.
sed -i "s/^modules: .*/&\n\t@echo 'guard.c:1:1: warning: $evil'; echo '  CC      $evil.o'/" "$scratch/linux-9.1.7/Makefile"
tar -C "$scratch" -cJf "$scratch/linux-9.1.7.tar.xz" linux-9.1.7
printf 'x/one_test %s\nx86/one_test output %s\n' "$evil" "$evil" >"$scratch/says"
printf 'x86/one_test fail\n' >"$scratch/behaviour"
sed -i 's/guest: test \$number \$name\\n"/guest: test $number $name\\n#kernel: WARNING: $ENV{EVIL}\\n# $ENV{EVIL}\\n"/; s/exit 254/$ENV{EVIL}/' \
	"$scratch/bin/qemu-system-x86_64"
export EVIL="$evil"

broken_tree()
{
	sed -i "s/^modules: .*/&\n\t@echo 'guard.c:1:1: error: $evil' >\&2; exit 1/" "$scratch/linux-9.1.7/Makefile"
	tar -C "$scratch" -cJf "$scratch/linux-9.1.8.tar.xz" linux-9.1.7
	sed -i 's/SUBLEVEL = 7/SUBLEVEL = 8/' "$scratch/linux-9.1.7/Makefile"
	make_branch 9.2.y 9.1.8
	sed -i 's/^PATCHLEVEL = 1/PATCHLEVEL = 2/' "$scratch/linux-9.1.7/Makefile"
	tar -C "$scratch" -cJf "$scratch/linux-9.1.8.tar.xz" linux-9.1.7
	in_terminal 1 $stablehand build --base 9.2.y
}
imported()
{
	mkdir -p "$scratch/in"
	make_patch "$scratch/in/one.patch"
	hostile_patch "$scratch/in/one.patch"
	in_terminal '0 1 2' $stablehand import --series hostile "$scratch/in/one.patch" || return 1
	cp "$scratch/in/one.patch" "$scratch/in/bad$evil.patch"
	echo "one$evil.patch" >"$scratch/in/series"
	in_terminal '0 1 2' $stablehand import --series folder "$scratch/in" &&
		in_terminal 2 $stablehand import --series none "$scratch/in/none$evil.patch"
}
linted()
{
	hostile_patch "$scratch/in/one.patch"
	in_terminal '0 1 2' $stablehand lint "$scratch/in/one.patch" &&
		in_terminal '0 1 2' $stablehand lint "$scratch/in/bad$evil.patch"
}
confs()
{
	cp "$project/series.conf" "$scratch/series.conf"
	echo "fix/none$evil.patch" >>"$project/series.conf"
	in_terminal '1 2' $stablehand status 9.1.y || return 1
	cp "$scratch/series.conf" "$project/series.conf"
	for file in stablehand.conf kernels/9.3.y.conf patches/fix/rules.conf; do
		printf '[%s]\n\tpath = %s\n[source "%s"]\n\ttype = %s\n' "x$evil" "$evil" "$evil" "$evil" >"$project/$file"
		in_terminal '0 1 2 3' $stablehand status || return 1
		in_terminal '0 1 2 3' $stablehand fetch || return 1
		rm "$project/$file"
	done
}
damaged()
{
	mkdir -p "$XDG_CACHE_HOME/stablehand/store.git/refs/kernels/9.1.y"
	echo x >"$XDG_CACHE_HOME/stablehand/store.git/refs/kernels/9.1.y/9$evil"
	in_terminal '0 1 3' $stablehand check
	status=$?
	rm -f "$XDG_CACHE_HOME/stablehand/store.git/refs/kernels/9.1.y/9$evil"
	return $status
}
arguments()
{
	for command in $($STABLEHAND help | sed -n '/^Commands:/,/^Options:/s/^  \([a-z-]*\) .*/\1/p'); do
		in_terminal '0 1 2 3' $stablehand "$command" "x$evil" "y$evil" || return 1
		in_terminal 2 $stablehand "$command" "--$evil" || return 1
		in_terminal '0 1 2 3' $stablehand --json "$command" "x$evil" || return 1
	done
}
files()
{
	printf 'a\n%s\nc\n' "$evil" >"$scratch/a" && printf 'a\n%s b\nc\n' "$evil" >"$scratch/b" &&
		printf 'x\ny\nz\n' >"$scratch/c$evil" &&
		in_terminal '0 1 2' $stablehand adapt-file "$scratch/a" "$scratch/b" "$scratch/c$evil" &&
		printf '{"kind": "%s"}' "$evil" >"$scratch/key" &&
		in_terminal '2 3 4' $stablehand job "$scratch/key" &&
		in_terminal '1 2 3' $stablehand report --from "$scratch/key" &&
		printf '{"schema": 2, "%s": "%s"}' "$evil" "$evil" >"$scratch/key" &&
		in_terminal '0 1 2 3' $stablehand report --from "$scratch/key"
}

check "fetch" in_terminal 0 $stablehand fetch 9.1.y
check "status" escaped_in 1 $stablehand status
check "port" escaped_in '0 1' $stablehand port 9.1.y
check "explain" escaped_in '0 1' $stablehand explain 9.1.y fix/1
check "explain a refused patch" escaped_in '0 1' $stablehand explain 9.1.y fix/2
check "explain an unreadable one" in_terminal '0 1 2' $stablehand explain 9.1.y fix/3
check "show" escaped_in '0 1' $stablehand show 9.1.y fix/1
check "resolve" in_terminal '0 1 2 3' env GIT_EDITOR=true $stablehand resolve 9.1.y fix/2
check "build" escaped_in '0 1' $stablehand build 9.1.y
check "build, and it fails" broken_tree
check "test" escaped_in '0 1' $stablehand test 9.1.y
check "run" escaped_in '0 1' $stablehand run --again 9.1.y
check "report" escaped_in '0 1' $stablehand report
check "export" in_terminal '0 1' $stablehand export --form stable --out "$scratch/exported" 9.1.y
check "import" imported
check "lint" linted
check "check" damaged
check "configuration files" confs
check "arguments of each command" arguments
check "files that are read" files
done_testing
