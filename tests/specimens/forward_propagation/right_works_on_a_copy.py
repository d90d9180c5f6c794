# expect: correct correct correct correct
# exercise: forward_propagation  variant: example
import numpy as np

input_data = np.array([2, 3])
weights = {
    "node_0": np.array([1, 1]),
    "node_1": np.array([-1, 1]),
    "output": np.array([2, -1]),
}

data = input_data.copy()
data = data * weights["node_0"]
node_0_value = data.sum()

data = input_data.copy()
data = data * weights["node_1"]
node_1_value = data.sum()

hidden_layer_values = np.array([node_0_value, node_1_value])
out = hidden_layer_values.copy()
out *= weights["output"]
output = out.sum()
