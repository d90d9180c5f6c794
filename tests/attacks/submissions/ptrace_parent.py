# attack: other-processes | expect: wrong | needs: strong | attaches to its parent with ptrace
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
r = libc.ptrace(16, os.getppid(), 0, 0)
print("PTRACE-ATTACHED" if r == 0 else "ptrace errno %d" % ctypes.get_errno())
if r == 0: libc.ptrace(17, os.getppid(), 0, 0)
node_0_value = 1.0
node_1_value = 1.0
hidden_layer_values = [1.0, 1.0]
output = 1.0
