# expect: wrong wrong | RED.sum_before_multiply
import numpy as np

input_data = np.array([6, 4, 2])
weights = np.array([3, -6, 2])

node_value = (input_data[0] + input_data[1] + input_data[2]) * (weights[0] + weights[1] + weights[2])
node_value_dot = input_data.sum() * weights.sum()
