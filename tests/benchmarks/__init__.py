"""``make bench``: what grading costs, beside the floor and beside peers, measured in one run. No test measures time."""
