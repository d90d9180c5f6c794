# expect: correct correct
import numpy as np

def relu(z):
    return max(z, 0)

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
