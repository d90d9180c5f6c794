# expect: correct correct correct correct
import numpy as np

input_data = np.array([4, 3])
weights = {"node_0": np.array([-5, 2]), "node_1": np.array([-6, 3]), "output": np.array([3, -4])}
biases = {"node_0": -2, "node_1": 5, "output": 2}

node_0_value = biases["node_0"]
for x, w in zip(input_data, weights["node_0"]):
    node_0_value += x * w
node_1_value = biases["node_1"]
for x, w in zip(input_data, weights["node_1"]):
    node_1_value += x * w
hidden_layer_values = [node_0_value, node_1_value]
output = biases["output"] + sum(h * w for h, w in zip(hidden_layer_values, weights["output"]))
