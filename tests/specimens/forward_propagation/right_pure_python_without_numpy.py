# expect: correct correct correct correct
# exercise: forward_propagation  variant: example
input_data = [2, 3]
weights = {'node_0': [1, 1],
           'node_1': [-1, 1],
           'output': [2, -1]}

node_0_value = sum([input_data[i] * weights['node_0'][i] for i in range(2)])
node_1_value = sum([input_data[i] * weights['node_1'][i] for i in range(2)])
hidden_layer_values = node_0_value, node_1_value
output = sum([hidden_layer_values[i] * weights['output'][i] for i in range(2)])
