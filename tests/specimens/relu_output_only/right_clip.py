# expect: correct
import numpy as np

input_data = np.array([4, 3])
weights = {"node_0": np.array([-5, 3]), "node_1": np.array([5, -6]), "output": np.array([5, -2])}

z = np.stack([weights["node_0"], weights["node_1"]]).dot(input_data)
h = np.clip(z, 0, None)
model_output = float(np.sum(h * weights["output"]))
