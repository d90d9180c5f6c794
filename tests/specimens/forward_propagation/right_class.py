# expect: correct correct correct correct
# exercise: forward_propagation  variant: example
import numpy as np

input_data = np.array([2, 3])
weights = {
    "node_0": np.array([1, 1]),
    "node_1": np.array([-1, 1]),
    "output": np.array([2, -1]),
}

class Network:
    def __init__(self, weights):
        self.weights = weights

    def node(self, name, values):
        return np.dot(values, self.weights[name])

    def hidden(self, x):
        return np.array([self.node("node_0", x), self.node("node_1", x)])

    def predict(self, x):
        return self.node("output", self.hidden(x))


net = Network(weights)
node_0_value = net.node("node_0", input_data)
node_1_value = net.node("node_1", input_data)
hidden_layer_values = net.hidden(input_data)
output = net.predict(input_data)
