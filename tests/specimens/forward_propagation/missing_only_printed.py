# expect: missing missing missing missing | PY.printed
# exercise: forward_propagation  variant: example
import numpy as np

input_data = np.array([2, 3])
weights = {
    "node_0": np.array([1, 1]),
    "node_1": np.array([-1, 1]),
    "output": np.array([2, -1]),
}

print((input_data * weights["node_0"]).sum())
print((input_data * weights["node_1"]).sum())
