# expect: wrong wrong wrong wrong | PY.constant
# exercise: forward_propagation  variant: example
import numpy as np

input_data = np.array([2, 3])
weights = {
    "node_0": np.array([1, 1]),
    "node_1": np.array([-1, 1]),
    "output": np.array([2, -1]),
}

node_0_value = 5
node_1_value = 1
hidden_layer_values = np.array([5, 1])
output = 9
print(output)
