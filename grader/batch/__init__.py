"""Many submissions to a stream of reports: `run` is the parent, `worker` what a worker does."""
