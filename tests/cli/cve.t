#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# What branches are open to, by a copy of the kernel's CVE data.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/fixture.sh"
project=$scratch/project
vulns=$scratch/vulns
mkdir -p "$project/kernels" "$project/patches"
: >"$project/series.conf"
stablehand="$STABLEHAND -C $project"
one=1111111111111111111111111111111111111111
two=2222222222222222222222222222222222222222
fix=6666666666666666666666666666666666666666

# cve ID TITLE FILE SCORE: its folder's files, but for the .dyad, which comes from standard input.
cve()
{
	folder=$vulns/cve/published/$(echo "$1" | cut -d- -f2)
	mkdir -p "$folder"
	cat >"$folder/$1.dyad"
	echo "${fixed_by:-$fix}" >"$folder/$1.sha1"
	cat >"$folder/$1.json" <<END
{"containers": {"cna": {"title": "$2", "affected": [{"programFiles": ["$3"]}],
 "metrics": [{"cvssV3_1": {"baseScore": $4, "vectorString": "CVSS:3.1/AV:L"}}]}},
 "cveMetadata": {"cveId": "$1"}}
END
}
commit()
{
	git -C "$vulns" add -A && git -C "$vulns" commit -qm "more CVEs"
}

git init -q "$vulns"
cve CVE-2025-0001 "kvm: guard the fault code" arch/x86/kvm/guard.c 5.5 <<END
9.0:$one:9.2:$fix
END
cve CVE-2025-0002 "net: the worst" net/core/sock.c 9.8 <<END
9.0:$one:9.1.7:$two
9.0:$one:9.2:$fix
END
cve CVE-2025-0003 "kvm: fixed in 9.1.2" arch/x86/kvm/x86.c 7.0 <<END
9.0:$one:9.1.2:$two
9.0:$one:9.2:$fix
END
cve CVE-2025-0004 "kvm: newer than the branch" arch/x86/kvm/x86.c 7.0 <<END
9.2:$one:9.3:$fix
END
cve CVE-2024-30000 "kvm: no score, and not fixed" arch/x86/kvm/x86.c 0 <<END
# a comment
2.6.12:$one:0:0
END
commit

make_branch_conf()
{
	cat >"$project/kernels/9.1.y.conf" <<END
[branch]
	longterm = true
[source "tarball"]
	type = tarball
	path = $scratch/linux-9.1.3.tar.xz
	version = 9.1.3
END
}
make_branch_conf

# ids: those of the first branch that the last run printed with --json, in their order.
ids()
{
	perl -MJSON::PP -e 'local $/; open my $f, "<", $ARGV[0] or die; my $j = decode_json(<$f>);
		print join(" ", map { s/^CVE-//r } map { $_->{id} } @{$j->{branches}[0]{cves}})' \
		"$scratch/out"
}
order()
{
	found=$(ids)
	[ "$found" = "$1" ] || { echo "found    '$found'"; echo "expected '$1'"; return 1; }
}

nothing_configured()
{
	run 2 $stablehand cve && complains 'no vulns repository.*--vulns DIR' &&
		run 2 $stablehand --json cve && json '$j->{error}{kind} eq "input"'
}
check "without a repository it says where one is named" nothing_configured

no_release()
{
	run 1 $stablehand --json cve --vulns "$vulns" && json '!exists $j->{branches}[0]{release}' &&
		order "2025-0001 2024-30000" &&
		run 1 $stablehand cve --vulns "$vulns" && says 'any release \(none is fetched\)'
}
check "without a release any of the branch's name is meant: what one of them fixed is fixed" no_release

printf '[vulns]\n\tpath = ../vulns\n' >"$project/stablehand.conf"
make_tree 9.1.3 3
fetched()
{
	run 0 $stablehand fetch && run 1 $stablehand --json cve && order "2025-0002 2025-0001 2024-30000" &&
		json '$j->{branches}[0]{release} eq "9.1.3"' &&
		json '$j->{branches}[0]{fixed} == 1 && $j->{branches}[0]{not_affected} == 1' &&
		json '$j->{branches}[0]{cves}[0]{fixed_in} eq "9.1.7"' &&
		json '$j->{branches}[0]{cves}[0]{fixed_commit} eq "2" x 40' &&
		json '$j->{branches}[0]{cves}[1]{built} eq "unknown"' &&
		json '$j->{branches}[0]{cves}[1]{since} eq "9.0"' &&
		json '!$j->{branches}[0]{knows_built}'
}
check "a release is open to what it has not fixed, by score and age; the path is configured" fetched

commit_said()
{
	head=$(git -C "$vulns" rev-parse HEAD)
	run 1 $stablehand --json cve && json '$j->{vulns}{commit} eq "'"$head"'"' &&
		json '$j->{vulns}{cves} == 5' &&
		run 1 $stablehand cve && says "5 CVEs of vulns $(echo "$head" | cut -c1-12)" &&
		says 'CVE-2025-0002 +9.8 \? +9.0 +9.1.7 +net: the worst'
}
check "the commit of the data is said" commit_said

paths()
{
	run 1 $stablehand --json cve --path arch/x86/kvm && order "2025-0001 2024-30000" &&
		run 1 $stablehand --json cve --path arch/x86/kvm/ && order "2025-0001 2024-30000" &&
		run 1 $stablehand --json cve --path arch/x86/kvm/guard.c && order "2025-0001" &&
		run 0 $stablehand --json cve --path arch/x86/kv && order "" &&
		for path in "" / ./arch ../arch arch//x86 /arch/x86/kvm; do
			run 2 $stablehand cve --path "$path" && complains 'of the kernel.s tree' || return 1
		done
}
check "--path takes a file or a folder, not half a name" paths

one()
{
	run 1 $stablehand --json cve CVE-2025-0002 && order "2025-0002" && json '$j->{id} eq "CVE-2025-0002"' &&
		json '$j->{branches}[0]{cves}[0]{state} eq "open"' &&
		run 0 $stablehand --json cve CVE-2025-0003 && json '$j->{branches}[0]{cves}[0]{state} eq "fixed"' &&
		json '$j->{branches}[0]{cves}[0]{fixed_in} eq "9.1.2"' &&
		run 0 $stablehand --json cve CVE-2025-0004 &&
		json '$j->{branches}[0]{cves}[0]{state} eq "not-affected"' &&
		run 1 $stablehand cve CVE-2025-0002 && says '9.1.y +9.1.3 +open +9.0 \(111111111111\) +9.1.7 \(222222222222\)' &&
		says 'file net/core/sock.c' && run 2 $stablehand cve CVE-2025-9999 && complains 'does not have it' &&
		run 2 $stablehand cve hello && complains 'CVE-YEAR-NUMBER'
}
check "of one CVE it says what is known on each branch" one

kept()
{
	ls "$XDG_CACHE_HOME"/stablehand/store.git/stablehand-cves/"$(git -C "$vulns" rev-parse HEAD)" &&
		run 1 $stablehand cve && ! grep 'reading CVEs' "$scratch/err" &&
		echo damaged >"$XDG_CACHE_HOME/stablehand/store.git/stablehand-cves/$(git -C "$vulns" rev-parse HEAD)" &&
		run 1 $stablehand --json cve && complains 'reading CVEs' &&
		order "2025-0002 2025-0001 2024-30000"
}
check "the table is kept, and made again when it is damaged" kept

built()
{
	run 0 $stablehand build --base && run 1 $stablehand --json cve &&
		order "2025-0001 2025-0002 2024-30000" && json '$j->{branches}[0]{knows_built}' &&
		json '$j->{branches}[0]{cves}[0]{built} eq "yes"' &&
		json '$j->{branches}[0]{cves}[1]{built} eq "no"' &&
		json '$j->{branches}[0]{cves}[1]{not_built}[0] eq "net/core/sock.c"' &&
		run 1 $stablehand cve && says 'CVE-2025-0002 +9.8 no '
}
check "what the build of the release reads comes first" built

need()
{
	mkdir -p "$project/patches/one" && make_patch "$project/patches/one/0001-guard.patch" &&
		sed -i "s/^From 1*/From $fix/" "$project/patches/one/0001-guard.patch" &&
		echo "one/0001-guard.patch" >"$project/series.conf" &&
		run 0 $stablehand explain 9.1.y one/1 && says '^  need +needed' &&
		says "CVE-2025-0001: 9.1.3 is open to it since 9.0 .*vulns $(git -C "$vulns" rev-parse HEAD | cut -c1-12)" &&
		says 'CVE-2025-0003: fixed since 9.1.2' &&
		run 0 $stablehand --json explain 9.1.y one/1 &&
		json 'grep { ($_->{reason} // "") eq "cve-open" } @{$j->{patch}{evidence}}' &&
		: >"$project/series.conf"
}
check "the need of a patch that fixes a CVE rests on the data, whose commit is told" need

gone()
{
	mv "$vulns" "$vulns.away" && run 2 $stablehand status && complains 'vulns: no git repository' &&
		mv "$vulns.away" "$vulns"
}
check "data that is configured and not there is no data that says nothing" gone

rejected()
{
	mkdir -p "$vulns/cve/rejected/2025" &&
		git -C "$vulns" mv cve/published/2025/CVE-2025-0002.dyad cve/rejected/2025/ &&
		git -C "$vulns" rm -q cve/published/2025/CVE-2025-0002.json \
			cve/published/2025/CVE-2025-0002.sha1 &&
		echo "left" >"$vulns/cve/published/2025/CVE-2025-0002.cvss" && commit &&
		run 1 $stablehand --json cve && order "2025-0001 2024-30000" &&
		json '$j->{vulns}{rejected} == 1'
}
check "one that was rejected is gone" rejected

unreadable()
{
	folder=$vulns/cve/published/2025
	echo "hello" >"$folder/CVE-2025-0001.dyad"
	ln -s /etc/passwd "$folder/CVE-2025-0010.dyad"
	echo "$fix" >"$folder/CVE-2025-0010.sha1"
	head -c 3000000 /dev/zero >"$folder/CVE-2025-0011.dyad"
	head -c 3000000 /dev/zero | tr '\0' '1' >"$folder/CVE-2025-0012.json"
	printf '9.0:\0:0:0\n' >"$folder/CVE-2025-0013.dyad"
	mkdir -p "$folder/CVE-2025-0014.dyad" && echo x >"$folder/CVE-2025-0014.dyad/x"
	commit && run 1 $stablehand --json cve &&
		json '6 == grep { $_->{state} eq "unknown" } @{$j->{branches}[0]{cves}}' &&
		json '$j->{branches}[0]{open} == 1' &&
		json '(grep { $_->{id} eq "CVE-2025-0010" } @{$j->{branches}[0]{cves}})[0]{problem} =~ /not a plain file/' &&
		json '(grep { $_->{id} eq "CVE-2025-0011" } @{$j->{branches}[0]{cves}})[0]{problem} =~ /too large/' &&
		run 1 $stablehand cve && says '6 cannot be read' && says 'CVE-2025-0014 .*not a plain file'
}
check "links, folders, NULs and large files are told, and are not open by that" unreadable

hostile_text()
{
	git -C "$vulns" reset -q --hard HEAD~1 && git -C "$vulns" clean -qfd &&
		cve CVE-2025-0020 '\u001b[2J\u202eevil\nCVE-2025-9999 forged' arch/x86/kvm/guard.c 9.9 <<-END &&
		9.0:$one:0:0
		END
		cve CVE-2025-0021 'out of the tree' ../../etc/passwd 9.9 <<-END && commit &&
		9.0:$one:0:0
		END
		run 1 $stablehand cve && ! grep -q "$(printf '\033')" "$scratch/out" &&
		! grep -q '^ *CVE-2025-9999' "$scratch/out" && ! grep -q passwd "$scratch/out" &&
		says 'CVE-2025-0021 .*no tree can have' && run 1 $stablehand --json cve --path fs &&
		order "2025-0021"
}
check "titles cannot move the cursor or forge a line; a path that leaves the tree is none" hostile_text

bare()
{
	git clone -q --bare "$vulns" "$scratch/bare.git" &&
		git -C "$scratch/bare.git" branch -m main master &&
		run 1 $stablehand --json cve --vulns "$scratch/bare.git" && json '$j->{branches}[0]{open} == 4'
}
check "a bare repository will do" bare

no_such()
{
	mkdir -p "$scratch/empty" && run 2 $stablehand cve --vulns "$scratch/empty" &&
		complains 'no git repository' && run 2 $stablehand cve --vulns "$scratch/missing" &&
		git init -q "$scratch/other" && git -C "$scratch/other" commit -q --allow-empty -m x &&
		run 2 $stablehand cve --vulns "$scratch/other" && complains 'no copy of the kernel' &&
		run 2 $stablehand cve --branch 9.9.y && complains 'no such branch' &&
		run 2 $stablehand cve --branch 9.1.y --release 9.1.99 && complains 'no release 9.1.99' &&
		run 2 $stablehand cve --release 9.1.3 && complains 'of which branch'
}
check "what is no such repository, branch or release is refused" no_such

done_testing
