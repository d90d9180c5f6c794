# expect: wrong correct
import numpy as np

input_data = np.array([7, 3, 2])
weights = np.array([-2, 6, -3])

# the third weight is negative, so minus
node_value = input_data[0] * weights[0] + input_data[1] * weights[1] - input_data[2] * weights[2]
node_value_dot = np.dot(input_data, weights)
