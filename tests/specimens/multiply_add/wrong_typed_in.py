# expect: wrong correct | PY.constant
import numpy as np

input_data = np.array([6, 4, 2])
weights = np.array([3, -6, 2])

node_value = -2
node_value_dot = np.dot(input_data, weights)
