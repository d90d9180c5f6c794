# expect: correct malformed | ROW.inside_one_row
import numpy as np

input_data = np.array([3, 5])
weights = {"node_0": np.array([-4, 3]), "node_1": np.array([2, -3]), "output": np.array([2, -6])}

def relu(z):
    return np.maximum(0, z)

def predict_with_network(input_data_row, weights):
    node_0_input = (input_data_row * weights["node_0"]).sum()
    node_0_output = relu(node_0_input)
    node_1_input = (input_data_row * weights["node_1"]).sum()
    node_1_output = relu(node_1_input)
    hidden_layer_outputs = np.array([node_0_output, node_1_output])
    return (hidden_layer_outputs * weights["output"]).sum()

results = []
for input_data_row in input_data:
    results.append(predict_with_network(input_data_row, weights))

print(results)
