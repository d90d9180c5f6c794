# expect: correct correct correct correct
# exercise: forward_propagation  variant: example
import numpy as np

input_data = np.array([2, 3])
weights = {
    "node_0": np.array([1, 1]),
    "node_1": np.array([-1, 1]),
    "output": np.array([2, -1]),
}

def total(values, w):
    i = 0
    result = 0
    while i < len(values):
        result += values[i] * w[i]
        i += 1
    return result

node_0_value = total(input_data, weights["node_0"])
node_1_value = total(input_data, weights["node_1"])
hidden_layer_values = np.array([node_0_value, node_1_value])
output = total(hidden_layer_values, weights["output"])
