# expect: wrong correct carried carried | BIAS.multiplied
import numpy as np

input_data = np.array([4, 3])
weights = {"node_0": np.array([-5, 2]), "node_1": np.array([-6, 3]), "output": np.array([3, -4])}
biases = {"node_0": -2, "node_1": 5, "output": 2}

node_0_value = (input_data * weights["node_0"]).sum() * biases["node_0"]
node_1_value = (input_data * weights["node_1"]).sum() + biases["node_1"]
hidden_layer_values = np.array([node_0_value, node_1_value])
output = (hidden_layer_values * weights["output"]).sum() + biases["output"]
