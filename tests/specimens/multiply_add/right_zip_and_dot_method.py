# expect: correct correct
from numpy import array

input_data = array([7, 3, 2])
weights = array([-2, 6, -3])

node_value = sum(x * w for x, w in zip(input_data, weights))
node_value_dot = input_data.dot(weights)
assert node_value == node_value_dot == -2
