# expect: correct correct correct correct
In [1]: import numpy as np

In [2]: input_data = np.array([2, 3])

In [3]: weights = {'node_0': np.array([1, 1]),
   ...:            'node_1': np.array([-1, 1]),
   ...:            'output': np.array([2, -1])}

In [4]: node_0_value = (input_data * weights['node_0']).sum()

In [5]: node_1_value = (input_data * weights['node_1']).sum()

In [6]: hidden_layer_values = np.array([node_0_value, node_1_value])

In [7]: hidden_layer_values
Out[7]: array([5, 1])

In [8]: output = (hidden_layer_values * weights['output']).sum()
