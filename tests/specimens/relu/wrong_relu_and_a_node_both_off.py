# expect: wrong wrong carried correct carried carried carried | ACT.abs
import numpy as np

input_data = np.array([6, 2])
weights = {"node_0": np.array([2, -5]), "node_1": np.array([-2, 4]), "output": np.array([-5, -3])}

def relu(z):
    return abs(z)

node_0_input = (input_data + weights["node_0"]).sum()
node_0_output = relu(node_0_input)
node_1_input = (input_data * weights["node_1"]).sum()
node_1_output = relu(node_1_input)
hidden_layer_outputs = np.array([node_0_output, node_1_output])
model_output = (hidden_layer_outputs * weights["output"]).sum()
