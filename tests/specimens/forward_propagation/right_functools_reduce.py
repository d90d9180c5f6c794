# expect: correct correct correct correct
# exercise: forward_propagation  variant: example
import numpy as np

input_data = np.array([2, 3])
weights = {
    "node_0": np.array([1, 1]),
    "node_1": np.array([-1, 1]),
    "output": np.array([2, -1]),
}

from functools import reduce

def multiply_add(a, b):
    return reduce(lambda total, pair: total + pair[0] * pair[1], zip(a, b), 0)

node_0_value = multiply_add(input_data, weights["node_0"])
node_1_value = multiply_add(input_data, weights["node_1"])
hidden_layer_values = np.append(node_0_value, node_1_value)
output = multiply_add(hidden_layer_values, weights["output"])
