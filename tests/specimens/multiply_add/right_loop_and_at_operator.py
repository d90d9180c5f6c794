# expect: correct correct
import numpy as np
input_data = [6, 4, 2]
weights = [3, -6, 2]

node_value = 0
for i in range(len(input_data)):
    node_value += input_data[i] * weights[i]

node_value_dot = np.array(input_data) @ np.array(weights)
