# expect: wrong carried carried | RED.first_only
import numpy as np

input_data = np.array([5, 2])
weights = {
    "node_0": np.array([-3, 6]),
    "node_1": np.array([4, -6]),
    "output": np.array([-5, -3]),
}

def node_value(inputs, weights):
    total = 0
    for x, w in zip(inputs, weights):
        total += x * w
        return total

def hidden_layer(inputs, weights):
    return np.array([node_value(inputs, weights["node_0"]), node_value(inputs, weights["node_1"])])

def predict(inputs, weights):
    return node_value(hidden_layer(inputs, weights), weights["output"])
