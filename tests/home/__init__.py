"""What is right at home is right here: learners' programs, run by plain Python and by the grader, which must agree.

`programs/*.txt` are whole programs written by hand, `composed.py` puts others together; `numbers.py` writes the
example's numbers and two other sets into them; `driver.py` runs them as a learner would, each in a folder of its own,
and `home.py` says which are right there. `known.py` lists where the two may differ, and why.
"""
