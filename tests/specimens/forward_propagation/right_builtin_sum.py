# expect: correct correct correct correct
# exercise: forward_propagation  variant: example
import numpy as np

input_data = np.array([2, 3])
weights = {
    "node_0": np.array([1, 1]),
    "node_1": np.array([-1, 1]),
    "output": np.array([2, -1]),
}

# the normal sum works on arrays as well
node_0_value = sum(input_data * weights["node_0"])
node_1_value = sum(input_data * weights["node_1"])
hidden_layer_values = np.array([node_0_value, node_1_value])
output = sum(hidden_layer_values * weights["output"])
