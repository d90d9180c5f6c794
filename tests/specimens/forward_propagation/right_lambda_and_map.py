# expect: correct correct correct correct
# exercise: forward_propagation  variant: example
import numpy as np

input_data = np.array([2, 3])
weights = {
    "node_0": np.array([1, 1]),
    "node_1": np.array([-1, 1]),
    "output": np.array([2, -1]),
}

multiply_add = lambda a, b: sum(map(lambda p: p[0] * p[1], zip(a, b)))
node_0_value = multiply_add(input_data, weights["node_0"])
node_1_value = multiply_add(input_data, weights["node_1"])
hidden_layer_values = list(map(lambda k: multiply_add(input_data, weights[k]), ["node_0", "node_1"]))
output = multiply_add(hidden_layer_values, weights["output"])
