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

W0 = np.array([weights["node_0_0"], weights["node_0_1"]])
W1 = np.array([weights["node_1_0"], weights["node_1_1"]])
hidden_0_outputs = relu(W0 @ input_data)
hidden_1_outputs = relu(W1 @ hidden_0_outputs)
node_0_0_output, node_0_1_output = hidden_0_outputs
node_1_0_output, node_1_1_output = hidden_1_outputs
model_output = weights["output"] @ hidden_1_outputs
