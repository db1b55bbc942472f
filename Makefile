# `make` alone explains what there is. Tests build the debug configuration, everything that runs the program the
# release one: a release build of a fresh clone takes about half as long as a debug build, and what is shown, measured
# and tested end to end is then what users run.

SWIFT   ?= swift
BINARY  := .build/release/sallyport
VENV    := .build-e2e/venv/bin
TIME    ?= 60
COUNT   ?= 100000
BASE    ?= main
HEAD    ?= HEAD
SEEDS   ?= 5

# What --version says of the build; a tree with changes is not its commit.
export BUILD_COMMIT ?= $(shell git describe --always --abbrev=12 --exclude '*' --dirty=-changed 2>/dev/null)

.DEFAULT_GOAL := help
.PHONY: help setup build release deb image demo demo-s3 test test-postgres e2e e2e-ceph e2e-replicas e2e-patroni example lint corpus corpus-named docs bench bench-compare instructions crash faults mutate fuzz fuzz-policies gateway-mutations sanitize clean e2e-browser e2e-clients e2e-spid e2e-lemonldap

help: ## This text
	@echo 'Sallyport turns a signed SAML response into session credentials and a console sign-in URL.'
	@echo
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-18s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo
	@echo 'New here? `make demo` shows everything in one go. Its first run takes some minutes to build, the next seconds.'

setup: ## Install the Debian packages that a build needs (with sudo when not root)
	@scripts/setup build

build: setup ## Build the program: .build/release/sallyport
	$(SWIFT) build -c release --product sallyport

release: setup ## Build the program with the Swift runtime in it, for machines that have none: .build-package/release/sallyport
	$(SWIFT) build -c release --product sallyport --static-swift-stdlib --scratch-path .build-package

deb: release ## Pack it for Debian, judge the package with lintian, install and purge it: .build-package/sallyport_*.deb
	@scripts/setup package
	rm -f .build-package/*.deb
	@scripts/deb .build-package/release/sallyport --out .build-package
	lintian --allow-root --fail-on error,warning .build-package/*.deb
	@scripts/try-deb .build-package/*.deb

image: release ## Build a container image without a network, and run its root file system: .build-package/image/oci
	@scripts/setup package
	@scripts/image .build-package/release/sallyport .build-package/image
	@scripts/try-image .build-package/image/root

demo: build ## Sign in at an identity provider, get credentials, use them, and see three attacks refused
	@scripts/demo --sallyport $(BINARY)

demo-s3: build ## Log in and read and write a file in a store that knows one static key, and see what is refused
	@scripts/setup store
	@$(VENV)/python -B scripts/demo-s3 --sallyport $(BINARY)

test: setup ## Run all unit and integration tests
	$(SWIFT) test

test-postgres: ## Run the tests of the store in PostgreSQL on a server that is started for them
	@scripts/setup replicas
	scripts/with-postgres $(SWIFT) test --filter SallyportPostgresTests

example: setup ## Build and run the custom broker of Examples
	$(SWIFT) run --package-path Examples/CustomBroker --scratch-path .build --disable-build-manifest-caching

e2e: build example ## Test against a real SimpleSAMLphp, a store, four proxies, the AWS CLI, boto3, the xmlsec1 command and signxml; run the example
	@scripts/setup e2e
	SALLYPORT=$(CURDIR)/$(BINARY) $(VENV)/python -B -m pytest -c e2e/pytest.ini --rootdir e2e e2e

e2e-ceph: build ## Test against a real Ceph: its STS takes a token of the broker, and its gateway opens an object
	@scripts/setup ceph
	SALLYPORT=$(CURDIR)/$(BINARY) $(VENV)/python -B -m pytest -c e2e/pytest.ini --rootdir e2e -m ceph e2e

e2e-replicas: build ## Kill, stop, cut off and replace PostgreSQL servers and brokers under load: make e2e-replicas SEEDS=5
	@scripts/setup replicas
	SEEDS=$(SEEDS) SALLYPORT=$(CURDIR)/$(BINARY) $(VENV)/python -B -m pytest -c e2e/pytest.ini --rootdir e2e -m replicas e2e

e2e-patroni: build ## Let the machine of a PostgreSQL server die that Patroni keeps, and count the seconds until sign-ins go on
	@scripts/setup patroni
	SALLYPORT=$(CURDIR)/$(BINARY) $(VENV)/python -B -m pytest -c e2e/pytest.ini --rootdir e2e -m patroni e2e

e2e-browser: build ## Test the pages in Chromium, with two real identity providers; pictures in .build-e2e/browser
	@scripts/setup browser
	@scripts/setup lemonldap
	SALLYPORT=$(CURDIR)/$(BINARY) $(VENV)/python -B -m pytest -c e2e/pytest.ini --rootdir e2e -m "browser or lemonldap" e2e/browser

e2e-clients: build ## Have prowler, cloudsplaining, principalmapper, Cloud Custodian, the AWS CLI and Ansible do their usual tasks
	@scripts/setup clients
	SALLYPORT=$(CURDIR)/$(BINARY) $(VENV)/python -B -m pytest -c e2e/pytest.ini --rootdir e2e -m clients e2e

e2e-lemonldap: build ## Sign in and out with a second real identity provider, LemonLDAP::NG, from both sides, in Chromium too
	@scripts/setup lemonldap
	SALLYPORT=$(CURDIR)/$(BINARY) $(VENV)/python -B -m pytest -c e2e/pytest.ini --rootdir e2e -m lemonldap e2e

e2e-spid: build ## Have SPID's test suite look at metadata and requests, and answer them in its 111 ways
	@scripts/setup spid
	SALLYPORT=$(CURDIR)/$(BINARY) $(VENV)/python -B -m pytest -c e2e/pytest.ini --rootdir e2e -m spid e2e

lint: ## Check the style of the Swift sources; needs no build
	$(SWIFT) format lint --strict --recursive --parallel Sources Tests Fuzzing Package.swift \
		Benchmarks/Sources Benchmarks/Package.swift Examples/CustomBroker/Sources Examples/CustomBroker/Package.swift

docs: setup ## Build the documentation of the libraries: .build/documentation
	@SWIFT=$(SWIFT) scripts/docs

corpus: corpus-named build ## Compare verdicts over a corpus of real responses: make corpus CORPUS=path
	@scripts/corpus "$(CORPUS)" --sallyport $(BINARY)

corpus-named:
	@test -n "$(CORPUS)" || { echo 'name the corpus: make corpus CORPUS=path' >&2; exit 64; }

bench: build ## Measure everything as multiples of what its cryptography costs, with the bar of each, beside other libraries
	@scripts/setup bench
	$(SWIFT) build -c release --package-path Benchmarks
	@scripts/bench --sallyport $(BINARY)

bench-compare: setup ## Build two revisions, and compare their speed turn by turn: make bench-compare BASE=main HEAD=HEAD
	@scripts/setup bench
	@scripts/bench-compare $(BASE) $(HEAD)

instructions: build ## Count the instructions of a sign-in, a refusal and a call, and compare with Benchmarks/instructions.json
	@scripts/setup counts
	@$(VENV)/python -B scripts/instructions --sallyport $(BINARY)

crash: build ## Kill the store and a running broker fifty times each, and compare what they acknowledged with what is found
	$(SWIFT) build -c release --package-path Benchmarks --product store-check
	@scripts/crash-test Benchmarks/.build/release/store-check
	@scripts/crash-test-server $(BINARY)

faults: build ## Break disk, store, audit, clock and keys while users sign in, and compare with what is promised
	@scripts/faults --sallyport $(BINARY)

mutate: setup ## Turn off each refusal of the wall, one at a time, and see to it that a test notices
	@SWIFT=$(SWIFT) scripts/mutate

fuzz: setup ## Make inputs that break what reads them, TIME seconds for each reader: make fuzz TIME=60
	@scripts/fuzz --time $(TIME)
	@test $(TIME) -lt 60 || $(MAKE) --no-print-directory fuzz-policies

fuzz-policies: setup ## Compare the policy engine with a second one over a million made-up policies
	SALLYPORT_EVALUATIONS=1000000 $(SWIFT) test --filter SecondEvaluatorTests

gateway-mutations: build ## Ask the gateway about COUNT requests that botocore signed and that were changed in one place
	@scripts/setup store
	@$(VENV)/python -B scripts/gateway-mutations --sallyport $(BINARY) --count $(COUNT)

sanitize: setup ## Run the tests under AddressSanitizer and ThreadSanitizer, and 100,000 validations with an eye on memory
	@scripts/sanitize

clean: ## Remove what was built and downloaded
	rm -rf .build .build-compare .build-package .build-e2e .build-fuzz .build-asan .build-tsan .build-mutate Benchmarks/.build Examples/CustomBroker/.build
