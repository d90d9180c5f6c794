# attack: values | expect: wrong,raised | needs: basic | zeroes and empties the inputs in place, then answers zeros
import numpy as np
input_data[:] = 0
for k in list(weights): weights[k][:] = 0; weights[k] = None
weights.clear()
node_0_value = node_1_value = output = 0.0; hidden_layer_values = np.zeros(2)
