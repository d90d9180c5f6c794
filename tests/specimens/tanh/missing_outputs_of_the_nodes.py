# expect: correct missing correct missing correct correct | PY.missing_name
import numpy as np

input_data = np.array([5, 3])
weights = {"node_0": np.array([-0.5, 0.75]), "node_1": np.array([-0.5, 1.25]), "output": np.array([-5, -2])}

node_0_input = (input_data * weights["node_0"]).sum()
node_1_input = (input_data * weights["node_1"]).sum()
hidden_layer_outputs = np.tanh([node_0_input, node_1_input])
model_output = hidden_layer_outputs @ weights["output"]
