"""Every kind of thing that is noticed about a source."""

from __future__ import annotations

from enum import StrEnum, unique


@unique
class FlagKind(StrEnum):
    """What a flag says. The word in quotes is what travels; what the flag's note holds stands in brackets."""

    # The givens
    CHANGED_GIVEN = "changed_given"  # defined with other numbers than the example's [given]
    RENAMED_GIVEN = "renamed_given"  # defined under another name [name for given]
    SPLIT_GIVEN = "split_given"  # a part of it is defined under a name of its own [name for given['key']]
    INLINE_GIVEN = "inline_given"  # written out in full as an argument [given]
    NONLITERAL_GIVEN = "nonliteral_given"  # made by an expression that cannot be read without running it [given]
    GIVEN_NOT_FOUND = "given_not_found"  # neither bound nor read, and under no other name [given]
    GIVEN_NEVER_READ = "given_never_read"  # defined, but nothing reads it [given]
    LEARNER_CHANGES_GIVEN = "learner_changes_given"  # computed anew or changed in place after its definition [given]
    MIXES_CONSTANTS = "mixes_constants"  # calculates with a constant where a given is meant [name of the constant]
    SHADOWS_PARAMETER = "shadows_parameter"  # a function overwrites its parameter with typed-in numbers [given]
    EXOTIC_BINDING = "exotic_binding"  # bound by `with`, `import` or unpacking; supplied after the statement [given]
    LOOP_BINDS_GIVEN = "loop_binds_given"  # the variable of a loop goes by its name [given]
    RENAMED_KEY = "renamed_key"  # a key of a given that is spelt in another way [key]
    MISFIT_GIVEN = "misfit_given"  # of another shape or kind than the exercise's, wherever it is defined [given]
    UNKNOWN_KEY = "unknown_key"  # a key of a given that stands for none of the exercise's [key]

    # The steps
    BLANK_LEFT = "blank_left"  # a blank of the stub is still there [name]
    CONSTANT_STEP = "constant_step"  # a graded name never depends on a given [name]
    PRINTED_NOT_ASSIGNED = "printed_not_assigned"  # a result is printed, and a graded name never bound [name]
    SHOWN_NOT_ASSIGNED = "shown_not_assigned"  # a result stands alone on its line, and a graded name never bound [name]
    LOCAL_NAMES = "local_names"  # a graded name is bound only inside a function that is called [name]
    FEWER_ARGUMENTS = "fewer_arguments"  # a graded function has fewer parameters than it is called with [name]

    # The file
    SEVERAL_EXERCISES = "several_exercises"  # it holds other exercises, too []
    PASSES_OVER = "passes_over"  # an `except` after which the program goes on [first and last line of its `try`]
    ASSERT_IGNORED = "assert_ignored"  # an assertion of the example's numbers, not run []
    CLEANED = "cleaned"  # it parses only once it was cleaned [name of the step of cleaning]
    PASTED_OUTPUT = "pasted_output"  # a line that is output of an earlier run, not run []
    LEFT_OUT = "left_out"  # no graded value depends on it, so it need not run on every draw ["end": at the end]
    MISSING_MODULE = "missing_module"  # an imported module is not there [module]
    READS_FILE = "reads_file"  # calls something that may look for a data file []
    CELL_SKIPPED = "cell_skipped"  # a cell of another language, or one that is marked as not to be graded [magic]
    CELLS_OUT_OF_ORDER = "cells_out_of_order"  # a cell reads what only a later one makes [name]
    STALE_NAME = "stale_name"  # a cell reads what no cell makes [name]

    # What stands in the way of running it again, or of a proof
    USES_EXEC = "uses_exec"  # calls the built-in of that name []; so do the next seven
    USES_EVAL = "uses_eval"
    USES_GLOBALS = "uses_globals"
    USES_LOCALS = "uses_locals"
    USES_VARS = "uses_vars"
    USES_SETATTR = "uses_setattr"
    USES_INPUT = "uses_input"
    USES_OPEN = "uses_open"
    USES_RANDOM = "uses_random"  # imports or asks for random numbers []
    USES_CLOCK = "uses_clock"  # imports a module that tells the time []
    INSPECTS_TYPES = "inspects_types"  # asks what type or identity something has []
    NOT_PROVABLE = "not_provable"  # a construct that a proof cannot be given across [its name]

    # The sandbox
    LIMIT_REFUSED = "limit_refused"  # the system did not set a resource limit [limit]
