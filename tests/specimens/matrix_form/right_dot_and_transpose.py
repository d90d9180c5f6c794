# expect: correct correct correct correct
import numpy as np

input_data = np.array([7, 3])
batch = np.array([[7, 3], [5, 4], [3, 5], [2, 6]])
W_hidden = np.array([[-3, 5], [-4, 6]])
w_output = np.array([-3, 2])

hidden_layer_values = np.dot(W_hidden, input_data)
output = np.dot(hidden_layer_values, w_output)
hidden_batch = np.dot(batch, np.transpose(W_hidden))
outputs = np.dot(hidden_batch, w_output)
