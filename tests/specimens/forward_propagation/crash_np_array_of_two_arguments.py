# expect: correct correct not-run not-run | PY.array_of_scalars
# exercise: forward_propagation  variant: example
import numpy as np

input_data = [2, 3]
weights = {"node_0": [1, 1], "node_1": [-1, 1], "output": [2, -1]}

node_0_value = sum(x * w for x, w in zip(input_data, weights["node_0"]))
node_1_value = sum(x * w for x, w in zip(input_data, weights["node_1"]))
hidden_layer_values = np.array(node_0_value, node_1_value)
output = (hidden_layer_values * weights["output"]).sum()
