#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
#
# What one release changed against another in the bare repository REPO, cut by file:
# at most COUNT patches, spread over the changed files, written as mails to the folder
# DIR. The same arguments give the same bytes. The names of the mails are printed in order.
#
#   make-step.pl REPO OLD NEW COUNT DIR

use strict;
use warnings;

my ($repo, $old, $new, $count, $dir) = @ARGV;
die "usage: make-step.pl REPO OLD NEW COUNT DIR\n" unless @ARGV == 5 && $count =~ /^[1-9]\d*$/;

sub git {
	open(my $from, '-|', 'git', "--git-dir=$repo", @_) or die "git: $!\n";
	local $/;
	my $text = <$from>;
	close($from) or die "git $_[0] failed\n";
	return $text // '';
}

# Packaging is no part of the kernel; binary files have no hunks.
my @files = grep { !m{^debian/} && m{^[\w./+,-]+$} }
	    split /\0/, git('diff', '--no-renames', '--name-only', '-z', $old, $new);
my $step = @files > $count ? @files / $count : 1;

for (my $i = 0; int($i * $step) < @files && $i < $count; $i++) {
	my $path = $files[int($i * $step)];
	my $diff = git('diff', '--no-renames', '--no-ext-diff', '--no-color', '-U3', $old, $new, '--',
		       $path);
	my $name = sprintf('%04d.patch', $i + 1);

	next if $diff =~ /^Binary files /m;
	open(my $to, '>', "$dir/$name") or die "$dir/$name: $!\n";
	print $to "From: Bench <bench\@localhost>\nDate: Mon, 2 Nov 2026 10:00:00 +0000\n",
		  "Subject: [PATCH] $path: as in the newer release\n\nWhat changed in this file.\n\n",
		  "Signed-off-by: Bench <bench\@localhost>\n---\n$diff";
	close($to) or die "$dir/$name: $!\n";
	print "$name\n";
}
