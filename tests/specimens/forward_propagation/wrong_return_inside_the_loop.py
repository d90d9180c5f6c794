# expect: wrong wrong carried wrong | RED.first_only
# exercise: forward_propagation  variant: example
import numpy as np

input_data = np.array([2, 3])
weights = {
    "node_0": np.array([1, 1]),
    "node_1": np.array([-1, 1]),
    "output": np.array([2, -1]),
}

def multiply_add(values, w):
    total = 0
    for i in range(len(values)):
        total += values[i] * w[i]
        return total

node_0_value = multiply_add(input_data, weights["node_0"])
node_1_value = multiply_add(input_data, weights["node_1"])
hidden_layer_values = np.array([node_0_value, node_1_value])
output = multiply_add(hidden_layer_values, weights["output"])
