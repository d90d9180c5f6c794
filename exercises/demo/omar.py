# exercise: forward_propagation  variant: example
import numpy as np

input_data = np.array([2, 3])
weights = {"node_0": [1, 1], "node_1": [-1, 1], "output": [2, -1]}

hidden = np.array([weights["node_0"], weights["node_1"]])
hidden_layer_values = hidden @ input_data
node_0_value, node_1_value = hidden_layer_values
output = hidden_layer_values @ np.array(weights["output"])
