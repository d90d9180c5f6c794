# expect: correct correct correct malformed | ROW.axis0
import numpy as np

input_data = np.array([7, 3])
batch = np.array([[7, 3], [5, 4], [3, 5], [2, 6]])
W_hidden = np.array([[-3, 5], [-4, 6]])
w_output = np.array([-3, 2])

hidden_layer_values = W_hidden @ input_data
output = w_output @ hidden_layer_values
hidden_batch = batch @ W_hidden.T
outputs = (hidden_batch * w_output).sum(axis=0)
