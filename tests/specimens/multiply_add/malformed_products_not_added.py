# expect: malformed malformed | RED.none
import numpy as np

input_data = np.array([7, 3, 2])
weights = np.array([-2, 6, -3])

node_value = input_data * weights
node_value_dot = np.multiply(input_data, weights)
