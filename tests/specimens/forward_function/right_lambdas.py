# expect: correct correct correct
import numpy as np

input_data = np.array([5, 2])
weights = {
    "node_0": np.array([-3, 6]),
    "node_1": np.array([4, -6]),
    "output": np.array([-5, -3]),
}

node_value = lambda inputs, weights: inputs @ weights
hidden_layer = lambda inputs, weights: np.array([node_value(inputs, weights[k]) for k in ("node_0", "node_1")])
predict = lambda inputs, weights: node_value(hidden_layer(inputs, weights), weights["output"])
