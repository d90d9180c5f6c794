# expect: correct correct correct correct
# exercise: forward_propagation  variant: example
import numpy as np

input_data = np.array([2, 3])
weights = {'node0': np.array([1, 1]), 'node1': np.array([-1, 1]), 'output_node': np.array([2, -1])}

node_0_value = (input_data * weights['node0']).sum()
node_1_value = (input_data * weights['node1']).sum()
hidden_layer_values = np.array([node_0_value, node_1_value])
output = (hidden_layer_values * weights['output_node']).sum()
