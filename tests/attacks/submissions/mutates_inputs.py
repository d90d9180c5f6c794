# attack: values | expect: wrong | needs: basic | zeroes and empties the inputs in place, then answers zeros
import numpy as np
input_data = np.array([2, 3])
weights = {"node_0": np.array([1, 1]), "node_1": np.array([-1, 1]), "output": np.array([2, -1])}
input_data[:] = 0
for k in list(weights): weights[k][:] = 0; weights[k] = None
weights.clear()
node_0_value = node_1_value = output = 0.0; hidden_layer_values = np.zeros(2)
