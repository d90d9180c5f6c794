# expect: correct correct correct correct correct wrong | POST.round
import numpy as np

input_data = np.array([7, 3])
weights = {"node_0": np.array([-0.5, 1]), "node_1": np.array([0.5, -1.25]), "output": np.array([0.25, -1.5])}

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

node_0_value = sigmoid((input_data * weights["node_0"]).sum())
node_1_value = sigmoid((input_data * weights["node_1"]).sum())
hidden_layer_values = np.array([node_0_value, node_1_value])
output_sum = (hidden_layer_values * weights["output"]).sum()
output = int(sigmoid(output_sum) > 0.5)
