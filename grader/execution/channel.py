"""What grader, zygote and child say to each other beside the result stream (see `wire`)."""

from __future__ import annotations

import struct

# With which code the child leaves, if it is not 0.
LOCK_FAILED, BROKEN, NO_MEMORY = 97, 98, 99

# Between grader and zygote. A request comes with the descriptors of the job, the result and the two output streams, and
# for a job in two acts of the socket on which child and grader say when the first one is over and the second may begin.
REQUEST = struct.Struct("<Q?")  # number of the job, whether it is a notebook
DESCRIPTORS = 4
PAUSED, GO_ON = b"p", b"g"
REPORT = struct.Struct("<Qiiddq")  # number, wait status, what stopped it, wall and CPU seconds, peak memory in KiB
NOT_STOPPED, STOPPED_BY_WALL, STOPPED_BY_CPU = range(3)
