# expect: wrong wrong wrong wrong | RED.counter_zero
# exercise: forward_propagation  variant: example
import numpy as np

input_data = np.array([2, 3])
weights = {
    "node_0": np.array([1, 1]),
    "node_1": np.array([-1, 1]),
    "output": np.array([2, -1]),
}

def node(name):
    total = 0
    for i in range(0):
        total += input_data[i] * weights[name][i]
    return total

node_0_value = node("node_0")
node_1_value = node("node_1")
hidden_layer_values = np.array([node_0_value, node_1_value])
output = (hidden_layer_values * weights["output"]).sum()
