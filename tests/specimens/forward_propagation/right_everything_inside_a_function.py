# expect: correct correct correct correct
# exercise: forward_propagation  variant: example
import numpy as np

input_data = np.array([2, 3])
weights = {
    "node_0": np.array([1, 1]),
    "node_1": np.array([-1, 1]),
    "output": np.array([2, -1]),
}

def predict(x, w):
    node_0_value = (x * w["node_0"]).sum()
    node_1_value = (x * w["node_1"]).sum()
    hidden_layer_values = np.array([node_0_value, node_1_value])
    output = (hidden_layer_values * w["output"]).sum()
    return output

print(predict(input_data, weights))
