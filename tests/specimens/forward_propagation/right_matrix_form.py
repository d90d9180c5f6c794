# expect: correct correct correct correct
# exercise: forward_propagation  variant: example
import numpy as np

input_data = np.array([2, 3])
weights = {
    "node_0": np.array([1, 1]),
    "node_1": np.array([-1, 1]),
    "output": np.array([2, -1]),
}

# one row of W per hidden node
W = np.array([weights["node_0"], weights["node_1"]])
hidden_layer_values = W @ input_data
node_0_value = hidden_layer_values[0]
node_1_value = hidden_layer_values[1]
output = weights["output"] @ hidden_layer_values
print(output)
