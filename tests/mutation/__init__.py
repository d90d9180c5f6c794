"""Wrong programs made from right ones, and what the grader says about each.

`mutate` changes right programs (`programs`), `grading` grades them in this process, `measure` counts, `table` prints.
``python -m tests.mutation`` runs everything and writes ``build/mutants.md``; `tests/whole/test_mutants.py` runs a
small sample.
"""
