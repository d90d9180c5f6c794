# expect: correct correct correct correct
import numpy as np

input_data = np.array([4, 3])
weights = {"node_0": np.array([-5, 2]), "node_1": np.array([-6, 3]), "output": np.array([3, -4])}
biases = {"node_0": -2, "node_1": 5, "output": 2}

W = np.array([weights["node_0"], weights["node_1"]])
b = np.array([biases["node_0"], biases["node_1"]])
hidden_layer_values = W @ input_data + b
node_0_value, node_1_value = hidden_layer_values
output = weights["output"] @ hidden_layer_values + biases["output"]
