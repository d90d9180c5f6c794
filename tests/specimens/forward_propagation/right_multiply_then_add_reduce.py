# expect: correct correct correct correct
# exercise: forward_propagation  variant: example
import numpy as np

input_data = np.array([2, 3])
weights = {
    "node_0": np.array([1, 1]),
    "node_1": np.array([-1, 1]),
    "output": np.array([2, -1]),
}

products_0 = np.multiply(input_data, weights["node_0"])
node_0_value = np.add.reduce(products_0)
products_1 = np.multiply(input_data, weights["node_1"])
node_1_value = np.add.reduce(products_1)
hidden_layer_values = np.zeros(2)
hidden_layer_values[0] = node_0_value
hidden_layer_values[1] = node_1_value
output = np.add.reduce(np.multiply(hidden_layer_values, weights["output"]))
