# expect: correct correct correct correct correct correct correct
import numpy as np

input_data = np.array([6, 2])
weights = {
    "node_0_0": np.array([-3, -4]),
    "node_0_1": np.array([2, -5]),
    "node_1_0": np.array([-5, 3]),
    "node_1_1": np.array([5, -2]),
    "output": np.array([-4, 2]),
}

def relu(z):
    return np.maximum(0, z)

def layer(values, keys):
    made = []
    for key in keys:
        total = 0
        for v, w in zip(values, weights[key]):
            total += v * w
        made.append(relu(total))
    return made

hidden_0_outputs = layer(input_data, ["node_0_0", "node_0_1"])
node_0_0_output, node_0_1_output = hidden_0_outputs
hidden_1_outputs = layer(hidden_0_outputs, ["node_1_0", "node_1_1"])
node_1_0_output, node_1_1_output = hidden_1_outputs
output = np.dot(hidden_1_outputs, weights["output"])
