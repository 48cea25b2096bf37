#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Four fixes in four subsystems over three branches, each fix with another fate:
# made for 9.2.y between two of its releases; 9.1.y is older, 9.3.y newer.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/fixture.sh"
make_project
stablehand="$STABLEHAND -C $project"
rm -r "$project/patches/fix"

# tag.h LINES: a header whose function stands LINES lines further down.
tag_h()
{
	mkdir -p "$tree/include/net"
	{
		echo '/* Tags of frames. */'
		for i in $(seq "$1"); do
			echo "#define TAG_KIND_$i $i"
		done
		cat <<'END'

/* Make room for a tag of four bytes behind the two addresses. */
static inline int tag_insert_inner(struct frame *frame, u16 tag,
				   unsigned int mac_len)
{
	struct tag_header *header;

	if (frame_unshare(frame, TAG_LEN) < 0)
		return -ENOMEM;

	frame_push(frame, TAG_LEN);
	header = frame_at(frame, mac_len - TAG_LEN);
	header->tag = tag;
	return 0;
}
END
	} >"$tree/include/net/tag.h"
	printf '%s\n' 'struct frame { unsigned int len; };' '#define TAG_LEN 4' \
		'bool frame_can_pull(struct frame *frame, unsigned int len);' \
		'#define unlikely(x) x' '#define ENOMEM 12' '#define EINVAL 22' \
		>"$tree/include/net/frame.h"
}
tag_fixed()
{
	perl -0pi -e 's/(header;\n)(\n\tif \(frame_unshare)/$1\n\tif (unlikely(!frame_can_pull(frame, mac_len)))\n\t\treturn -EINVAL;\n$2/' \
		"$tree/include/net/tag.h"
}

# clock NAME: a driver as there are many, with its own registers.
clock()
{
	mkdir -p "$tree/drivers/clock"
	upper=$(echo "$1" | tr a-z A-Z)
	cat >"$tree/drivers/clock/clock-$1.c" <<END
#define ${upper}_CLOCK_MIN 0x10
#define ${upper}_CLOCK_DAY 0x14

static int $1_clock_read_alarm(struct clock *clock, struct clock_alarm *alarm)
{
	struct clock_time *tm = &alarm->clock_time;
	unsigned int day;

	tm->tm_min = bcd(readl(clock->base + ${upper}_CLOCK_MIN));
	day = readl(clock->base + ${upper}_CLOCK_DAY);
	tm->tm_day = fls(day) - 1;

	return 0;
}
END
}
clock_fixed()
{
	perl -0pi -e 's/(\tday = .*\n)/$1\n\t\/* After a reset no day is set. *\/\n\tif (!day)\n\t\treturn 0;\n\n/' \
		"$tree/drivers/clock/clock-q7.c"
}

# mic FILE PREFIX: the check sum of a radio frame.
mic()
{
	mkdir -p "$tree/$(dirname "$1")"
	cat >"$tree/$1" <<END
struct $2_key {
	bool key_known;
	u32 recv_count, recv_count_next;
};

static int $2_mic_verify(struct frame *frame, int head, struct $2_key *key)
{
	u8 sum[8];

	if (!key->key_known)
		return -1;

	$2_mic(frame, head, frame->len - 8 - head, sum);
	if (memcmp(sum, frame_end(frame) - 8, 8))
		return -1;
	key->recv_count = key->recv_count_next;
	return 0;
}
END
}
mic_fixed()
{
	sed -i 's/if (!key->key_known)/if (!key->key_known || frame->len < head + 8)/' "$tree/$1"
}

# probe TYPE DIVISOR: the next hook within reach of an address.
probe()
{
	mkdir -p "$tree/kernel"
	cat >"$tree/kernel/hooks.c" <<END
static struct hook *hook_near($1 address)
{
	struct hook *hook = NULL;
	int i;

	/* The hook at the address itself is another case. */
	for (i = 1; !hook && i < HOOK_REACH$2; i++)
		hook = hook_at(address - i);

	if (hook && hook_ready(hook))
		return hook;
	return NULL;
}

bool hook_disarmed(struct hook *hook);
END
}
probe_fixed()
{
	perl -0pi -e 's/ = NULL;\n/;\n/; s/!hook && //; s/(i\+\+\)\n\t\thook = .*\n)\n\tif.*\n\t\treturn hook;\n/$1/;
		s/i\+\+\)\n(\t\thook.*\n)/i++) {\n$1\t\tif (hook && hook_ready(hook) && !hook_disarmed(hook))\n\t\t\treturn hook;\n\t}\n/' \
		"$tree/kernel/hooks.c"
}
pack()
{
	rm "$scratch/linux-$1.tar.xz"
	tar -C "$scratch" -cJf "$scratch/linux-$1.tar.xz" "linux-$1"
}

# fix NUMBER SUBJECT COMMAND...: change the tree of 9.2.8, and keep the difference as a patch.
fix()
{
	number=$1
	subject=$2
	shift 2
	"$@"
	mkdir -p "$project/patches/s$number"
	{
		printf 'From: Test Author <author@example.com>\n'
		printf 'Date: Fri, 20 Nov 2026 10:00:00 +0000\nSubject: [PATCH] %s\n\n' "$subject"
		printf 'Found by reading.\n\nSigned-off-by: Test Author <author@example.com>\n---\n'
		git -C "$tree" diff
	} >"$project/patches/s$number/0001-fix.patch"
	git -C "$tree" commit -qam "$subject"
	echo "s$number/0001-fix.patch" >>"$project/series.conf"
}

# The release for which the fixes were made, and the next one, which has them.
make_tree 9.2.7 7
tag_h 20
clock q7
clock m1
mic net/radio/lib_mic.c lib
probe 'hook_code_t *' ' / sizeof(hook_code_t)'
pack 9.2.7
make_branch 9.2.y 9.2.7
cp -r "$tree" "$scratch/linux-9.2.8"
tree=$scratch/linux-9.2.8
git -C "$tree" init -q
git -C "$tree" add .
git -C "$tree" commit -qm 9.2.7
: >"$project/series.conf"
fix 1 'net: tag: require the header in tag_insert_inner()' tag_fixed
fix 2 'clock: q7: no day is set after a reset' clock_fixed
fix 3 'net: radio: refuse frames without a whole sum' mic_fixed net/radio/lib_mic.c
fix 4 'hooks: skip disarmed hooks' probe_fixed
git -C "$tree" rev-parse HEAD^{tree} >"$scratch/fixed.tree"
mv "$tree/.git" "$scratch/fixed.git"
sed -i 's/^SUBLEVEL.*/SUBLEVEL = 8/' "$tree/Makefile"
tar -C "$scratch" -cJf "$scratch/linux-9.2.8.tar.xz" linux-9.2.8

# The old one: the header is shorter, q7 is not known, a hook's address is a number.
make_tree 9.1.4 4
tag_h 12
clock m1
mic net/radio/lib_mic.c lib
probe 'unsigned long' ''
pack 9.1.4
make_branch 9.1.y 9.1.4

# The new one: all fixed; the radio code went to a driver and got its name.
make_tree 9.3.1 1
tag_h 25
sed -i 's/^	struct tag_header \*header;/	const u8 extra = 0;\n&/; s/unshare(frame, TAG_LEN)/unshare(frame, extra + TAG_LEN)/' \
	"$tree/include/net/tag.h"
perl -0pi -e 's/(header;\n)/$1\n\tif (unlikely(!frame_can_pull(frame, mac_len)))\n\t\treturn -EINVAL;\n/' \
	"$tree/include/net/tag.h"
clock q7
clock m1
clock_fixed
mic drivers/net/wave/wave_sum.c wave
mic_fixed drivers/net/wave/wave_sum.c
probe 'hook_code_t *' ' / sizeof(hook_code_t)'
probe_fixed
pack 9.3.1
make_branch 9.3.y 9.3.1

made()
{
	for n in 1 2 3 4; do
		grep -q '^+[^+]' "$project/patches/s$n/0001-fix.patch" || return 1
	done
	run 0 $stablehand fetch && says '^9\.1\.y  9\.1\.4' && says '^9\.3\.y  9\.3\.1'
}
# verdicts BRANCH VERDICT...: those of the four, in the matrix as JSON.
verdicts()
{
	branch=$1
	shift
	json "my (\$b) = grep { \$_->{branch} eq '$branch' } @{\$j->{branches}};
		join(' ', map { \$_->{verdict} } @{\$b->{patches}}) eq '$*'"
}
matrix()
{
	run 1 $stablehand --json status && verdicts 9.1.y moved not-affected clean adapted &&
		verdicts 9.2.y clean clean clean clean &&
		verdicts 9.3.y present present refused present
}
newer_lack()
{
	run 1 $stablehand status &&
		says '^  s3/01 goes to 9\.1\.y; .*: 9\.3\.y \(refused\)$' || return 1
	! says 's[124]/01 goes to 9'
}
moved()
{
	run 0 $stablehand explain 9.1.y s1/1 && says '^9\.1\.y  9\.1\.4  moved$' &&
		says '^ +hunk #1 at [0-9]+ \(offset -8 lines\)$'
}
not_there()
{
	run 0 $stablehand explain 9.1.y s2/1 && says '^9\.1\.y  9\.1\.4  not-affected$' &&
		says 'drivers/clock/clock-q7\.c$' &&
		says 'q7_clock_read_alarm\(\), which the patch changes, does not exist in this branch'
}
# Not called absent because file and functions have other names.
other_names()
{
	run 1 $stablehand explain 9.3.y s3/1 && says '^9\.3\.y  9\.3\.1  refused$' &&
		says 'key_known, which its code uses, is in this branch' &&
		says 'net/radio/lib_mic\.c$' || return 1
	! says 'not-affected'
}
other_type()
{
	run 0 $stablehand explain 9.1.y s4/1 && says '^9\.1\.y  9\.1\.4  adapted$' &&
		says 'kernel/hooks\.c:[0-9]+$' && says 'risk +high' && says 'merged token by token' &&
		run 0 $stablehand port 9.1.y --series s4 || return 1
	grep -q '^+	for (i = 1; i < HOOK_REACH; i++) {$' "$project"/out/9.1.y/s4/*.patch
}
there()
{
	run 0 $stablehand explain 9.3.y s1/1 && says '^9\.3\.y  9\.3\.1  present$' || return 1
	line=$(grep -n 'frame_can_pull' "$scratch/linux-9.3.1/include/net/tag.h" | cut -d: -f1)
	says "include/net/tag\.h:$line\$" && run 0 $stablehand explain 9.3.y s4/1 && says 'kernel/hooks\.c:[0-9]+$'
}
# The ports of the four, by plain git, make the next release of what they were made for.
same_as_next()
{
	run 0 $stablehand port 9.2.y && says 'patches: 4 ported' || return 1
	export GIT_DIR="$scratch/fixed.git" GIT_INDEX_FILE="$scratch/index"
	git read-tree HEAD~4 && cat "$project"/out/9.2.y/s*/*.patch >"$scratch/all.patch" &&
		git apply --cached "$scratch/all.patch" &&
		[ "$(git write-tree)" = "$(cat "$scratch/fixed.tree")" ]
	status=$?
	unset GIT_DIR GIT_INDEX_FILE
	return $status
}
next_has_them()
{
	sed -i 's/linux-9\.2\.7/linux-9.2.8/' "$project/kernels/9.2.y.conf"
	run 0 $stablehand fetch 9.2.y && says '9\.2\.8' && run 0 $stablehand --json status 9.2.y &&
		verdicts 9.2.y present present present present &&
		run 0 $stablehand --json status --release 9.2.7 9.2.y &&
		verdicts 9.2.y clean clean clean clean
}

check "four fixes and three branches are made" made
check "each fix has its verdict on each branch" matrix
check "which newer branch lacks what an older one gets" newer_lack
check "the same function some lines higher: moved" moved
check "a driver that is not there, though others like it are: not-affected" not_there
check "a driver that moved and was renamed: refused, with what is left of it" other_names
check "another signature: adapted to what is there, and called a risk" other_type
check "fixed, with other surroundings: present, with the line" there
check "the ports, applied by git, are the next release" same_as_next
check "on the next release all are present, on the one before clean" next_has_them
done_testing
