# expect: wrong correct | TERM.wrong_variable
import numpy as np

input_data = np.array([6, 4, 2])
weights = np.array([3, -6, 2])

node_value = input_data[0] * weights[0] + input_data[1] * weights[1] + input_data[2] * weights[1]
node_value_dot = (input_data * weights).sum()
