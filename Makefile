# Two commands: `make demo` runs a centre, `make test` tests it all.

CARGO_TARGET_DIR ?= target
binary = $(CARGO_TARGET_DIR)/release/dianwu

.PHONY: help assets build demo demo-reset test bench fmt

help:
	@echo 'make demo         build everything, and run the demonstration centre, three months old, on http://127.0.0.1:8080'
	@echo 'make demo-reset   the same, beginning anew'
	@echo 'make test         format, clippy, all tests on SQLite and PostgreSQL, the handbook, the browser'
	@echo 'make bench        every workload beside its limit: bench/results.json, the table and plots of BENCHMARKS.md'
	@echo 'make build        the program alone: $(binary)'
	@echo 'make assets       what the browser gets: assets/dist'
	@echo 'make fmt          put the code in its usual form'

assets: assets/dist/manifest.json

assets/dist/manifest.json: assets/node_modules/.installed $(shell find assets/src assets/build.mjs -type f)
	cd assets && npm run --silent build
	@touch $@

assets/node_modules/.installed: assets/package-lock.json
	@scripts/needs node npm
	cd assets && npm ci --ignore-scripts --no-audit --no-fund
	@touch $@

build: assets
	cargo build --release --locked --package dianwu

demo: build
	$(binary) demo --months 3

demo-reset: build
	rm -f data/demo.sqlite*
	$(binary) demo --months 3

test: assets
	scripts/test

bench:
	bench/run

fmt:
	cargo fmt --all
