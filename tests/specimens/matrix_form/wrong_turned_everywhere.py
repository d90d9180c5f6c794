# expect: wrong carried wrong carried | WT.transposed
import numpy as np

input_data = np.array([7, 3])
batch = np.array([[7, 3], [5, 4], [3, 5], [2, 6]])
W_hidden = np.array([[-3, 5], [-4, 6]])
w_output = np.array([-3, 2])

W = W_hidden.T
hidden_layer_values = W @ input_data
output = w_output @ hidden_layer_values
hidden_batch = batch @ W.T
outputs = hidden_batch @ w_output
