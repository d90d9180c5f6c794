# expect: correct correct wrong | PY.global_in_function
import numpy as np

input_data = np.array([5, 2])
weights = {
    "node_0": np.array([-3, 6]),
    "node_1": np.array([4, -6]),
    "output": np.array([-5, -3]),
}

def node_value(inputs, weights):
    return (inputs * weights).sum()

def hidden_layer(inputs, weights):
    return np.array([node_value(inputs, weights["node_0"]), node_value(inputs, weights["node_1"])])

def predict(inputs, weights):
    return node_value(hidden_layer(input_data, weights), weights["output"])
