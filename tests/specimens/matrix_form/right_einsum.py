# expect: correct correct correct correct
import numpy as np

input_data = np.array([7, 3])
batch = np.array([[7, 3], [5, 4], [3, 5], [2, 6]])
W_hidden = np.array([[-3, 5], [-4, 6]])
w_output = np.array([-3, 2])

hidden_layer_values = np.einsum("ji,i->j", W_hidden, input_data)
output = np.einsum("j,j", w_output, hidden_layer_values)
hidden_batch = np.einsum("ni,ji->nj", batch, W_hidden)
outputs = np.einsum("nj,j->n", hidden_batch, w_output)
