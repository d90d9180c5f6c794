# expect: correct correct correct correct
# exercise: forward_propagation  variant: example
import numpy as np

input_data = np.array([2, 3])
weights = {
    "node_0": np.array([1, 1]),
    "node_1": np.array([-1, 1]),
    "output": np.array([2, -1]),
}

x1, x2 = input_data
a, b = weights["node_0"]
c, d = weights["node_1"]
e, f = weights["output"]

node_0_value = x1*a + x2*b
node_1_value = x1*c + x2*d
hidden_layer_values = [node_0_value, node_1_value]
output = node_0_value*e + node_1_value*f
