# make run    the window with the demonstration county; without a display the
#             whole main job on the command line
# make test   the gate: everything that must hold
# make build  the programs: target folder/debug/{tongfu,tongfu-desktop,tongfu-loopback}

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := build

CACHE := $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/tongfu
export CARGO_TARGET_DIR ?= $(CACHE)/target
export CARGO_TERM_PROGRESS_WHEN ?= never
# HiGHS takes minutes to compile: a second target folder need not pay again.
ifneq ($(shell command -v ccache),)
export CMAKE_C_COMPILER_LAUNCHER ?= ccache
export CMAKE_CXX_COMPILER_LAUNCHER ?= ccache
endif
TOOLS := $(CACHE)/tools
export PATH := $(TOOLS)/bin:$(PATH)
PROGRAMS := $(CARGO_TARGET_DIR)/debug

.PHONY: run test build page deps deps-test clean

run: build
	@if [[ -n "$${DISPLAY:-}$${WAYLAND_DISPLAY:-}" ]]; then \
		echo "The window opens with the demonstration county."; \
		"$(PROGRAMS)/tongfu-desktop" --demo; \
	else \
		echo "There is no display (DISPLAY and WAYLAND_DISPLAY are unset):"; \
		echo "the whole main job runs on the command line instead."; \
		"$(PROGRAMS)/tongfu" demo run; \
	fi

build: page
	cargo build --workspace --bins --locked

# cargo sees the page through ui/dist, so it is built first.
page: deps ui/node_modules/.package-lock.json
	npm --prefix ui run --silent build

ui/node_modules/.package-lock.json: ui/package-lock.json
	npm --prefix ui ci --no-audit --no-fund
	@touch $@

test: page deps-test
	cargo xtask check

deps:
	scripts/install-debian build

deps-test: deps
	scripts/install-debian test
	@if [[ ! -x "$(TOOLS)/bin/tauri-driver" ]] && ! command -v tauri-driver > /dev/null; then \
		cargo install tauri-driver --version 2.1.0 --locked --root "$(TOOLS)" --target-dir "$(CACHE)/tools-target"; \
	fi

clean:
	rm -rf ui/dist ui/node_modules
	cargo clean
