# expect: correct correct correct correct malformed | VEC.summed
import numpy as np

input_data = np.array([7, 2])
weights = {
    "node_0": np.array([-0.25, 0.5]),
    "node_1": np.array([0.25, -0.75]),
    "output_0": np.array([0.5, -0.75]),
    "output_1": np.array([-1.25, 1]),
}

node_0_value = np.tanh((input_data * weights["node_0"]).sum())
node_1_value = np.tanh((input_data * weights["node_1"]).sum())
hidden_layer_values = np.array([node_0_value, node_1_value])

class_0 = (hidden_layer_values * weights["output_0"]).sum()
class_1 = (hidden_layer_values * weights["output_1"]).sum()
output_sums = np.array([class_0, class_1])
shares = max(np.exp(output_sums) / np.exp(output_sums).sum())
