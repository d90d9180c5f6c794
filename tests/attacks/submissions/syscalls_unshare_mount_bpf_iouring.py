# attack: kernel | expect: wrong | needs: strong | tries unshare, mount, bpf, io_uring, keyctl, shmget, userfaultfd, clone3 and others
import ctypes
libc = ctypes.CDLL(None, use_errno=True); libc.syscall.restype = ctypes.c_long
for n, nr, a in (("unshare", 272, (0x10000000,)), ("io_uring_setup", 425, (4, 0)), ("bpf", 321, (0, 0, 0)), ("perf_event_open", 298, (0, 0, -1, -1, 0)), ("userfaultfd", 323, (0,)), ("memfd_create", 319, (b"x", 0)), ("shmget", 29, (0, 4096, 0o1777)), ("keyctl", 250, (0, -3, 1)), ("mount", 165, (0, 0, 0, 0, 0)), ("setns", 308, (0, 0)), ("pidfd_open", 434, (1, 0)), ("clone3", 435, (0, 0)), ("personality", 135, (0xffffffff,)), ("inotify_init1", 294, (0,)), ("mq_open", 240, (b"zz", 0o102, 0o600, 0)), ("prctl_dumpable", 157, (4, 1, 0, 0, 0)), ("sched_setaffinity", 203, (0, 8, b"\1" + b"\0" * 7)), ("setpriority", 141, (0, 0, -5))):
    r = libc.syscall(nr, *a); print(n, r if r >= 0 else "errno %d" % ctypes.get_errno())
node_0_value = 1.0
node_1_value = 1.0
hidden_layer_values = [1.0, 1.0]
output = 1.0
