# expect: correct correct
from numpy import array

input_data = array([6, 4, 2])
weights = array([3, -6, 2])

node_value = sum(x * w for x, w in zip(input_data, weights))
node_value_dot = input_data.dot(weights)
assert node_value == node_value_dot == -2
