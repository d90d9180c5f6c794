# expect: correct correct correct correct
# exercise: forward_propagation  variant: example
import numpy as np

input_data = np.array([2, 3])
weights = {
    "node_0": np.array([1, 1]),
    "node_1": np.array([-1, 1]),
    "output": np.array([2, -1]),
}

node_0_value = 0
for i in range(len(input_data)):
    node_0_value += input_data[i] * weights["node_0"][i]

node_1_value = 0
for i in range(len(input_data)):
    node_1_value += input_data[i] * weights["node_1"][i]

hidden_layer_values = []
hidden_layer_values.append(node_0_value)
hidden_layer_values.append(node_1_value)

output = 0
for i in range(2):
    output = output + hidden_layer_values[i] * weights["output"][i]
print(output)
