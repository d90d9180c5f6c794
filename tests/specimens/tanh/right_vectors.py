# expect: correct correct correct correct correct correct
import numpy as np

input_data = np.array([5, 3])
weights = {"node_0": np.array([-0.5, 0.75]), "node_1": np.array([-0.5, 1.25]), "output": np.array([-5, -2])}

W = np.array([weights["node_0"], weights["node_1"]])
node_0_input, node_1_input = W @ input_data
hidden_layer_outputs = np.tanh(W @ input_data)
node_0_output, node_1_output = hidden_layer_outputs
model_output = hidden_layer_outputs @ weights["output"]
