# expect: correct correct correct correct
# exercise: forward_propagation  variant: example
import numpy as np

input_data = np.array([2, 3])
weights = {
    "node_0": np.array([1, 1]),
    "node_1": np.array([-1, 1]),
    "output": np.array([2, -1]),
}

def forward(x, w):
    n0 = (x * w["node_0"]).sum()
    n1 = (x * w["node_1"]).sum()
    hidden = np.array([n0, n1])
    return n0, n1, hidden, (hidden * w["output"]).sum()

node_0_value, node_1_value, hidden_layer_values, output = forward(input_data, weights)
print(node_0_value, node_1_value, hidden_layer_values, output)
