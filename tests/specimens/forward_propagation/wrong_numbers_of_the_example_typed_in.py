# expect: wrong wrong wrong wrong | PY.constant
# exercise: forward_propagation  variant: example
import numpy as np

input_data = np.array([2, 3])
weights = {
    "node_0": np.array([1, 1]),
    "node_1": np.array([-1, 1]),
    "output": np.array([2, -1]),
}

node_0_value = 2 * 1 + 3 * 1
node_1_value = 2 * -1 + 3 * 1
hidden_layer_values = np.array([node_0_value, node_1_value])
output = 5 * 2 + 1 * -1
print(output)
