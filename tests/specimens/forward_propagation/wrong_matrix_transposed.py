# expect: wrong wrong carried carried | WT.transposed
# exercise: forward_propagation  variant: example
import numpy as np

input_data = np.array([2, 3])
weights = {
    "node_0": np.array([1, 1]),
    "node_1": np.array([-1, 1]),
    "output": np.array([2, -1]),
}

W = np.array([weights["node_0"], weights["node_1"]])
hidden_layer_values = input_data @ W
node_0_value, node_1_value = hidden_layer_values
output = hidden_layer_values @ weights["output"]
