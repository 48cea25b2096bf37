#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Install what building and running stablehand needs and this machine lacks.
# More packages can be named as arguments. Asks nothing. Exit 3 when something is missing and cannot be installed here.
set -eu

# Building stablehand, and its tests.
packages="gcc libc6-dev make pkg-config libgit2-dev libarchive-dev libuv1-dev
libsmartcols-dev libjansson-dev libsqlite3-dev libgcrypt20-dev libdeflate-dev liblzma-dev
libgmime-3.0-dev libxml2-dev libcurl4-gnutls-dev libelf-dev uthash-dev libcmocka-dev perl
python3-jsonschema strace"
# Sources and patches.
packages="$packages apt dpkg-dev git ca-certificates xz-utils debian-archive-keyring b4 patatt"
# Building kernels and selftests.
packages="$packages flex bison bc sparse libssl-dev rsync cpio kmod ccache binutils
lz4"
# Running them.
packages="$packages qemu-system-x86 busybox-static util-linux
bochs bochs-term bochsbios vgabios isolinux syslinux-common bubblewrap"
# The other architectures that a branch is built for and run on.
if grep -Eqs '^[[:space:]]*(arch = arm64|\[build "arm64"\])' "${0%/*}"/../kernels/*.conf; then
	packages="$packages gcc-aarch64-linux-gnu libc6-dev-arm64-cross qemu-system-arm"
fi
# What checks what is written for maintainers and shells: only tests need it.
packages="$packages git-email libmailtools-perl quilt rpm lintian b4 zsh man-db
libxml2-utils"
# Benchmarks, and what the tests run through.
packages="$packages gcovr time quilt sqlite3 cpio"

packages="$packages $*"

if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
	echo "This system has no apt-get. Please install (Debian's names):" >&2
	echo $packages >&2
	exit 3
fi

missing=
installed=" $(dpkg-query -W -f '${db:Status-Abbrev}${Package}\n' 2>/dev/null |
	sed -n 's/^ii *//p' | tr '\n' ' ') "
for p in $packages; do
	case "$installed" in
	*" $p "*) ;;
	# Either has the headers, and each would remove the other.
	*" libcurl4-openssl-dev "*) [ "$p" = libcurl4-gnutls-dev ] || missing="$missing $p" ;;
	*) missing="$missing $p" ;;
	esac
done
[ -n "$missing" ] || exit 0

as_root=
if [ "$(id -u)" != 0 ]; then
	if ! command -v sudo >/dev/null; then
		echo "Not root, and no sudo. Please install:$missing" >&2
		exit 3
	fi
	as_root="sudo -n"
fi

echo "Installing:$missing" >&2
export DEBIAN_FRONTEND=noninteractive
install="$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends"
# The lists of a fresh machine may be empty or old; then they are fetched first.
$install $missing >/dev/null 2>&1 && exit 0
if $as_root apt-get update -qq && $install $missing >/dev/null; then
	exit 0
fi
echo "Could not install:$missing" >&2
exit 3
