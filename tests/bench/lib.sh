# SPDX-License-Identifier: GPL-2.0-only
# What the benchmarks share: sourced, with $work (a folder of their own) and
# $top set. Times are wall clock and processor time (user and system, of all
# threads and children); what is compared is the median of the runs of both.

RESULTS=${BENCH_RESULTS:-$top/build/bench}

# timed NAME COMMAND...: one run more of NAME; what it says goes to NAME.log.
# A command that fails ends the benchmark.
timed() {
	name=$1
	shift
	# What was written before is not to be paid for here.
	sync -f "$work"
	if ! bash -c 'TIMEFORMAT="%3R %3U %3S"
		to=$1 log=$2
		shift 2
		{ time "$@" >"$log" 2>&1 3>&-; } 2>"$to"' \
		timed "$work/one.time" "$work/$name.log" "$@"; then
		tail -n 20 "$work/$name.log" >&2
		echo "$(basename "$0"): $1 failed" >&2
		exit 1
	fi
	awk '{ printf "%.3f %.3f\n", $1, $2 + $3 }' "$work/one.time" >>"$work/$name.times"
}

# middle NAME [COLUMN]: the median of its runs; column 2 is processor time.
middle() {
	cut -d' ' -f"${2:-1}" "$work/$1.times" | sort -n | awk '
		{ v[NR] = $1 }
		END { printf "%.3f\n", NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'
}

# ratio A B: A / B
ratio() {
	awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f\n", a / (b > 0 ? b : 0.001) }'
}

# holds A OP B: is that so, of numbers
holds() {
	awk -v a="$1" -v b="$3" "BEGIN { exit !(a $2 b) }"
}

# version COMMAND...: the first line that it says of itself, fit for JSON
version() {
	"$@" 2>/dev/null | head -n 1 | tr -d '"\\' | tr -cd '[:print:]'
}

# json_times TITLE NAME: one member of "times"
json_times() {
	printf '{"name":"%s","seconds":%s,"cpu_seconds":%s,"runs":[%s]}' "$1" "$(middle "$2")" \
		"$(middle "$2" 2)" "$(cut -d' ' -f1 "$work/$2.times" | paste -sd, -)"
}

# keep NAME: standard input as NAME.json among the results, and say where
keep() {
	mkdir -p "$RESULTS"
	cat >"$RESULTS/$1.json.new"
	mv "$RESULTS/$1.json.new" "$RESULTS/$1.json"
	echo "  kept as $RESULTS/$1.json"
}
