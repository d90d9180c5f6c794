# expect: correct correct correct correct correct correct
import numpy as np

input_data = np.array([7, 3])
weights = {"node_0": np.array([-0.5, 1]), "node_1": np.array([0.5, -1.25]), "output": np.array([0.25, -1.5])}

sigmoid = lambda x: 1.0 / (1.0 + np.exp(-x))
hidden_layer_values = sigmoid(np.array([weights["node_0"], weights["node_1"]]) @ input_data)
node_0_value, node_1_value = hidden_layer_values
output_sum = np.dot(weights["output"], hidden_layer_values)
output = sigmoid(output_sum)
