# expect: correct correct correct correct
# exercise: forward_propagation  variant: example
import numpy as np

input_data = np.array([2, 3])
weights = {
    "node_0": np.array([1, 1]),
    "node_1": np.array([-1, 1]),
    "output": np.array([2, -1]),
}

def node_value(inputs, w):
    """Multiply-add."""
    return (inputs * w).sum()


node_0_value = node_value(input_data, weights["node_0"])
node_1_value = node_value(input_data, weights["node_1"])
hidden_layer_values = np.array([node_0_value, node_1_value])
output = node_value(hidden_layer_values, weights["output"])
