# expect: correct correct correct not-run | PY.recursion
# exercise: forward_propagation  variant: example
import numpy as np

input_data = np.array([2, 3])
weights = {
    "node_0": np.array([1, 1]),
    "node_1": np.array([-1, 1]),
    "output": np.array([2, -1]),
}

node_0_value = (input_data * weights["node_0"]).sum()
node_1_value = (input_data * weights["node_1"]).sum()
hidden_layer_values = np.array([node_0_value, node_1_value])

def multiply_add(values, w):
    return values[0] * w[0] + multiply_add(values[1:], w[1:]) if len(w) else multiply_add(values, w)

output = multiply_add(hidden_layer_values, weights["output"])
