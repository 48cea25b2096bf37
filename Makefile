# SPDX-License-Identifier: GPL-2.0-only
#
# make            build/stablehand, the guest's PID 1, man pages, completion
# make run        deps, then the whole job; BRANCHES="6.1.y" ARGS="--json"
# make check      deps, then unit, command, fuzz and sanitizer tests (no network)
# make check-kernel   the real 6.1: import, port, build, a dozen selftests
# make check-slurm    builds and tests on a Slurm of this machine alone; as root
# make check-hard     calls that fail, runs that are killed: TRIALS=30 KILLS=100
# make coverage   which lines of each folder the tests run through
# make check-page     the web pages in headless Chromium, with axe-core: NODE_PATH=FOLDER/node_modules
# make bench      benchmarks, each beside its peer
# make bench-adapt    of these, ported fixes beside patch, wiggle, git merge-file: CORPUS=DIR
# make bench-gates    of these, changes of the kernel that the gates refuse: BRANCHES="6.1.y"
# make bench-test     of these, the selftests of BRANCHES="6.1.y" beside one VM: TESTS="..."
# make fuzz       parsers fuzzed by what they run through (clang's libFuzzer):
#                 TARGETS="patch cdefs adapt" SECONDS=600 each
# make dev        -Werror, ASan, UBSan, build/dev/compile_commands.json
# make deps       install what is missing (apt-get), or say what is
# make install    PREFIX=/usr/local DESTDIR=
# make deb        build/deb/stablehand_*.deb of the last commit, and what lintian says of it

VERSION := 0.1
PREFIX ?= /usr/local
ZSH_FUNCTIONS ?= $(PREFIX)/share/zsh/site-functions
BRANCHES ?=
ARGS ?=

PACKAGES := libgit2 libuv smartcols jansson libgcrypt libdeflate liblzma libelf
# Of these only the headers: util/library_*.c load them when they are first used.
LOADED := libarchive sqlite3 gmime-3.0 libxml-2.0 libcurl

CC ?= cc
CFLAGS ?= -O2 -g
WARNINGS := -Wall -Wextra -Wno-missing-field-initializers -Wno-unused-parameter \
	    -Wstrict-prototypes -Wmissing-prototypes -Wshadow -Wvla -Wpointer-arith
SANITIZERS := -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer

# Each variant (plain, dev, guided, coverage, mutate) is the same rules in another folder.
VARIANT ?= plain
ifeq ($(VARIANT),dev)
B := build/dev
override CFLAGS := -O1 -g -Werror $(SANITIZERS)
else ifeq ($(VARIANT),guided)
B := build/guided
override CC := clang
# An empty array's null pointer plus nothing is no fault (as C2y has it), but clang tells it.
override CFLAGS := -O1 -g $(SANITIZERS) -fno-sanitize=pointer-overflow -fsanitize=fuzzer-no-link
else ifeq ($(VARIANT),coverage)
B := build/coverage
override CFLAGS := -O0 -g --coverage -fprofile-update=atomic
else ifeq ($(VARIANT),mutate)
B := build/mutate
override CFLAGS := -O1 -fPIC $(SANITIZERS)
RPATH := -Wl,--enable-new-dtags,-rpath,'$$ORIGIN/..'
else
B := build
endif

# Asked once, and only by targets that compile: deps runs where they are missing.
PKG_CFLAGS = $(eval PKG_CFLAGS := $$(shell pkg-config --cflags $(PACKAGES) $(LOADED)))$(PKG_CFLAGS)
PKG_LIBS = $(eval PKG_LIBS := $$(shell pkg-config --libs $(PACKAGES)))$(PKG_LIBS)
ALL_CFLAGS = -std=gnu11 -D_GNU_SOURCE -DSTABLEHAND_VERSION='"$(VERSION)"' $(WARNINGS) \
	     -Itools/stablehand -Itools $(PKG_CFLAGS) $(CFLAGS)
LIBS = $(PKG_LIBS) -lpthread

# make V=1 shows the commands.
Q := $(if $(V),,@)
say = @$(if $(V),:,printf '  %-7s %s\n' $(1) $(2))

ROOMS := $(shell sed -n 's/^\([a-z]*\):.*/\1/p' tools/rooms)
SOURCES := $(sort $(wildcard $(ROOMS:%=tools/stablehand/%/*.c)))
MAIN := tools/stablehand/cmd/main.c
LIB_OBJECTS := $(patsubst tools/%.c,$(B)/obj/%.o,$(filter-out $(MAIN),$(SOURCES)))
# What the tests are linked with: tests/mutate puts a changed library in the place of its own.
LIBRARY := $(B)/libstablehand.$(if $(filter mutate,$(VARIANT)),so,a)
MAIN_OBJECT := $(patsubst tools/%.c,$(B)/obj/%.o,$(MAIN))
UNIT_TESTS := $(patsubst tests/unit/%.c,$(B)/tests/%,$(wildcard tests/unit/test_*.c))
FUZZERS := $(patsubst tests/fuzz/%.c,$(B)/fuzz/%,$(wildcard tests/fuzz/fuzz_*.c))

.PHONY: all run check check-kernel check-slurm check-hard check-page coverage bench bench-adapt bench-gates bench-test fuzz dev deps install deb clean
.PHONY: binaries unit-tests

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:

all: binaries $(B)/man/stablehand.1 $(B)/stablehand.bash $(B)/_stablehand

# PID 1 of other architectures, as far as there are a compiler and a C library for them.
CROSS_arm64 ?= aarch64-linux-gnu-
GUESTS := $(foreach a,arm64,$(if $(filter /%,$(shell $(CROSS_$(a))gcc \
	-print-file-name=libc.a 2>/dev/null)),$(a)))

binaries: $(B)/stablehand $(B)/guest-init $(GUESTS:%=$(B)/guest-init-%) \
	$(B)/guest-coverage/Kbuild

$(B)/stablehand: $(MAIN_OBJECT) $(B)/libstablehand.a
	$(call say,LD,$@)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS)

$(B)/libstablehand.a: $(LIB_OBJECTS)
	$(call say,AR,$@)
	$(Q)rm -f $@ && $(AR) rcs $@ $^

$(B)/libstablehand.so: $(LIB_OBJECTS)
	$(call say,LD,$@)
	$(Q)$(CC) -shared -Wl,-soname,$(@F) -o $@ $^ $(LIBS)

$(B)/obj/%.o: tools/%.c
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# PID 1 of the test VM: static, plain libc, never sanitized.
$(B)/guest-init: $(wildcard tools/guest/*.c tools/guest/*.h)
	@mkdir -p $(@D)
	$(call say,CC,tools/guest)
	$(Q)$(CC) -std=gnu11 -D_GNU_SOURCE $(WARNINGS) -O2 -static -o $@ $(filter %.c,$^)

$(B)/guest-init-%: $(wildcard tools/guest/*.c tools/guest/*.h)
	@mkdir -p $(@D)
	$(call say,CC,$@)
	$(Q)$(CROSS_$*)gcc -std=gnu11 -D_GNU_SOURCE $(WARNINGS) -O2 -static -o $@ $(filter %.c,$^)

# Built against each kernel, by stablehand itself.
COVERAGE := $(wildcard tools/guest/coverage/*)
$(B)/guest-coverage/Kbuild: $(COVERAGE)
	$(Q)rm -rf $(@D) && mkdir -p $(@D) && cp $^ $(@D)

# One a command; that of the program is written last.
$(B)/man/stablehand.1: $(B)/stablehand
	$(call say,GEN,$(@D))
	$(Q)rm -rf $(@D) && $< help --man-pages $(@D)

$(B)/stablehand.bash $(B)/_stablehand: $(B)/stablehand
	$(call say,GEN,$@)
	$(Q)$< help --completion $(if $(findstring .bash,$@),bash,zsh) >$@.tmp && mv $@.tmp $@

# Where they are, for who works in a clone.
named = @printf '%s\n' 'manual:     man build/man/stablehand.1 (and one a command)' \
	'completion: . build/stablehand.bash   (zsh: . build/_stablehand)' >&2

$(B)/tests/%: tests/unit/%.c $(LIBRARY)
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(ALL_CFLAGS) -Itests/unit -MMD -MP -o $@ $< $(LIBRARY) $(RPATH) $(LIBS) -lcmocka -larchive

$(B)/bench-%: tests/bench/%.c $(B)/libstablehand.a
	$(call say,CC,$<)
	$(Q)$(CC) $(ALL_CFLAGS) -o $@ $< $(B)/libstablehand.a $(LIBS)

$(B)/guided/%: tests/fuzz/%.c $(B)/libstablehand.a
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(ALL_CFLAGS) -fsanitize=fuzzer -o $@ $< $(B)/libstablehand.a $(LIBS)

$(B)/fuzz/%: tests/fuzz/%.c tests/fuzz/replay.c $(LIBRARY)
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(ALL_CFLAGS) -o $@ $< tests/fuzz/replay.c $(LIBRARY) $(RPATH) $(LIBS)

unit-tests: $(UNIT_TESTS) $(FUZZERS)

# What a variable holds, for scripts.
print-%:
	@: $(info $($*))

-include $(wildcard $(B)/obj/*/*/*.d $(B)/tests/*.d)

# deps first, in a make of its own: what it installs is asked of pkg-config
# when the next one starts.
deps:
	@tools/deps.sh

# A file of tests that does not end within the time (seconds) fails, by its name.
TEST_TIME ?= 1200
PROVE = prove --timer -j$(shell nproc) --exec 'timeout -v -k 10 $(TEST_TIME) sh'

run: deps
	@$(MAKE) --no-print-directory -j$(shell nproc) all
	$(named)
	@build/stablehand $(ARGS) run $(BRANCHES)

check: deps
	@$(MAKE) --no-print-directory -j$(shell nproc) all
	@$(MAKE) --no-print-directory dev
	tests/rooms
	tests/run-units build/dev
	STABLEHAND=$(CURDIR)/build/dev/stablehand $(PROVE) tests/cli
	$(named)

# A real kernel may have to be built from nothing first.
check-kernel: TEST_TIME = 3600
check-kernel: deps
	@$(MAKE) --no-print-directory -j$(shell nproc) all
	STABLEHAND=$(CURDIR)/build/stablehand $(PROVE) -j1 --verbose tests/kernel

# On a Slurm of this machine alone; as root. One cluster at a time: they expect nodes to be idle.
check-slurm:
	@tools/deps.sh slurm-wlm munge
	@$(MAKE) --no-print-directory -j$(shell nproc) all
	STABLEHAND=$(CURDIR)/build/stablehand $(PROVE) -j1 tests/slurm

check-hard: deps
	@$(MAKE) --no-print-directory -j$(shell nproc) all
	STABLEHAND=$(CURDIR)/build/stablehand prove --timer --verbose tests/hard

coverage: deps
	tests/coverage

# The web pages in Chromium, with axe-core; says what is missing and installs nothing.
check-page: all
	STABLEHAND=$(CURDIR)/build/stablehand tests/page/check

bench: deps
	@$(MAKE) --no-print-directory -j$(shell nproc) all
	tests/bench/run $(CURDIR)/build/stablehand

bench-test: deps
	@$(MAKE) --no-print-directory -j$(shell nproc) all
	STABLEHAND=$(CURDIR)/build/stablehand tests/bench/bench-test $(BRANCHES)

bench-gates: deps
	@$(MAKE) --no-print-directory -j$(shell nproc) all
	STABLEHAND=$(CURDIR)/build/stablehand tests/bench/bench-gates $(BRANCHES)

bench-adapt: deps
	@$(MAKE) --no-print-directory -j$(shell nproc) all
	STABLEHAND=$(CURDIR)/build/stablehand tests/bench/bench-adapt $(CORPUS)

fuzz: deps
	SECONDS=$(or $(SECONDS),600) tests/fuzz/guided $(TARGETS)

dev:
	@$(MAKE) --no-print-directory -j$(shell nproc) VARIANT=dev binaries unit-tests build/dev/compile_commands.json

# One entry a source file, for clangd and clang-tidy.
build/dev/compile_commands.json: Makefile $(SOURCES)
	@mkdir -p $(@D)
	@{ echo '['; sep=; for f in $(SOURCES); do \
		printf '%s{"directory": "%s", "file": "%s", "command": "%s"}' "$$sep" \
			'$(CURDIR)' "$$f" \
			"$$(echo '$(subst ','"'"',$(CC) $(ALL_CFLAGS)) -c' "$$f" | sed 's/[\\"]/\\&/g')"; \
		sep=',\n'; sep=$$(printf ',\n.'); sep=$${sep%.}; \
	done; echo; echo ']'; } >$@.tmp && mv $@.tmp $@

SYSTEMD_USER ?= $(PREFIX)/lib/systemd/user

install: all
	install -D -m 755 build/stablehand $(DESTDIR)$(PREFIX)/bin/stablehand
	install -D -m 755 -t $(DESTDIR)$(PREFIX)/lib/stablehand build/guest-init \
		$(GUESTS:%=build/guest-init-%)
	install -D -m 644 -t $(DESTDIR)$(PREFIX)/lib/stablehand/guest-coverage build/guest-coverage/*
	install -D -m 644 tools/stablehand/result/schema.json \
		$(DESTDIR)$(PREFIX)/share/stablehand/schema.json
	install -D -m 644 -t $(DESTDIR)$(PREFIX)/share/man/man1 build/man/*.1
	install -D -m 644 build/stablehand.bash \
		$(DESTDIR)$(PREFIX)/share/bash-completion/completions/stablehand
	install -D -m 644 build/_stablehand $(DESTDIR)$(ZSH_FUNCTIONS)/_stablehand
	install -d $(DESTDIR)$(SYSTEMD_USER)
	sed 's|@PREFIX@|$(PREFIX)|' 'tools/systemd/stablehand-nightly@.service' \
		>'$(DESTDIR)$(SYSTEMD_USER)/stablehand-nightly@.service'
	install -m 644 'tools/systemd/stablehand-nightly@.timer' $(DESTDIR)$(SYSTEMD_USER)

# Built of what is committed, aside, by Debian's own tools.
deb:
	rm -rf build/deb && mkdir -p build/deb/stablehand-$(VERSION)
	git archive HEAD | tar -x -C build/deb/stablehand-$(VERSION)
	cd build/deb/stablehand-$(VERSION) && dpkg-buildpackage -us -uc
	cd build/deb && lintian --fail-on error,warning --info --display-info stablehand_*.changes

clean:
	rm -rf build
