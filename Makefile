# SPDX-License-Identifier: MIT
# faasmap - one plain Makefile. `make help` lists the targets.
#
#   B=DIR        where everything is built (default build)
#   DEVELOPER=1  the warning set that CI uses, with -Werror
#   SANITIZE=1   AddressSanitizer and UndefinedBehaviorSanitizer; SANITIZE=thread ThreadSanitizer
#   V=1          shows the commands

B       ?= build
CC      ?= cc
PREFIX  ?= /usr/local
CFLAGS  ?= -O3 -g
PKGS    := ncursesw libcjson yaml-0.1
GVPKGS  := libcgraph libgvc
VERSION := 0.1.0

Q := $(if $(V),,@)
say = $(if $(V),,@printf '  %-5s %s\n' $(1) $(2))

# What a folder may include: the direction of dependencies (tests/structure checks it as well).
INC_model/base     := model/base
INC_model/graph    := $(INC_model/base) model/graph
INC_model/iam      := $(INC_model/graph) model/iam
INC_model/analysis := $(INC_model/iam) model/analysis
INC_model/packages := $(INC_model/graph) model/packages
INC_model/rules    := $(INC_model/analysis) model/packages model/rules
INC_model/layout   := $(INC_model/graph) model/layout
INC_model/export   := $(INC_model/rules) model/layout model/export
INC_importers/read := $(INC_model/base) importers/read
INC_importers      := $(INC_model/graph) model/packages importers/read importers
INC_tui            := $(INC_model/export) importers/read importers tui
FOLDERS := model/base model/graph model/iam model/analysis model/packages model/rules model/layout \
           model/export importers/read importers tui
INC_ALL := $(FOLDERS) tests/lib

SRC      := $(foreach d,$(FOLDERS),$(wildcard $(d)/*.c))
MAIN     := tui/main.c
LIBSRC   := $(filter-out $(MAIN),$(SRC))
EMBED    := $(wildcard themes/*.yaml) $(wildcard tui/keys.conf) \
            $(shell find samples -type f ! -name expected.txt ! -path 'samples/pictures/*' | LC_ALL=C sort)
TABLES   := $(wildcard model/*/*.tsv importers/*.tsv) # X.tsv beside X.awk becomes gen/X.c
GENSRC   := $(B)/gen/embedded.c $(patsubst %.tsv,$(B)/gen/%.c,$(notdir $(TABLES)))
LIBOBJ   := $(LIBSRC:%.c=$(B)/%.o) $(GENSRC:$(B)/%.c=$(B)/%.o)
LIB      := $(B)/libfaasmap.a
TESTOBJ  := $(patsubst %.c,$(B)/%.o,$(wildcard tests/lib/*.c))
TESTLIB  := $(B)/libtests.a
UNITS    := $(patsubst tests/unit/%.c,$(B)/tests/%,$(wildcard tests/unit/test_*.c))

STD   := -std=c11 -D_GNU_SOURCE -D_XOPEN_SOURCE_EXTENDED=1 -DFAASMAP_VERSION='"$(VERSION)"'
WARN  := -Wall -Wextra
HARD  := -fstack-protector-strong -fPIE
LDHARD := -pie -Wl,-z,relro,-z,now
ifdef DEVELOPER
WARN  += -Wpedantic -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wwrite-strings -Wcast-qual \
         -Wvla -Wundef -Wpointer-arith -Wformat=2 -Wswitch-enum -Wconversion -fno-common -Werror
endif
ifdef FUZZING
HARD  += -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all \
         -fno-omit-frame-pointer -DFAASMAP_SANITIZE
else ifeq ($(SANITIZE),thread)
HARD  += -fsanitize=thread -fno-omit-frame-pointer -DFAASMAP_SANITIZE
LDSAN := -fsanitize=thread
else ifdef SANITIZE
HARD  += -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer \
         -DFAASMAP_SANITIZE
LDSAN := -fsanitize=address,undefined
else
HARD  += -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2
endif
PKGCFLAGS = $(eval PKGCFLAGS := $$(shell pkg-config --cflags $(PKGS) $(GVPKGS) | \
            sed 's/-I/-isystem /g'))$(PKGCFLAGS)
LDLIBS    = $(eval LDLIBS := $$(shell pkg-config --libs $(PKGS) $(GVPKGS)) -lm -pthread)$(LDLIBS)
# A quick linker, if there is one, for the many programs of the tests: the usual one takes longer than
# the compiler does.
LDQUICK   = $(eval LDQUICK := $$(firstword $$(foreach l,mold lld gold,$$(shell \
            $(CC) -fuse-ld=$$(l) -Wl,--version >/dev/null 2>&1 && echo -fuse-ld=$$(l)))))$(LDQUICK)
COMPILE   = $(CC) $(STD) $(WARN) $(HARD) $(CPPFLAGS) $(CFLAGS) -MMD -MP

all: $(B)/faasmap ## Builds build/faasmap

$(B)/faasmap: $(B)/tui/main.o $(LIB)
	$(call say,LINK,$@)
	$(Q)$(CC) $(LDHARD) $(LDSAN) $(LDFLAGS) -o $@ $^ $(LDLIBS)

$(LIB): $(LIBOBJ)
$(TESTLIB): $(TESTOBJ)
$(LIB) $(TESTLIB):
	$(call say,AR,$@)
	$(Q)rm -f $@ && $(AR) rcs $@ $^

roots = $(addprefix -iquote ,$(INC_$(patsubst %/,%,$(dir $<))))
$(B)/%.o: %.c
	$(call say,CC,$<)
	@mkdir -p $(@D)
	$(Q)$(COMPILE) $(roots) $(PKGCFLAGS) -c -o $@ $<

$(B)/gen/embedded.c: tui/embed.sh $(EMBED)
	$(call say,GEN,$@)
	@mkdir -p $(@D)
	$(Q)sh tui/embed.sh $(EMBED) > $@.tmp && mv $@.tmp $@

define table_rule
$(B)/gen/$(basename $(notdir $(1))).c: $(1) $(1:.tsv=.awk) model/base/table.awk
	$$(call say,GEN,$$@)
	@mkdir -p $$(@D)
	$$(Q)LC_ALL=C awk -f model/base/table.awk -f $(1:.tsv=.awk) $(1) > $$@.tmp && mv $$@.tmp $$@
endef
$(foreach t,$(TABLES),$(eval $(call table_rule,$(t))))
$(B)/gen/aws_calls.c: model/iam/aws_actions.tsv

$(B)/gen/%.o: $(B)/gen/%.c
	$(call say,CC,$<)
	$(Q)$(COMPILE) $(addprefix -iquote ,$(INC_ALL)) -c -o $@ $<

$(B)/tests/lib/%.o: tests/lib/%.c
	$(call say,CC,$<)
	@mkdir -p $(@D)
	$(Q)$(COMPILE) $(addprefix -iquote ,$(INC_ALL)) -c -o $@ $<

# The tests' own code runs once or twice: it is better compiled soon than well.
$(B)/tests/%: tests/unit/%.c $(TESTLIB) $(LIB)
	$(call say,TEST,$@)
	@mkdir -p $(@D)
	$(Q)$(COMPILE) -Og $(addprefix -iquote ,$(INC_ALL)) $(PKGCFLAGS) $(LDSAN) $(LDHARD) $(LDQUICK) $(LDFLAGS) -o $@ $< \
	    $(filter %.o,$^) $(TESTLIB) $(LIB) $(LDLIBS) -lcmocka -lvterm -lutil

# The readers once more, with limits that a test can reach.
SMALL := $(patsubst %.c,$(B)/small/%.o,$(wildcard importers/read/*.c))
$(B)/small/%.o: %.c tests/lib/small_limits.h
	$(call say,CC,$@)
	@mkdir -p $(@D)
	$(Q)$(COMPILE) -include tests/lib/small_limits.h $(roots) $(PKGCFLAGS) -c -o $@ $<
$(B)/tests/test_read_limits: $(SMALL)

# The graph once more, with limits that a test sets.
$(B)/settable/%.o: %.c tests/lib/set_limits.h
	$(call say,CC,$@)
	@mkdir -p $(@D)
	$(Q)$(COMPILE) -include tests/lib/set_limits.h $(roots) $(PKGCFLAGS) -c -o $@ $<
$(B)/tests/test_graph_limits: $(B)/settable/model/graph/graph.o

# What is spoilt before its checker looks at it.
$(B)/tests/test_check_refuted: LDQUICK := $(LDQUICK) $(foreach f,amplify_check excess_verify_given \
    exposure_verify findings_verify,-Wl,--wrap=$(f))

# Each action that a session leads to is noted.
$(B)/tests/test_sessions: LDQUICK := $(LDQUICK) -Wl,--wrap=session_perform

# Each tests/fuzz/fuzz_X.c, tests/bench/bench_X.c and tests/oom/oom_X.c is a program of its own.
FUZZERS := $(patsubst tests/fuzz/%.c,$(B)/fuzz/%,$(wildcard tests/fuzz/fuzz_*.c))
REPLAYS := $(FUZZERS:$(B)/fuzz/%=$(B)/replay/%)
BENCHES := $(patsubst tests/bench/%.c,$(B)/bench/%,$(wildcard tests/bench/bench_*.c))
OOMS    := $(if $(SANITIZE),,$(patsubst tests/oom/%.c,$(B)/oom/%,$(wildcard tests/oom/oom_*.c)))
program = $(COMPILE) $(addprefix -iquote ,$(INC_ALL)) $(PKGCFLAGS) $(LDSAN) $(LDHARD) $(LDFLAGS) -o $@ \
          $(filter %.c %.o,$^) $(filter $(TESTLIB),$^) $(LIB) $(LDLIBS)

$(B)/fuzz/%: tests/fuzz/%.c $(LIB)
	$(call say,FUZZ,$@)
	@mkdir -p $(@D)
	$(Q)$(program) $(LDQUICK) -fsanitize=fuzzer,address,undefined

$(B)/fuzz/fuzz_yaml $(B)/replay/fuzz_yaml: $(B)/tests/lib/yaml_both.o

$(B)/replay/%: tests/fuzz/%.c tests/fuzz/replay_main.c $(LIB)
	$(call say,LINK,$@)
	@mkdir -p $(@D)
	$(Q)$(program) $(LDQUICK)

$(B)/bench/%: tests/bench/%.c $(TESTLIB) $(LIB)
	$(call say,BENCH,$@)
	@mkdir -p $(@D)
	$(Q)$(program) -lcmocka -lvterm -lutil

$(B)/oom/%: tests/oom/%.c tests/oom/driver.c $(LIB)
	$(call say,OOM,$@)
	@mkdir -p $(@D)
	$(Q)$(program) $(LDQUICK)

-include $(LIBOBJ:.o=.d) $(B)/tui/main.d $(TESTOBJ:.o=.d) $(UNITS:=.d) $(SMALL:.o=.d) $(B)/settable/model/graph/graph.d

# --- What a person types ----------------------------------------------------------------------------

.DEFAULT_GOAL := all
.PHONY: all run test check units check-long check-asan check-seeds check-clang syntax check-valgrind structure docs pictures install uninstall clean help
.PHONY: fuzz fuzzers bench benches oom replays

run: ## Installs what is missing, builds, opens the explorer (ARGS="PATH...")
	@sh .ci/deps build
	@$(MAKE) --no-print-directory all
	@$(B)/faasmap $(ARGS)

test check: ## Installs what is missing, builds and runs all tests (also: make check)
	@sh .ci/deps build test
	@$(MAKE) --no-print-directory units
	@B=$(B) sh tests/run.sh

units: $(B)/faasmap $(UNITS) $(OOMS)

check-long: units ## The random comparisons and pictures at full length: 100,000 graphs
	@for t in spread_reference cut check_ways ways what_if layout_random map_worker; do \
	    echo "== test_$$t"; FAASMAP_LONG=1 B=$(B) ONLY=test_$$t sh tests/run.sh || exit 1; done

# -Og: half of what compiling takes at -O1, and the tests run as fast.
check-asan: ## The tests under AddressSanitizer and UndefinedBehaviorSanitizer
	@$(MAKE) --no-print-directory B=build-asan SANITIZE=1 CFLAGS="-Og -g1" units
	@B=build-asan sh tests/run.sh

check-seeds: ## The seeds of every fuzz target under the same
	@$(MAKE) --no-print-directory B=build-asan SANITIZE=1 CFLAGS="-Og -g1" replays
	@B=build-asan REPLAY=1 sh tests/fuzz/run.sh

check-clang: ## What clang warns of
	@$(MAKE) --no-print-directory B=build-clang CC="clang -fsyntax-only" DEVELOPER=1 syntax

check-valgrind: ## The tests under valgrind
	@sh .ci/deps build test valgrind
	@$(MAKE) --no-print-directory B=build-valgrind CPPFLAGS=-DFAASMAP_PLAIN_MEMORY units
	@B=build-valgrind UNDER="valgrind -q --error-exitcode=9 --leak-check=full \
	    --errors-for-leak-kinds=definite,indirect --trace-children=no" sh tests/run.sh

fuzz: ## Every fuzz target, FUZZ_SECONDS in all (default 60); ONLY=fuzz_X for one
	@sh .ci/deps build fuzz
	@$(MAKE) --no-print-directory B=build-fuzz CC=clang FUZZING=1 CFLAGS="-O1 -g1" fuzzers
	@B=build-fuzz sh tests/fuzz/run.sh

syntax: $(GENSRC)
	@printf '%s\n' $(SRC) $(wildcard tests/lib/*.c tests/bench/*.c) $(GENSRC) | \
	    xargs -P 2 -n 8 $(COMPILE) $(addprefix -iquote ,$(INC_ALL)) $(PKGCFLAGS)

fuzzers: $(FUZZERS)
replays: $(REPLAYS)

bench: ## Costs as ratios to the bare libraries; fails above the gates
	@sh .ci/deps build test
	@$(MAKE) --no-print-directory B=build-bench benches
	@B=build-bench sh tests/bench/run.sh

benches: $(BENCHES)

oom: $(OOMS) ## Every allocation fails in turn
	@B=$(B) sh tests/unit/oom.sh

structure: all ## Include direction, forgotten rows, headers that compile alone, sinks
	@B=$(B) CC="$(CC)" sh tests/structure/all.sh

docs: all ## Refreshes the generated parts of README.md and faasmap.1
	@B=$(B) sh tests/structure/docs.sh

pictures: all ## Makes the pictures of README.md anew
	@B=$(B) sh tests/structure/pictures.sh

install: all ## Into DESTDIR and PREFIX (default /usr/local)
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/man/man1 \
	    $(DESTDIR)$(PREFIX)/share/bash-completion/completions
	install -m 755 $(B)/faasmap $(DESTDIR)$(PREFIX)/bin/faasmap
	install -m 644 faasmap.1 $(DESTDIR)$(PREFIX)/share/man/man1/faasmap.1
	$(B)/faasmap completion > $(DESTDIR)$(PREFIX)/share/bash-completion/completions/faasmap

uninstall: ## The reverse of install
	rm -f $(DESTDIR)$(PREFIX)/bin/faasmap $(DESTDIR)$(PREFIX)/share/man/man1/faasmap.1 \
	    $(DESTDIR)$(PREFIX)/share/bash-completion/completions/faasmap

clean: ## Removes what was built
	rm -rf build build-asan build-tsan build-fuzz build-bench

help: ## This list
	@sed -n 's/^\([a-z][a-z -]*\):.*## \(.*\)/\1|\2/p' $(MAKEFILE_LIST) | \
	    awk -F'|' '{printf "  %-16s %s\n", $$1, $$2}'

print-roots: # for tests/structure
	@echo $(INC_$(FOLDER))
