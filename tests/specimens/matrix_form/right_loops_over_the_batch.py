# expect: correct correct correct correct
import numpy as np

input_data = np.array([7, 3])
batch = np.array([[7, 3], [5, 4], [3, 5], [2, 6]])
W_hidden = np.array([[-3, 5], [-4, 6]])
w_output = np.array([-3, 2])

def hidden(x):
    return np.array([sum(w * v for w, v in zip(row, x)) for row in W_hidden])

hidden_layer_values = hidden(input_data)
output = sum(h * w for h, w in zip(hidden_layer_values, w_output))
hidden_batch = [hidden(x) for x in batch]
outputs = [sum(h * w for h, w in zip(row, w_output)) for row in hidden_batch]
