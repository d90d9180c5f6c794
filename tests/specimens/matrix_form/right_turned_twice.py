# expect: correct correct correct correct
import numpy as np

input_data = np.array([7, 3])
batch = np.array([[7, 3], [5, 4], [3, 5], [2, 6]])
W_hidden = np.array([[-3, 5], [-4, 6]])
w_output = np.array([-3, 2])

hidden_layer_values = input_data @ W_hidden.T
output = (hidden_layer_values * w_output).sum()
hidden_batch = (W_hidden @ batch.T).T
outputs = (hidden_batch * w_output).sum(axis=1)
