# expect: not-run not-run | PY.index_range
import numpy as np

input_data = np.array([6, 4, 2])
weights = np.array([3, -6, 2])

node_value = input_data[1] * weights[1] + input_data[2] * weights[2] + input_data[3] * weights[3]
node_value_dot = np.dot(input_data, weights)
