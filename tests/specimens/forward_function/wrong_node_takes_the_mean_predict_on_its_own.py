# expect: wrong carried correct | RED.mean
import numpy as np

input_data = np.array([5, 2])
weights = {
    "node_0": np.array([-3, 6]),
    "node_1": np.array([4, -6]),
    "output": np.array([-5, -3]),
}

def node_value(inputs, weights):
    return np.mean(inputs * weights)

def hidden_layer(inputs, weights):
    return np.array([node_value(inputs, weights["node_0"]), node_value(inputs, weights["node_1"])])

def predict(inputs, weights):
    h = np.array([inputs @ weights["node_0"], inputs @ weights["node_1"]])
    return h @ weights["output"]
