# expect: correct wrong carried carried | RED.not_reset
# exercise: forward_propagation  variant: example
import numpy as np

input_data = np.array([2, 3])
weights = {
    "node_0": np.array([1, 1]),
    "node_1": np.array([-1, 1]),
    "output": np.array([2, -1]),
}

total = 0
for x, weight in zip(input_data, weights["node_0"]):
    total += x * weight
node_0_value = total
for x, weight in zip(input_data, weights["node_1"]):
    total += x * weight
node_1_value = total
hidden_layer_values = np.array([node_0_value, node_1_value])
output = np.dot(hidden_layer_values, weights["output"])
