#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Whatever is changed between two steps of a run, what is judged in the end is what was to be built:
# it is noticed and made again, or the run ends with an error; no record is of another kernel.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/fixture.sh"
. "$(dirname "$0")/../hard/lib.sh"
make_project
stablehand="$STABLEHAND -C $project"
cache=$XDG_CACHE_HOME/stablehand
work=$cache/work/9.1.y
guard=arch/x86/kvm/guard.c

folder_of()
{
	$stablehand --json report 9.1.y | perl -MJSON::PP -0777 -ne 'my $j = decode_json($_);
		print $_->{folder} for grep { $_->{state} eq "'"$1"'" } @{$j->{branches}[0]{builds}}'
}
# edit FILE: other bytes, the same size, the time set back.
edit()
{
	touch -r "$1" "$scratch/times"
	perl -0777 -pi -e 's/(direct = |name=k)(.)/$1 . chr(1 + ord $2)/e or die "nothing to edit"' "$1" &&
		touch -r "$scratch/times" "$1"
}
# The kernels and selftests of a run that nobody disturbed.
remember()
{
	for state in base ported; do
		cp "$(folder_of $state)/bzImage" "$scratch/good.$state" || return 1
	done
	cp "$cache"/builds/selftests-*/x86/one_test "$scratch/good.test" &&
		cp "$scratch/good.ported" "$scratch/ported.image" && known >"$scratch/expected" &&
		! cmp -s "$scratch/good.base" "$scratch/good.ported"
}
# all_right: what was published is what that run published, with the same results.
all_right()
{
	for state in base ported; do
		cmp "$scratch/good.$state" "$(folder_of $state)/bzImage" || return 1
	done
	cmp "$scratch/good.test" "$(echo "$cache"/builds/selftests-*/x86/one_test)" || return 1
	known >"$scratch/after"
	diff "$scratch/expected" "$scratch/after"
}
run_again()
{
	run 0 $stablehand run --again 9.1.y && all_right
}

# The sources, before base is built, before ported is, and between them.
edit_source() { edit "$work/src/$guard"; }
edit_header() { echo 'int x;' >"$work/src/include/guard.h"; }
edit_makefile() { sed -i 's/-c -o/-Ddirect=evil -c -o/' "$work/src/Makefile"; }
add_source()
{
	echo '#error stray' >"$work/src/arch/x86/kvm/stray.c" && mkdir -p "$work/src/include/x" &&
		echo '#error stray' >"$work/src/include/x/guard.h"
}
delete_source() { rm -f "$work/src/$guard"; }
unreadable_source() { chmod 000 "$work/src/$guard"; }
runnable_source() { chmod 755 "$work/src/$guard"; }
link_source()
{
	sed 's/direct = 1/direct = 0/' "$work/src/$guard" >"$scratch/evil.c" &&
		ln -sf "$scratch/evil.c" "$work/src/$guard"
}
hard_link_source()
{
	sed 's/direct = 1/direct = 0/' "$work/src/$guard" >"$scratch/evil2.c" &&
		touch -r "$work/src/$guard" "$scratch/evil2.c" && ln -f "$scratch/evil2.c" "$work/src/$guard"
}
link_folder()
{
	rm -rf "$scratch/evil" && cp -aL "$work/src/arch/x86/kvm" "$scratch/evil" &&
		edit "$scratch/evil/guard.c" && rm -r "$work/src/arch/x86/kvm" &&
		ln -s "$scratch/evil" "$work/src/arch/x86/kvm"
}
swap_tree()
{
	rm -rf "$scratch/evil" && cp -a "$work/src" "$scratch/evil" && edit "$scratch/evil/$guard" &&
		rm -r "$work/src" && mv "$scratch/evil" "$work/src"
}
fifo_source() { rm -rf "$work/src/$guard" && mkfifo "$work/src/$guard"; }
folder_source() { rm -rf "$work/src/$guard" && mkdir "$work/src/$guard"; }
# What make has left there.
edit_object() { edit "$work/obj/guard.o"; }
edit_image() { edit "$work/obj/arch/x86/boot/bzImage"; }
add_object() { cp "$work/obj/guard.o" "$work/obj/stray.o"; }
link_object()
{
	rm -f "$scratch/evil.o" && cp -p "$work/obj/guard.o" "$scratch/evil.o" && edit "$scratch/evil.o" &&
		ln -sf "$scratch/evil.o" "$work/obj/guard.o"
}
swap_objects()
{
	rm -rf "$scratch/evil" && cp -a "$work/obj" "$scratch/evil" && edit "$scratch/evil/guard.o" &&
		rm -r "$work/obj" && mv "$scratch/evil" "$work/obj"
}
edit_config() { echo 'CONFIG_EVIL=y' >>"$work/obj/.config"; }
# Our own notes about both.
no_notes() { rm -f "$work"/src.state "$work"/src.index "$work"/trust "$work"/obj.*; }
wrong_notes()
{
	edit "$work/src/$guard" && edit "$work/obj/guard.o" &&
		echo 'at 4b825dc642cb6eb9a060e54bf8d69288fbee4904' >"$work/src.state" &&
		head -c 100 /dev/urandom | tee "$work/obj.index" >"$work/src.index"
}

# between ATTACK: before both are built anew, and before only ported is.
between()
{
	rm -r "$cache/builds" && "$1" && run_again || { echo "$1 before both"; return 1; }
	rm -r "$(folder_of ported)" && "$1" && run_again || { echo "$1 before ported"; return 1; }
}
attacks()
{
	failed=0
	for attack; do
		between "$attack" || failed=1
	done
	[ $failed = 0 ]
}

# The same while make is at work: nothing of that is published.
during_make()
{
	cat >"$scratch/bin/make" <<-END
		#!/bin/sh
		/usr/bin/make "\$@" || exit \$?
		case "\$*" in
		*bzImage*) [ -e "$scratch/attack" ] || exit 0 ;;
		*) exit 0 ;;
		esac
		rm "$scratch/attack"
		perl -pi -e 's/direct = 1/direct = 0/' "$work/src/$guard"
		[ ! -e "$scratch/back" ] || perl -pi -e 's/direct = 0/direct = 1/' "$work/src/$guard"
	END
	chmod +x "$scratch/bin/make"
	ok=0
	for back in no yes; do
		rm -r "$cache/builds"
		touch "$scratch/attack"
		[ $back = no ] || touch "$scratch/back"
		run 3 $stablehand build --base 9.1.y && cat "$scratch/out" "$scratch/err" | grep "$guard" &&
			! ls -d "$cache"/builds/[0-9a-f]* 2>/dev/null && run_again || ok=1
	done
	rm -f "$scratch/bin/make" "$scratch/back"
	return $ok
}

# afterwards ATTACK: on what a whole run has left.
afterwards() { begin good && "$1"; }

# What is published.
swap_builds()
{
	base=$(folder_of base) ported=$(folder_of ported)
	mv "$base" "$scratch/x" && mv "$ported" "$base" && mv "$scratch/x" "$ported" && run_again
}
link_builds()
{
	base=$(folder_of base) ported=$(folder_of ported)
	rm -r "$base" && ln -s "$ported" "$base" && run_again
}
link_image()
{
	base=$(folder_of base) ported=$(folder_of ported)
	rm "$base/bzImage" && ln -s "$ported/bzImage" "$base/bzImage" && run_again
}
image_of_other()
{
	base=$(folder_of base)
	touch -r "$base/bzImage" "$scratch/times" && cat "$(folder_of ported)/bzImage" >"$base/bzImage" &&
		touch -r "$scratch/times" "$base/bzImage" && run_again
}
edit_module() { edit "$(folder_of ported)/modules/arch/x86/kvm/kvm.ko" && run_again; }
edit_manifest()
{
	sed -i 's/"status": "ok"/"status": "failed"/' "$(folder_of ported)/manifest.json" && run_again
}
selftest_of_other()
{
	for folder in "$cache"/builds/selftests-*; do
		printf 'int main(void) { return 7; }' | gcc -x c -static -o "$folder/x86/one_test" - || return 1
	done
	run_again
}
link_selftest()
{
	for folder in "$cache"/builds/selftests-*; do
		ln -sf /bin/true "$folder/x86/one_test" || return 1
	done
	run_again
}
# What is made of it for a VM: the VM that boots first does the damage, the next one is to find it.
edit_initramfs()
{
	mv "$scratch/bin/qemu-system-x86_64" "$scratch/bin/qemu" &&
		cat >"$scratch/bin/qemu-system-x86_64" <<-END
			#!/bin/sh
			"$scratch/bin/qemu" "\$@"
			[ \$# = 1 ] || for file in "$cache"/initramfs/*/*/*.cpio; do
				touch -r "\$file" "$scratch/times"
				$1
				touch -r "$scratch/times" "\$file"
			done
		END
	chmod +x "$scratch/bin/qemu-system-x86_64" && echo "x86/one_test crash" >"$scratch/behaviour"
	run 3 $stablehand run --again 9.1.y; ok=$?
	mv "$scratch/bin/qemu" "$scratch/bin/qemu-system-x86_64"
	rm "$scratch/behaviour"
	[ $ok = 0 ] && says 'initramfs/.*\.cpio is damaged; the next run makes it again' && run_again
}
edited_initramfs()
{
	edit_initramfs "printf '\\377' | dd of=\"\$file\" bs=1 seek=400 conv=notrunc status=none"
}
linked_initramfs() { edit_initramfs "ln -sf /bin/true \"\$file\""; }
# What jobs have said.
edit_records()
{
	sed -i 's/"pass"/"fail"/g' "$cache"/jobs/*/records && rm -r "$XDG_STATE_HOME" &&
		run 0 $stablehand run 9.1.y && all_right && run_again
}
edit_results()
{
	sed -i 's/"release": "9.1.7"/"release": "9.1.6"/; s/"status": "[a-z]*"/"status": "failed"/' \
		"$cache"/jobs/*/result.json && run 0 $stablehand run 9.1.y && all_right && run_again
}
swap_jobs()
{
	set -- $(ls -d "$cache"/jobs/* | grep '/[0-9a-f]*$')
	mv "$1" "$scratch/x" && mv "$2" "$1" && mv "$scratch/x" "$2" && run 0 $stablehand run 9.1.y &&
		all_right && run_again
}
# The references by which a step finds what the one before has made.
move_references()
{
	git="git --git-dir $cache/store.git"
	base=$($git rev-parse refs/kernels/9.1.y/9.1.7) || return 1
	for ref in $($git for-each-ref --format='%(refname)' refs/ports); do
		$git update-ref "$ref" "$base" || return 1
	done
	run_again
}

run 0 $stablehand run 9.1.y && remember && keep good || exit 1
check "sources are edited, their time set back" attacks edit_source edit_header edit_makefile
check "sources come, go, lose their mode" attacks add_source delete_source unreadable_source runnable_source
check "sources and their folders become links" attacks link_source hard_link_source link_folder swap_tree
check "a FIFO, a folder in the place of a source" attacks fifo_source folder_source
check "the notes about the work tree are lost or wrong" attacks no_notes wrong_notes
check "objects are edited, their time set back" attacks edit_object edit_image add_object
check "objects become links, other ones" attacks link_object swap_objects edit_config
check "sources that change under make are not published" during_make
check "builds change places" afterwards swap_builds
check "a build becomes a link to another one" afterwards link_builds
check "an image becomes a link to another one" afterwards link_image
check "an image has the content of another one" afterwards image_of_other
check "a module is edited" afterwards edit_module
check "a manifest is edited" afterwards edit_manifest
check "a selftest is another program" afterwards selftest_of_other
check "a selftest becomes a link" afterwards link_selftest
check "the file system of a VM is edited" afterwards edited_initramfs
check "the file system of a VM becomes a link" afterwards linked_initramfs
check "records of jobs are edited" afterwards edit_records
check "results of jobs are edited" afterwards edit_results
check "jobs change places" afterwards swap_jobs
check "references are moved" afterwards move_references
done_testing
