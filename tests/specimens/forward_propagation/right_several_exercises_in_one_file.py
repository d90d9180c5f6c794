# expect: correct correct correct correct
# exercise: forward_propagation  variant: example
# Exercise 1: The forward propagation algorithm
import numpy as np

input_data = np.array([2, 3])
weights = {'node_0': np.array([1, 1]),
           'node_1': np.array([-1, 1]),
           'output': np.array([2, -1])}

# Calculate node 0 value: node_0_value
node_0_value = (input_data * weights['node_0']).sum()
# Calculate node 1 value: node_1_value
node_1_value = (input_data * weights['node_1']).sum()
# Put node values into array: hidden_layer_values
hidden_layer_values = np.array([node_0_value, node_1_value])
# Calculate output: output
output = (hidden_layer_values * weights['output']).sum()
print(hidden_layer_values)


# Exercise 2: The Rectified Linear Activation Function
def relu(input):
    '''Define your relu activation function here'''
    output = max(0, input)
    return output

node_0_input = (input_data * weights['node_0']).sum()
node_0_output = relu(node_0_input)
node_1_input = (input_data * weights['node_1']).sum()
node_1_output = relu(node_1_input)
hidden_layer_outputs = np.array([node_0_output, node_1_output])
model_output = (hidden_layer_outputs * weights['output']).sum()
print(model_output)


# Exercise 3: Applying the network to many observations
input_data = [np.array([3, 5]), np.array([1, -1]), np.array([0, 0])]
weights = {'node_0': np.array([2, 4]), 'node_1': np.array([4, -5]), 'output': np.array([2, 7])}

def predict_with_network(input_data_row, weights):
    node_0_input = (input_data_row * weights['node_0']).sum()
    node_0_output = relu(node_0_input)
    node_1_input = (input_data_row * weights['node_1']).sum()
    node_1_output = relu(node_1_input)
    hidden_layer_outputs = np.array([node_0_output, node_1_output])
    return relu((hidden_layer_outputs * weights['output']).sum())

results = []
for input_data_row in input_data:
    results.append(predict_with_network(input_data_row, weights))
print(results)
