# expect: malformed malformed | RED.none
import numpy as np

input_data = np.array([6, 4, 2])
weights = np.array([3, -6, 2])

node_value = input_data * weights
node_value_dot = np.multiply(input_data, weights)
