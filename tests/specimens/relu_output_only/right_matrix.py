# expect: correct
import numpy as np

input_data = np.array([4, 3])
weights = {"node_0": np.array([-5, 3]), "node_1": np.array([5, -6]), "output": np.array([5, -2])}

W = np.array([weights["node_0"], weights["node_1"]])
model_output = np.maximum(0, W @ input_data) @ weights["output"]
