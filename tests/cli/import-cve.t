#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# From the number of a CVE to the patch that fixes it: from a mail beside it, from upstream's
# repository, from a stable branch with history, or from two releases around the fix.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/fixture.sh"
project=$scratch/project
vulns=$scratch/vulns
mkdir -p "$project/kernels" "$project/patches" "$vulns/cve/published/2025"
: >"$project/series.conf"
stablehand="$STABLEHAND -C $project"
culprit=1111111111111111111111111111111111111111
nowhere=7777777777777777777777777777777777777777
printf '[vulns]\n\tpath = ../vulns\n' >"$project/stablehand.conf"

# Upstream: one file that a commit changes; the commit is what fixes CVE-2025-0001.
git init -q "$scratch/upstream"
(
	cd "$scratch/upstream" && mkdir -p arch/x86/kvm &&
		printf 'one\ntwo\nthree\n' >arch/x86/kvm/one.c && git add . && git commit -qm "begin" &&
		printf 'one\nchanged\nthree\n' >arch/x86/kvm/one.c &&
		git commit -qam "kvm: fix one

Why it is so.

Signed-off-by: Test Person <test@example.com>"
)
fix=$(git -C "$scratch/upstream" rev-parse HEAD)

# cve NUMBER TITLE FILE FIXES...: the .dyad comes from standard input.
cve()
{
	id=CVE-2025-$1 title=$2 file=$3
	at=$vulns/cve/published/2025/$id
	shift 3
	cat >"$at.dyad"
	printf '%s\n' "$@" >"$at.sha1"
	echo "{\"containers\": {\"cna\": {\"title\": \"$title\", \"affected\": [{\"programFiles\":
		[\"$file\"]}]}}, \"cveMetadata\": {\"cveId\": \"$id\"}}" >"$at.json"
}
git init -q "$vulns"
cve 0001 "kvm: fix one" arch/x86/kvm/one.c "$fix" <<END
9.0:$culprit:9.3:$fix
END
cve 0002 "kvm: guard the fault code" arch/x86/kvm/guard.c "$nowhere" <<END
9.0:$culprit:9.1.4:2222222222222222222222222222222222222222
9.0:$culprit:9.3:$nowhere
END
cve 0003 "kvm: nowhere" arch/x86/kvm/old.c "$nowhere" <<END
9.0:$culprit:9.3:$nowhere
END
cve 0004 "kvm: two fixes" arch/x86/kvm/one.c "$fix" "$nowhere" <<END
9.0:$culprit:9.3:$fix
END
mkdir -p "$vulns/cve/rejected/2025"
echo '{"cveMetadata": {"cveId": "CVE-2025-0005"}}' >"$vulns/cve/rejected/2025/CVE-2025-0005.json"
git -C "$vulns" add -A && git -C "$vulns" commit -qm "CVEs"

from_upstream()
{
	run 0 $stablehand --json import CVE-2025-0001 --git "$scratch/upstream" &&
		json '$j->{series} eq "cve-2025-0001" && $j->{patches}[0]{upstream} eq "'"$fix"'"' &&
		grep '^Subject: \[PATCH\] kvm: fix one' "$project"/patches/cve-2025-0001/0001-* &&
		grep "cve-2025-0001/0001" "$project/series.conf"
}
check "from the repository of upstream, with its message and id" from_upstream

configured()
{
	printf '[upstream]\n\tpath = ../upstream\n' >>"$project/stablehand.conf" &&
		run 0 $stablehand import CVE-2025-0001 && says '^  same ' &&
		says 'series.conf has them already'
}
check "the same from the one that is configured: nothing changes" configured

nowhere()
{
	run 2 $stablehand import CVE-2025-0003 && complains "$nowhere upstream" &&
		complains 'stablehand import CVE-2025-0003 MAIL' && [ ! -e "$project/patches/cve-2025-0003" ] &&
		run 2 $stablehand import CVE-2025-0004 && [ ! -e "$project/patches/cve-2025-0004" ]
}
check "a fix that is nowhere is said, with what to do, and half of two is none" nowhere

given()
{
	make_patch "$scratch/guard.patch" &&
		run 0 $stablehand --json import CVE-2025-0002 "$scratch/guard.patch" --dry-run &&
		json '$j->{patches}[0]{upstream} eq "1" x 40' &&
		sed -i '1d' "$scratch/guard.patch" &&
		run 0 $stablehand import "$scratch/guard.patch" CVE-2025-0002 &&
		grep "^X-Upstream-Commit: $nowhere" "$project"/patches/cve-2025-0002/*.patch &&
		says "X-Upstream-Commit: $nowhere was added, by CVE-2025-0002"
}

make_conf()
{
	cat >"$project/kernels/9.1.y.conf" <<END
[branch]
	longterm = true
[source "tarball"]
	type = tarball
	path = $scratch/linux-$1.tar.xz
	version = $1
END
}
released()
{
	make_tree 9.1.2 2 && make_conf 9.1.2 && run 0 $stablehand fetch &&
		run 2 $stablehand import CVE-2025-0002 && make_tree 9.1.5 5 &&
		sed -i 's/return direct;/return direct + 1;/' "$scratch/linux-9.1.5/arch/x86/kvm/guard.c" &&
		echo 'more' >"$scratch/linux-9.1.5/include/other.h" &&
		tar -C "$scratch" -cJf "$scratch/linux-9.1.5.tar.xz" linux-9.1.5 && make_conf 9.1.5 &&
		run 0 $stablehand fetch --refresh && run 0 $stablehand import CVE-2025-0002 &&
		says '9.1.2 to 9.1.5 of 9.1.y changed .*not the commit' &&
		file=$(echo "$project"/patches/cve-2025-0002/0001-*) &&
		grep "^X-Upstream-Commit: $nowhere (v9.3)" "$file" &&
		grep '^This is not the commit that fixes CVE-2025-0002' "$file" &&
		grep '^+.*direct + 1;' "$file" && ! grep include/other.h "$file" && ! grep Makefile "$file"
}
check "from two releases around the fix: only its files, and it says so" released

again()
{
	run 0 $stablehand import CVE-2025-0002 && says '^  same '
}
check "the same again changes nothing" again
rm -rf "$project/patches/cve-2025-0002"
: >"$project/series.conf"
check "a mail beside it is taken first, by its commit or title; the commit is proven then" given

one_of_many()
{
	make_patch "$scratch/five.mbox" && sed -i "1d; s/\[PATCH\]/[PATCH 3\/5]/" "$scratch/five.mbox" &&
		sed -i "s/^Refuse codes/commit $nowhere upstream.\n\nRefuse codes/" "$scratch/five.mbox" &&
		sed -i '1i From mboxrd@z Thu Jan  1 00:00:00 1970' "$scratch/five.mbox" &&
		sed -i 's/^Date:.*/&\nMessage-ID: <five-3@example.com>/' "$scratch/five.mbox" &&
		run 1 $stablehand import --dry-run "$scratch/five.mbox" && says 'missing: patch 1/5' &&
		run 0 $stablehand import --dry-run CVE-2025-0002 "$scratch/five.mbox" &&
		says 'left out: CVE-2025-0002: 4 other patches' && ! grep missing "$scratch/out"
}
check "of a thread only the fix is wanted: the others are not missing" one_of_many

backport()
{
	git init -q "$scratch/stable" && (
		cd "$scratch/stable" && mkdir -p arch/x86/kvm && cp "$scratch/linux-9.1.5/Makefile" . &&
			printf 'a\nb\n' >arch/x86/kvm/old.c && git add . && git commit -qm "Linux 9.1.5" &&
			git tag v9.1 && git commit -q --allow-empty -m "kvm: before" && printf 'a\nc\n' >arch/x86/kvm/old.c &&
			git commit -qam "kvm: nowhere

commit $nowhere upstream.

Signed-off-by: Test Person <test@example.com>"
	) && cat >"$project/kernels/9.1.y.conf" <<-END &&
	[source "stable"]
		type = git
		url = file://$scratch/stable
		branch = main
		since = v9.1
	END
	echo "9.0:$culprit:9.1.6:$(git -C "$scratch/stable" rev-parse HEAD)" \
		>>"$vulns/cve/published/2025/CVE-2025-0003.dyad" &&
		git -C "$vulns" commit -qam "a backport" && run 0 $stablehand fetch --refresh &&
		run 0 $stablehand import CVE-2025-0003 && says 'is the backport that 9.1.6 has' &&
		grep "^commit $nowhere upstream" "$project"/patches/cve-2025-0003/0001-*
}
check "from a stable branch with history: the backport, and it says so" backport

itself()
{
	own=$(cd "$scratch/stable" && printf 'a\nd\n' >arch/x86/kvm/old.c &&
		git commit -qam "kvm: of mainline" && git rev-parse HEAD) &&
		cve 0006 "kvm: of mainline" arch/x86/kvm/old.c "$own" <<-END &&
		9.0:$culprit:9.2:$own
		END
		git -C "$vulns" add -A && git -C "$vulns" commit -qm "one more" &&
		run 0 $stablehand fetch --refresh && run 0 $stablehand import CVE-2025-0006 &&
		! grep backport "$scratch/out" &&
		grep "^X-Upstream-Commit: $own" "$project"/patches/cve-2025-0006/0001-*
}
check "the commit itself, where the history of a branch has it" itself

refused()
{
	run 2 $stablehand import CVE-2025-0005 && complains 'was rejected' &&
		run 2 $stablehand import CVE-2025-9999 && complains 'does not have it' &&
		run 2 $stablehand import CVE-2025-0001 --vulns "$scratch/upstream" &&
		complains 'no copy of the kernel' && rm "$project/stablehand.conf" &&
		run 2 $stablehand import CVE-2025-0001 && complains 'path in \[vulns\]'
}
check "what was rejected, is not known, or has no data is refused" refused

done_testing
