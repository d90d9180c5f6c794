# expect: correct correct correct correct
# exercise: forward_propagation  variant: example
import numpy as np

input_data = [2, 3]
weights = {"node_0": [1, 1], "node_1": [-1, 1], "output": [2, -1]}

node_0_value, node_1_value = [
    sum(x * w for x, w in zip(input_data, weights[node]))
    for node in ("node_0", "node_1")
]
hidden_layer_values = [node_0_value, node_1_value]
output = sum(h * w for h, w in zip(hidden_layer_values, weights["output"]))
print(output)
