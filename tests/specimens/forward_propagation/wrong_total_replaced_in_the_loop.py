# expect: wrong wrong carried carried | RED.last_only
# exercise: forward_propagation  variant: example
import numpy as np

input_data = np.array([2, 3])
weights = {
    "node_0": np.array([1, 1]),
    "node_1": np.array([-1, 1]),
    "output": np.array([2, -1]),
}

for i in range(len(input_data)):
    node_0_value = input_data[i] * weights["node_0"][i]
for i in range(len(input_data)):
    node_1_value = input_data[i] * weights["node_1"][i]
hidden_layer_values = np.array([node_0_value, node_1_value])
output = np.dot(hidden_layer_values, weights["output"])
