# expect: correct correct correct correct
import numpy as np

input_data = np.array([4, 3])
weights = {"node_0": np.array([-5, 2]), "node_1": np.array([-6, 3]), "output": np.array([3, -4])}
biases = {"node_0": -2, "node_1": 5, "output": 2}

def node(inputs, key):
    return np.dot(inputs, weights[key]) + biases[key]

node_0_value = node(input_data, "node_0")
node_1_value = node(input_data, "node_1")
hidden_layer_values = np.array([node_0_value, node_1_value])
output = node(hidden_layer_values, "output")
