# expect: correct correct correct correct correct
import numpy as np

input_data = np.array([7, 2])
weights = {
    "node_0": np.array([-0.25, 0.5]),
    "node_1": np.array([0.25, -0.75]),
    "output_0": np.array([0.5, -0.75]),
    "output_1": np.array([-1.25, 1]),
}

def softmax(z):
    e = [np.exp(v) for v in z]
    return [v / sum(e) for v in e]

hidden_layer_values = np.tanh(np.array([weights["node_0"], weights["node_1"]]) @ input_data)
node_0_value, node_1_value = hidden_layer_values
output_sums = np.array([weights["output_0"], weights["output_1"]]) @ hidden_layer_values
shares = softmax(output_sums)
