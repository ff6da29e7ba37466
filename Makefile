# A developer's day. `make` lists it.

.PHONY: help build test coverage chaos browser soak lint bench bench-scaling bench-broker bench-check demo stop

help: ## list these commands
	@sed -nE 's/^([a-z-]+):.*## (.*)/  make \1\t\2/p' Makefile | expand -t 22

build: ## the program, optimised, in .build/release/adtally
	scripts/setup
	swift build -c release --product adtally

test: ## build and run all tests (make test ARGS="--filter TrafficTests")
	./run_tests.sh $(ARGS)

coverage: ## list the lines that no test reaches (make coverage ARGS="Sources/Windowing")
	scripts/coverage $(ARGS)

chaos: build ## kill, stop and cut off everything while events flow, a seed in 15 s (make chaos SEEDS=1-100)
	Tests/Chaos/run --seeds $(or $(SEEDS),1-100)

browser: build ## use the dashboard in a real browser; pictures in .build/browser (make browser ARGS="test_live sorting")
	scripts/setup --tests
	Tests/Browser/run $(ARGS)

soak: build ## a day of event time at 6,000 rows a minute: the job's memory, and its restores after kill -9 (3 minutes)
	cd Tests/Chaos && PYTHONDONTWRITEBYTECODE=1 python3 soak.py $(ARGS)

lint: ## the formatter's rules, and shellcheck where it is installed
	swift format lint --strict --recursive Sources Tests Benchmarks Package.swift
	@if command -v shellcheck > /dev/null; then \
	  shellcheck -x start_mvp.sh run_tests.sh .ci/run scripts/setup scripts/healthy scripts/with-progress scripts/coverage scripts/start_mvp/*.sh Tests/Chaos/run Tests/Browser/run; \
	else echo "shellcheck is not installed: scripts not checked"; fi

bench: build ## measure every speed target through whole processes, in about 10 minutes (ARGS=--quick; ARGS="--only replay")
	cd Benchmarks && swift build -c release --product adtally-bench
	Benchmarks/.build/release/adtally-bench --adtally .build/release/adtally $(ARGS)

bench-scaling: build ## what an event costs a replay from 100,000 to 100 million events, and from 10 to 100,000 campaigns
	cd Benchmarks && swift build -c release --product adtally-bench
	Benchmarks/.build/release/adtally-bench scaling --adtally .build/release/adtally $(ARGS)

bench-broker: build ## measure the embedded broker through librdkafka; leave the machine alone meanwhile (ARGS=--quick)
	cd Benchmarks && swift build -c release --product broker-bench
	Benchmarks/.build/release/broker-bench --adtally .build/release/adtally $(ARGS)

bench-check: ## count the instructions of an event, and compare with those kept in the tree (ARGS=--update keeps them)
	scripts/setup
	cd Benchmarks && swift build -c release --product micro-bench
	scripts/bench-check $(ARGS)

demo: ## run everything; the dashboard is on http://127.0.0.1:8503
	./start_mvp.sh up

stop: ## end the demo
	./start_mvp.sh stop
