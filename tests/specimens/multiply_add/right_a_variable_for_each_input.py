# expect: correct correct
import numpy as np

apples, pears, plums = 6, 4, 2
input_data = np.array([apples, pears, plums])
weights = np.array([3, -6, 2])
a, b, c = input_data
w0, w1, w2 = weights
node_value = a * w0 + b * w1 + c * w2
node_value_dot = np.inner(input_data, weights)
