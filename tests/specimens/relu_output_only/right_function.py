# expect: correct
import numpy as np

input_data = np.array([4, 3])
weights = {"node_0": np.array([-5, 3]), "node_1": np.array([5, -6]), "output": np.array([5, -2])}

def relu(x):
    return x if x > 0 else 0

def predict(x, w):
    hidden = [relu(np.dot(x, w[k])) for k in ["node_0", "node_1"]]
    return sum(h * v for h, v in zip(hidden, w["output"]))

prediction = predict(input_data, weights)
print(prediction)
