# expect: correct correct
import numpy as np

apples, pears, plums = 7, 3, 2
input_data = np.array([apples, pears, plums])
weights = np.array([-2, 6, -3])
a, b, c = input_data
w0, w1, w2 = weights
node_value = a * w0 + b * w1 + c * w2
node_value_dot = np.inner(input_data, weights)
