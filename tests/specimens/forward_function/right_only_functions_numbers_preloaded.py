# expect: correct correct correct
import numpy as np

def node_value(inputs, weights):
    return (inputs * weights).sum()

def hidden_layer(inputs, weights):
    return np.array([node_value(inputs, weights["node_0"]), node_value(inputs, weights["node_1"])])

def predict(inputs, weights):
    return node_value(hidden_layer(inputs, weights), weights["output"])
