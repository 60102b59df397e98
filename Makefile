# Convolution by Hand. `make help` lists everything; the README gives the plain commands too.

PYTHON ?= python3
VENV   ?= .venv
DEMO   ?= _build/demo
PORT   ?= 8000
# On Linux, PyPI's torch needs several gigabytes of CUDA packages; PyTorch's own index has the
# small CPU build. Elsewhere PyPI's is the CPU build already.
TORCH_INDEX ?= https://download.pytorch.org/whl/cpu

ifeq ($(OS),Windows_NT)
BIN := $(VENV)/Scripts
else
BIN := $(VENV)/bin
endif
RUN := $(BIN)/python
AUTOGRADER := $(RUN) -m autograder
TORCH := $(shell sed -n 's/^\(torch==[0-9.]*\).*/\1/p' requirements.txt)

# bash for pipefail: a failure of pip must not hide behind the counter it is piped into.
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help env course book pdf release demo grade feedback export report mutants serve formgrader \
        lint format test postgres cluster hub bench lock clean

help: ## list what there is to make
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' Makefile

env: $(VENV)/ready ## create .venv and install the pinned requirements

# --no-deps: requirements.txt is complete, and torch's own list would bring in CUDA again.
$(VENV)/ready: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed; name one with: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@test -x $(RUN) || { echo "creating $(VENV) …"; $(PYTHON) -m venv $(VENV); }
	@echo "installing torch (CPU build) …"
	@if [ "$$(uname -s)" != Linux ]; then $(RUN) -m pip install -q --no-deps $(TORCH); \
	  elif $(RUN) -m pip install -q --retries 1 --no-deps --index-url $(TORCH_INDEX) $(TORCH) \
	    2>$(VENV)/torch.log; then :; \
	  else echo "  not to be had from $(TORCH_INDEX): taking PyPI's, which is large"; \
	    $(RUN) -m pip install -q $(TORCH); fi
	@echo "installing $$(grep -c '^[a-z]' requirements.txt) pinned packages …"
	@$(RUN) -m pip install --progress-bar off --no-deps -r requirements.txt | \
	  awk '/^(Collecting|Installing)/ {n++; if (n % 25 == 0) print "  " n " …"; fflush()}'
	@$(RUN) -m pip install -q --no-deps --no-build-isolation -e .
	@$(RUN) -m pip check
	@touch $@

course: env ## everything once: book, exercises, a demo class graded, feedback, marks, a summary
	@echo "1 of 4  the exercises"; $(AUTOGRADER) release
	@echo "2 of 4  the book"; $(MAKE) --no-print-directory book
	@echo "3 of 4  a demo class hands in"; $(AUTOGRADER) demo $(DEMO)
	@echo "4 of 4  grading it"; $(AUTOGRADER) grade --course $(DEMO)
	@$(AUTOGRADER) report --course $(DEMO)
	@echo
	@echo "  the site      _build/html/index.html   (make serve)"
	@echo "  feedback      $(DEMO)/feedback/student-06/02_cross_correlation/02_cross_correlation.html"
	@echo "  marks         $(DEMO)/marks.csv"
	@echo "  the gradebook $(DEMO)/gradebook.db     (make formgrader)"

book: env ## build the website into _build/html; a warning is an error
	@$(BIN)/jupyter-book build . -W --keep-going

pdf: env ## the book as _build/latex/convolution-by-hand.pdf; needs LaTeX
	@$(BIN)/jupyter-book build . -W --keep-going --builder pdflatex

release: env ## solutions/*.py to exercises/*.ipynb
	@$(AUTOGRADER) release

demo: env ## make the demo class in _build/demo
	@$(AUTOGRADER) demo $(DEMO)

grade: env ## grade this course's submitted/ (make course grades the demo class)
	@$(AUTOGRADER) grade

feedback: env ## write the feedback pages
	@$(AUTOGRADER) feedback

export: env ## write marks.csv
	@$(AUTOGRADER) export

report: env ## marks and diagnoses of the class
	@$(AUTOGRADER) report

mutants: env ## prove the checks: every mistake caught and named, every right answer accepted
	@$(AUTOGRADER) mutants

serve: env ## show the website at http://localhost:8000 (PORT=8000)
	@$(RUN) -m http.server $(PORT) --bind 127.0.0.1 --directory _build/html

formgrader: env ## open the demo class in nbgrader's formgrader
	@cd $(DEMO) && $(abspath $(BIN))/jupyter lab --LabApp.default_url=/formgrader

lint: env ## ruff and mypy
	@$(RUN) -m ruff format --check . && $(RUN) -m ruff check . && $(RUN) -m mypy

format: env ## put the code into shape
	@$(RUN) -m ruff format . && $(RUN) -m ruff check --fix .

test: env ## lint and all the tests, on every core, a browser included
	@$(RUN) -m tests.needs
	@$(MAKE) --no-print-directory lint
	@$(RUN) -m pytest -n auto --dist loadgroup

postgres: env ## run a PostgreSQL server on loopback to try as gradebook; Ctrl-C stops it
	@$(RUN) deploy/postgresql/server.py

cluster: env ## run a Dask cluster on loopback to try grade --scheduler; Ctrl-C stops it
	@$(RUN) deploy/dask/cluster.py

hub: env ## try JupyterHub with this course, on loopback; Ctrl-C stops it (HUB_PORT=8100)
	@$(RUN) deploy/jupyterhub/start.py $(if $(HUB_PORT),--port $(HUB_PORT))

bench: env ## measure grading, a large class, fast convolution and, of a built book, the pages
	@$(RUN) -m autograder.bench grading
	@$(RUN) -m autograder.bench load
	@$(RUN) -m autograder.bench cluster
	@$(RUN) -m autograder.bench fast_conv
	@$(RUN) -m tests.measure

lock: env ## compile requirements.txt from the short lists in pyproject.toml
	@$(RUN) -m uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 \
	  --upgrade --quiet --custom-compile-command "make lock" --output-file requirements.txt

clean: ## remove what make made, but no class: submitted/, gradebook.db and marks stay
	rm -rf $(VENV) _build solutions/*/*.ipynb *.egg-info .pytest_cache .mypy_cache .ruff_cache
