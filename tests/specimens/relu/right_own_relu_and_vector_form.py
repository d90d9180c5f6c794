# expect: correct correct correct correct correct correct correct
import numpy as np

input_data = np.array([6, 2])
weights = {"node_0": np.array([2, -5]), "node_1": np.array([-2, 4]), "output": np.array([-5, -3])}

relu = lambda z: np.where(z > 0, z, 0)
node_0_input, node_1_input = (np.dot(input_data, weights[k]) for k in ("node_0", "node_1"))
hidden_layer_outputs = relu(np.array([node_0_input, node_1_input]))
node_0_output, node_1_output = hidden_layer_outputs
output = hidden_layer_outputs @ weights["output"]
