# expect: correct correct correct
import numpy as np

input_data = np.array([5, 2])
weights = {
    "node_0": np.array([-3, 6]),
    "node_1": np.array([4, -6]),
    "output": np.array([-5, -3]),
}

def node_value(x, w):
    total = 0
    for i in range(len(x)):
        total = total + x[i] * w[i]
    return total

def hidden_layer(x, w):
    return [np.dot(x, w["node_0"]), np.dot(x, w["node_1"])]

def predict(x, w):
    h = [(x * w["node_0"]).sum(), (x * w["node_1"]).sum()]
    return h[0] * w["output"][0] + h[1] * w["output"][1]
