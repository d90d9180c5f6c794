# expect: correct wrong correct wrong carried carried | ACT.derivative
import numpy as np

input_data = np.array([5, 3])
weights = {"node_0": np.array([-0.5, 0.75]), "node_1": np.array([-0.5, 1.25]), "output": np.array([-5, -2])}

def slope(z):
    return 1 - np.tanh(z) ** 2

node_0_input = (input_data * weights["node_0"]).sum()
node_0_output = slope(node_0_input)
node_1_input = (input_data * weights["node_1"]).sum()
node_1_output = slope(node_1_input)
hidden_layer_outputs = np.array([node_0_output, node_1_output])
model_output = ((hidden_layer_outputs * weights["output"]).sum())
