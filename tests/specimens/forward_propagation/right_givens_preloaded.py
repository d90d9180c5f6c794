# expect: correct correct correct correct
# exercise: forward_propagation  variant: example
import numpy as np

# input_data and weights are already loaded

# Calculate node 0 value: node_0_value
node_0_value = (input_data * weights['node_0']).sum()

# Calculate node 1 value: node_1_value
node_1_value = (input_data * weights['node_1']).sum()

# Put node values into array: hidden_layer_values
hidden_layer_values = np.array([node_0_value, node_1_value])

# Calculate output: output
output = (hidden_layer_values * weights['output']).sum()

# Print output
print(output)
