"""What one submission may use, and the system calls that hold it to that."""

from __future__ import annotations

import math
from dataclasses import dataclass

from grader.execution.rerun.trial import Sizes

MIB = 1 << 20
STRETCH = 8  # times as long as on an idle machine


@dataclass(frozen=True, slots=True)
class Limits(Sizes):
    """What one submission may use and give back; of one draw, see `Sizes`."""

    cpu: float = 0.5  # Seconds of processor time for all trials together, by the child's own clock: the fast lane
    # Seconds of processor time for one run of the program in the slow lane, to which goes what the fast one stops
    own: float = 2.0
    total: float = 20.0  # Seconds of processor time that one submission may cost in both lanes
    fewest: int = 16  # Hidden draws that are run in the slow lane where all of them would cost more than that
    # Seconds that it may wait; those in which it computes, or could if the machine were free, do not count
    wall: float = 4.0
    memory: int = 512 * MIB  # Bytes of address space; the sandbox itself maps about 110 MiB of them
    source: int = 256 << 10  # Bytes of source, all pieces together
    result: int = MIB  # Bytes of the result stream; also the largest file of any kind that the child can write
    frame: int = 128 << 10  # Bytes of one result frame
    output: int = 64 << 10  # Characters kept of what the example trial prints, for each of the two streams
    files: int = 32  # Open descriptors
    processes: int = 40  # Tasks that the account may have beyond those it has now. Not enforced on root's own account.

    @property
    def longest(self) -> float:
        """Seconds from start to end, on a machine that is as busy as it may be."""
        return STRETCH * (self.wall + self.cpu)


def restrict(limits: Limits, tasks: int = 0) -> tuple[str, ...]:
    """Hold this process to the limits by `setrlimit`.

    Parameters
    ----------
    limits : Limits
        What is allowed.
    tasks : int
        How many tasks the account has already: ``RLIMIT_NPROC`` counts the whole account.

    Returns
    -------
    tuple of str
        Names of the limits that this system refused to set: macOS refuses ``RLIMIT_AS``, Windows has none.
    """
    try:
        import resource
    except ImportError:
        return ("RLIMIT_CPU", "RLIMIT_AS", "RLIMIT_FSIZE", "RLIMIT_NOFILE")
    cpu = max(1, math.ceil(limits.cpu))  # whole seconds only: the zygote watches the finer clock
    wanted = {
        "RLIMIT_CPU": (cpu, cpu + 1),
        "RLIMIT_AS": (limits.memory, limits.memory),
        "RLIMIT_FSIZE": (limits.result, limits.result),
        "RLIMIT_NOFILE": (limits.files, limits.files),
        "RLIMIT_CORE": (0, 0),  # a crash (attack: ctypes_segfault) would leave its memory on the disk
        "RLIMIT_NPROC": (tasks + limits.processes,) * 2,
    }
    refused = []
    for name, (soft, hard) in wanted.items():
        try:
            ceiling = resource.getrlimit(getattr(resource, name))[1]
            if ceiling != resource.RLIM_INFINITY:  # an ordinary user cannot raise the hard limit
                soft, hard = min(soft, ceiling), min(hard, ceiling)
            resource.setrlimit(getattr(resource, name), (soft, hard))
        except (AttributeError, OSError, ValueError):
            refused.append(name)
    return tuple(refused)


def peak_memory() -> int:
    """The most bytes of memory that this process ever had at once, 0 where nobody knows."""
    try:
        import resource
    except ImportError:
        return 0
    return 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
