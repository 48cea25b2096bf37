#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
#
# A series of COUNT patches of one hunk each over COUNT different C files of
# COMMIT in the bare repository REPO, written to DIR as mails of `git
# format-patch` would be. The same arguments give the same bytes. The names of
# the mails are printed in order.
#
#   make-series.pl REPO COMMIT COUNT DIR

use strict;
use warnings;
use Digest::SHA qw(sha1_hex);
use IPC::Open2;

my $CONTEXT = 3;

my ($repo, $commit, $count, $dir) = @ARGV;
die "usage: make-series.pl REPO COMMIT COUNT DIR\n" unless @ARGV == 4 && $count =~ /^[1-9]\d*$/;

# [mode, blob, path] of the C files, in the order of the tree.
sub c_files {
	my @files;

	open(my $list, '-|', 'git', "--git-dir=$repo", 'ls-tree', '-r', '-z', $commit) or die "git: $!\n";
	local $/ = "\0";
	while (my $entry = <$list>) {
		chomp $entry;
		my ($mode, $blob, $path) = $entry =~ /^(\d+) blob (\w+)\t(.*)$/s or next;
		push @files, [$mode, $blob, $path] if $mode eq '100644' && $path =~ m{^[\w./-]+\.c$};
	}
	close($list) or die "git ls-tree failed\n";
	return @files;
}

my ($from, $to);
my $reader = open2($from, $to, 'git', "--git-dir=$repo", 'cat-file', '--batch');

sub content {
	my ($blob) = @_;

	print $to "$blob\n";
	$to->flush;
	my $header = <$from>;
	my ($size) = $header =~ / blob (\d+)$/ or die "cat-file: $header";
	my $data = '';
	while (length($data) <= $size) {
		my $got = read($from, $data, $size + 1 - length($data), length($data));
		die "cat-file ended\n" unless $got;
	}
	chop $data;
	return $data;
}

# The index of a statement in the middle of the first function that is long
# enough, with whole lines of the function around it; and the function's line.
sub middle_of_function {
	my ($lines) = @_;

	for (my $open = 1; $open < @$lines; $open++) {
		next unless $lines->[$open] eq '{' && $lines->[$open - 1] =~ /^[a-z_][\w\s\*]*\(.*\)$/;
		my $close = $open + 1;
		$close++ while $close < @$lines && $lines->[$close] ne '}';
		next unless $close < @$lines && $close - $open >= 14;
		my $middle = int(($open + $close) / 2);
		for (my $at = $middle; $at < $close - $CONTEXT; $at++) {
			# A call alone on its line, at the outermost level of the body.
			return ($at, $open - 1) if $lines->[$at] =~ /^\t\w+\(.*\);$/ &&
						   $lines->[$at - 1] =~ /[;}]$/ &&
						   $at - $CONTEXT > $open;
		}
	}
	return;
}

# The mail for one file; undef when it has no place for a hunk.
sub mail {
	my ($number, $file) = @_;
	my ($mode, $blob, $path) = @$file;
	my $data = content($blob);
	return if length($data) > 256 * 1024 || $data =~ /[^\x09\x0a\x20-\x7e]/ || $data !~ /\n\z/;
	my @lines = split(/\n/, $data, -1);
	pop @lines;
	my ($at, $function) = middle_of_function(\@lines);
	return unless defined $at;

	my $first = $at - $CONTEXT;
	my @before = @lines[$first .. $at - 1];
	my @after = @lines[$at + 1 .. $at + $CONTEXT];
	my $new = "\tif (jiffies != ${number}UL)\n\t$lines[$at]";
	my @body = map { " $_" } @before;
	# In turn: a condition before the call, a line after it.
	if ($number % 2) {
		push @body, "-$lines[$at]", map { "+$_" } split(/\n/, $new);
	} else {
		$new = "$lines[$at]\n\tWARN_ON_ONCE(jiffies == ${number}UL);";
		push @body, " $lines[$at]", "+" . (split(/\n/, $new))[1];
	}
	push @body, map { " $_" } @after;

	my @whole = (@lines[0 .. $at - 1], $new, @lines[$at + 1 .. $#lines]);
	my $text = join("\n", @whole) . "\n";
	my $new_blob = sha1_hex('blob ' . length($text) . "\0" . $text);
	my ($name) = $path =~ m{([^/]+)\.c$};
	my $hunk = sprintf("@@ -%d,%d +%d,%d @@ %s", $first + 1, 2 * $CONTEXT + 1, $first + 1,
			   2 * $CONTEXT + 2, substr($lines[$function], 0, 80));
	my ($plus, $minus) = $number % 2 ? (2, 1) : (1, 0);
	my $stat = sprintf(" %s | %d %s\n 1 file changed, %d insertion%s(+)%s", $path,
			   $plus + $minus, '+' x $plus . '-' x $minus, $plus, $plus > 1 ? 's' : '',
			   $minus ? ', 1 deletion(-)' : '');

	return "From " . sha1_hex("$number $path") . " Mon Sep 17 00:00:00 2001\n" .
	       "From: Bench <bench\@localhost>\n" .
	       sprintf("Date: Mon, 2 Jan 2023 %02d:%02d:%02d +0000\n", int($number / 3600) % 24,
		       int($number / 60) % 60, $number % 60) .
	       "Subject: [PATCH $number/$count] $name: watch the clock, part $number\n\n" .
	       "Part $number of a series that measures how fast patches are placed.\n\n" .
	       "Signed-off-by: Bench <bench\@localhost>\n---\n$stat\n\n" .
	       "diff --git a/$path b/$path\nindex $blob..$new_blob $mode\n" .
	       "--- a/$path\n+++ b/$path\n$hunk\n" . join("\n", @body) . "\n-- \n2.39.5\n\n";
}

# Spread over the tree: every stride-th file, then the ones after those.
my @files = c_files();
my $stride = int(@files / $count) || 1;
my $number = 0;
OFFSET: for my $offset (0 .. $stride - 1) {
	for (my $i = $offset; $i < @files; $i += $stride) {
		my $mail = mail($number + 1, $files[$i]) // next;
		my $name = sprintf('%04d-part.patch', ++$number);
		open(my $out, '>', "$dir/$name") or die "$dir/$name: $!\n";
		print $out $mail;
		close($out) or die "$dir/$name: $!\n";
		print "$name\n";
		last OFFSET if $number == $count;
	}
}
close($to);
waitpid($reader, 0);
die "make-series.pl: only $number files have a place for a hunk\n" if $number < $count;
