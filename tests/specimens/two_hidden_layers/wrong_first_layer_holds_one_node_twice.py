# expect: correct correct wrong carried carried carried carried | VEC.first_repeated
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

node_0_0_output = relu((input_data * weights["node_0_0"]).sum())
node_0_1_output = relu((input_data * weights["node_0_1"]).sum())
hidden_0_outputs = np.array([node_0_0_output, node_0_0_output])

node_1_0_output = relu((hidden_0_outputs * weights["node_1_0"]).sum())
node_1_1_output = relu((hidden_0_outputs * weights["node_1_1"]).sum())
hidden_1_outputs = np.array([node_1_0_output, node_1_1_output])
model_output = (hidden_1_outputs * weights["output"]).sum()
