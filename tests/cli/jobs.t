#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Jobs: what they publish, what is done with a damaged folder or key file, and
# what becomes of a run whose job is killed.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/fixture.sh"
make_project
make_tree 9.2.3 3
make_branch 9.2.y 9.2.3
stablehand="$STABLEHAND -C $project"
jobs=$XDG_CACHE_HOME/stablehand/jobs

# published KIND: the folders of jobs of a kind, newest last.
published()
{
	for result in $(ls -tr "$jobs"/*/result.json 2>/dev/null); do
		grep -q "\"kind\": \"$1\"" "$result" && dirname "$result"
	done
}
# result FOLDER EXPRESSION: as json, of a published result.
result()
{
	cp "$1/result.json" "$scratch/out" && json "$2"
}

fetched_by_jobs()
{
	run 0 $stablehand fetch && says '^9\.1\.y  9\.1\.7, from archive' &&
		says '^9\.2\.y  9\.2\.3, from archive' || return 1
	[ "$(published fetch | wc -l)" = 2 ] || { ls "$jobs"; return 1; }
	for folder in $(published fetch); do
		result "$folder" '$j->{schema} == 1 && $j->{key} eq "'"${folder##*/}"'" &&
			$j->{values}{release} =~ /^9\.[12]\.[37]$/ && !$j->{error}' &&
			grep -q importing "$folder/log" || return 1
	done
	# Key files are for the way only.
	! ls "$jobs"/*.json 2>/dev/null
}
recent_needs_no_job()
{
	run 0 $stablehand fetch --recent && says '^9\.2\.y  9\.2\.3, from store' &&
		[ "$(published fetch | wc -l)" = 2 ]
}
by_hand()
{
	folder=$(published fetch | tail -n 1)
	cp "$folder/job.json" "$scratch/key.json"
	run 0 $stablehand job "$scratch/key.json" && says "^$folder\$" &&
		run 0 $stablehand --json job "$scratch/key.json" && json "\$j->{folder} eq '$folder'"
}
damaged_is_made_again()
{
	: >"$folder/result.json"
	run 0 $stablehand job "$scratch/key.json" && result "$folder" '$j->{values}{release}'
}
wrong_key()
{
	sed 's/"fall_back": false/"fall_back": true/' "$scratch/key.json" >"$scratch/wrong.json"
	! cmp -s "$scratch/key.json" "$scratch/wrong.json" &&
		run 2 $stablehand job "$scratch/wrong.json" && complains 'key does not match the inputs' &&
		run 2 $stablehand job /dev/null && run 2 $stablehand job "$scratch/none.json" &&
		run 2 $stablehand job "$project" &&
		run 2 $stablehand job --tell 99 "$scratch/key.json" && complains 'tell 99'
}
# A key that is right, of inputs that are not: refused KIND INPUTS COMPLAINT.
refused()
{
	key=$(printf 'stablehand job 1\n%s\n%s\n' "$1" "$2" | sha256sum | cut -c1-64)
	echo "{\"schema\":1,\"kind\":\"$1\",\"key\":\"$key\",\"inputs\":$2,\"hints\":{}}" \
		>"$scratch/refused.json"
	run 2 $stablehand job "$scratch/refused.json" && complains "$1 job: $3"
}
# build_inputs BRANCH MODULE STATE SUITE TREE, as canonical JSON.
build_inputs()
{
	printf '{"branch":"%s","fragments":[],"modules":["%s"],"state":"%s","suite":"%s","tree":"%s"}' "$@"
}
bad_inputs()
{
	tree=1111111111111111111111111111111111111111
	for kind in build check; do
		refused $kind "$(build_inputs 9.1.y kvm base tools/kvm abc)" 'missing or invalid tree' &&
		refused $kind "$(build_inputs ../x kvm base tools/kvm $tree)" 'missing or invalid branch' &&
		refused $kind "$(build_inputs a/b kvm base tools/kvm $tree)" 'missing or invalid branch' &&
		refused $kind "$(build_inputs 9.1.y kvm ../../x tools/kvm $tree)" 'missing or invalid state' &&
		refused $kind "$(build_inputs 9.1.y kvm '/etc' tools/kvm $tree)" 'missing or invalid state' &&
		refused $kind "$(build_inputs 9.1.y kvm base ../kvm $tree)" 'missing or invalid suite' || return 1
	done
	refused build "$(build_inputs 9.1.y ../kvm base tools/kvm $tree)" 'missing or invalid modules' &&
		refused check "{\"branch\":\"9.1.y\",\"folders\":[\"../x/\"],\"fragments\":[],\"modules\":[],\"state\":\"base\",\"tree\":\"$tree\"}" \
			'missing or invalid folders'
}
# Logs go nowhere but below our own folder.
log_folder_elsewhere()
{
	for folder in "$scratch/elsewhere" "$XDG_STATE_HOME/stablehand/../elsewhere" "$XDG_STATE_HOME/stablehandx/logs"; do
		refused suite "{\"branch\":\"9.1.y\",\"lanes\":[],\"log_folder\":\"$folder\",\"vms\":1}" \
			'log_folder is not below' && [ ! -e "$scratch/elsewhere" ] || return 1
	done
}
changed_meanwhile()
{
	echo '# changed' >>"$project/kernels/9.1.y.conf"
	echo '# changed' >>"$project/kernels/9.2.y.conf"
	run 2 $stablehand job "$scratch/key.json" && complains 'has changed since'
}
failure_is_published()
{
	mv "$scratch/linux-9.2.3.tar.xz" "$scratch/away"
	rm -rf "$XDG_CACHE_HOME"
	run 0 $stablehand fetch && says '^9\.2\.y  not fetched: ' || return 1
	mv "$scratch/away" "$scratch/linux-9.2.3.tar.xz"
	failed=0
	for folder in $(published fetch); do
		grep -q '"error"' "$folder/result.json" || continue
		failed=$((failed + 1))
		result "$folder" '$j->{error}{kind} eq "environment" && $j->{error}{exit_code} == 3 &&
			$j->{error}{message} =~ /9\.2\.3\.tar/ && $j->{values}{no_answer}' || return 1
	done
	[ $failed = 1 ] || { ls "$jobs"; return 1; }
}
same_job_at_once()
{
	rm -rf "$XDG_CACHE_HOME"
	run 0 $stablehand fetch || return 1
	cp "$(published fetch | tail -n 1)/job.json" "$scratch/key.json"
	rm -rf "$XDG_CACHE_HOME"
	for i in 1 2 3; do
		$stablehand job "$scratch/key.json" >"$scratch/bg.$i" 2>&1 </dev/null &
		eval "pid$i=$!"
	done
	for i in 1 2 3; do
		eval "wait \$pid$i" || { cat "$scratch/bg.$i"; return 1; }
	done
	[ "$(published fetch | wc -l)" = 1 ] && [ "$(ls "$jobs" | wc -l)" = 1 ] || { ls "$jobs"; return 1; }
}
# The process of a job of our project, into $job.
job_process()
{
	for cmdline in /proc/[0-9]*/cmdline; do
		tr '\0' ' ' <"$cmdline" 2>/dev/null | grep -q -- "^/proc/[0-9]*/exe -C $project job" || continue
		job=${cmdline#/proc/}
		job=${job%/cmdline}
		return 0
	done
	return 1
}
large_archive()
{
	mkdir "$scratch/linux-large"
	cp "$scratch/linux-9.1.7/Makefile" "$scratch/linux-large"
	for i in 1 2 3; do
		head -c 64M /dev/urandom >"$scratch/linux-large/$i"
	done
	tar -C "$scratch" -cf "$scratch/large.tar" linux-large
	rm -r "$scratch/linux-large"
}
# killed SIGNAL: one of the processes, not the one that was started by hand.
killed()
{
	rm -rf "$XDG_CACHE_HOME"
	[ -e "$scratch/large.tar" ] || large_archive
	sed -i "s,path = .*,path = $scratch/large.tar," "$project/kernels/9.1.y.conf"
	rm -f "$scratch/out" "$scratch/err"
	$stablehand fetch 9.1.y 9.2.y >"$scratch/out" 2>"$scratch/err" </dev/null &
	pid=$!
	eventually grep -q '9.2.y: fetched' "$scratch/err" && eventually job_process &&
		kill -"$1" "$job" || { cat "$scratch/err"; return 1; }
	wait "$pid"
	status=$?
	sed -i "s,path = .*,path = $scratch/linux-9.1.7.tar.xz," "$project/kernels/9.1.y.conf"
	[ $status = 3 ] && says "$2" && says '^9\.2\.y  9\.2\.3' || { cat "$scratch/out"; return 1; }
	! job_process || return 1
	run 0 $stablehand fetch 9.1.y 9.2.y && says '^9\.1\.y  9\.1\.7'
}

building()
{
	for cmdline in /proc/[0-9]*/cmdline; do
		tr '\0' ' ' <"$cmdline" 2>/dev/null | grep -q "^make.*$scratch.*bzImage" && return 0
	done
	return 1
}
# start: a run in the background, $pid.
start()
{
	$stablehand run 9.1.y >"$scratch/out" 2>"$scratch/err" </dev/null &
	pid=$!
}
build_killed()
{
	touch "$HOME/slow"
	start
	eventually building && job_process && kill -KILL "$job" || { cat "$scratch/err"; return 1; }
	wait "$pid"
	status=$?
	rm "$HOME/slow"
	[ $status = 3 ] && says 'job killed by signal 9' && eventually nothing_left ||
		{ echo "exit $status"; cat "$scratch/out" "$scratch/err"; return 1; }
	[ -z "$(published build)" ]
}
suite_killed()
{
	echo "x86/two_test hang" >"$scratch/behaviour"
	start
	eventually grep -q "test x86/two_test" "$scratch/qemu.log" && job_process &&
		kill -KILL "$job" || { cat "$scratch/err"; return 1; }
	wait "$pid"
	status=$?
	rm "$scratch/behaviour"
	[ $status = 3 ] && says 'job killed by signal 9' && eventually nothing_left ||
		{ echo "exit $status"; cat "$scratch/out" "$scratch/err"; return 1; }
	# What is not known yet is run, and nothing else.
	run 0 $stablehand run 9.1.y && says 'same 4' || return 1
	[ "$(grep -c 'test x86/one_test' "$scratch/qemu.log")" = 2 ] || { cat "$scratch/qemu.log"; return 1; }
}
built_and_tested_by_jobs()
{
	[ "$(published build | wc -l)" = 2 ] && [ "$(published suite | wc -l)" = 1 ] ||
		{ grep kind "$jobs"/*/result.json; return 1; }
	for folder in $(published build); do
		result "$folder" '$j->{values}{build} =~ /^[0-9a-f]{64}$/ && $j->{values}{status} eq "ok" &&
			!$j->{values}{cached}' && grep -q 'building' "$folder/log" || return 1
	done
	folder=$(published suite)
	result "$folder" '@{$j->{values}{lanes}} == 2 && !grep { $_->{failure} } @{$j->{values}{lanes}}' &&
		[ "$(grep -c '"outcome":"pass"' "$folder/records")" -ge 2 ]
}
# A build that is not there is made again, whatever the folders of jobs say.
builds_removed()
{
	rm -r "$XDG_CACHE_HOME"/stablehand/builds
	before=$(wc -l <"$scratch/qemu.log")
	run 0 $stablehand run 9.1.y && says 'same 4' || return 1
	[ "$(wc -l <"$scratch/qemu.log")" = "$before" ]
}
# The job of a suite, done again by hand where QEMU is another one.
another_machine()
{
	sed -i 's/version 0\.0/version 0.1/' "$scratch/bin/qemu-system-x86_64"
	run 3 $stablehand job "$(published suite)/job.json" &&
		complains 'differs from the one the job was created for'
}

# Who edits what is being built did that, it is no fault of the program.
edited_meanwhile()
{
	make_tree 9.1.8 8
	make_branch 9.1.y 9.1.8
	touch "$HOME/slow"
	start
	eventually building && echo CONFIG_EDITED=y >>"$project/kernels/config/base.config"
	rm "$HOME/slow"
	wait "$pid"
	status=$?
	[ $status = 2 ] && says 'base of 9\.1\.y: what it is built from was changed while it was built: run it again' ||
		{ echo "exit $status"; cat "$scratch/out" "$scratch/err"; return 1; }
	run 0 $stablehand run 9.1.y
}

check "several branches are fetched by jobs, which publish what came of it" fetched_by_jobs
check "branches that were asked within the hour need no job" recent_needs_no_job
check "a job can be done by hand from its job.json" by_hand
check "a damaged result is made again" damaged_is_made_again
check "a key file that was changed, or is none: exit 2" wrong_key
check "inputs that are no tree, branch, state, suite, module or folder: exit 2, named" bad_inputs
check "a log folder that is not ours: exit 2" log_folder_elsewhere
check "a branch's file that was changed after the job was made: exit 2" changed_meanwhile
check "what could not be done is published, with kind, message and exit code" failure_is_published
check "the same job three times at once" same_job_at_once
check "a job killed by kill -9: its branch has no answer, the others have" \
	killed KILL 'job killed by signal 9'
check "a job ended by SIGTERM: the same" killed TERM 'job terminated: '
rm -rf "$XDG_CACHE_HOME"
check "a build's job killed by kill -9: exit 3, nothing left, nothing published" build_killed
check "a suite's job killed by kill -9: what it had told is kept" suite_killed
check "builds and suites are jobs, which publish what came of them" built_and_tested_by_jobs
check "builds that were removed are made again, no test is run again" builds_removed
check "a suite is not run on another machine than it is for" another_machine
check "a configuration that is edited while it is built" edited_meanwhile
done_testing
