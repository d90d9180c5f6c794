# attack: other-processes | expect: wrong | needs: strong | reads its parent's memory with process_vm_readv
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
class IOV(ctypes.Structure): _fields_ = [("b", ctypes.c_void_p), ("l", ctypes.c_size_t)]
buf = ctypes.create_string_buffer(64); l = IOV(ctypes.addressof(buf), 64); r = IOV(id(buf), 64)
n = libc.process_vm_readv(os.getppid(), ctypes.byref(l), 1, ctypes.byref(r), 1, 0)
print("VMREAD", n if n > 0 else -ctypes.get_errno())
node_0_value = 1.0
node_1_value = 1.0
hidden_layer_values = [1.0, 1.0]
output = 1.0
