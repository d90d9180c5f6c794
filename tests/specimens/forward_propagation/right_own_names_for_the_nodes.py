# expect: correct correct correct correct
# exercise: forward_propagation  variant: example
import numpy as np

input_data = np.array([2, 3])
weights = {
    "node_0": np.array([1, 1]),
    "node_1": np.array([-1, 1]),
    "output": np.array([2, -1]),
}

n0 = (input_data * weights["node_0"]).sum()
n1 = (input_data * weights["node_1"]).sum()
hidden_layer_values = np.array([n0, n1])
output = (hidden_layer_values * weights["output"]).sum()
print(output)
