# expect: correct correct correct correct
# exercise: forward_propagation  variant: example
import numpy as np

input_data = np.array([2, 3])
weights = {
    "node_0": np.array([1, 1]),
    "node_1": np.array([-1, 1]),
    "output": np.array([2, -1]),
}

x = input_data.reshape(1, 2)
W = np.vstack([weights["node_0"], weights["node_1"]]).T
hidden_layer_values = np.matmul(x, W).ravel()
node_0_value = hidden_layer_values[0]
node_1_value = hidden_layer_values[1]
output = np.tensordot(hidden_layer_values, weights["output"], axes=1).item()
