# expect: correct correct
import numpy as np
input_data = [7, 3, 2]
weights = [-2, 6, -3]

node_value = 0
for i in range(len(input_data)):
    node_value += input_data[i] * weights[i]

node_value_dot = np.array(input_data) @ np.array(weights)
