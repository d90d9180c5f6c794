# expect: wrong correct | PY.constant
import numpy as np

input_data = np.array([7, 3, 2])
weights = np.array([-2, 6, -3])

node_value = -2
node_value_dot = np.dot(input_data, weights)
