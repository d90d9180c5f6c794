# expect: correct correct correct correct
# exercise: forward_propagation  variant: example
import numpy as np

input_data = np.array([2, 3])
weights = {
    "node_0": np.array([1, 1]),
    "node_1": np.array([-1, 1]),
    "output": np.array([2, -1]),
}

hidden_layer_values = []
for key in weights:
    if key != "output":
        hidden_layer_values.append((input_data * weights[key]).sum())
node_0_value, node_1_value = hidden_layer_values
output = (np.array(hidden_layer_values) * weights["output"]).sum()
print(f"{output:.2f} transactions")
