# expect: wrong | PY.constant
import numpy as np

input_data = np.array([4, 3])
weights = {"node_0": np.array([-5, 3]), "node_1": np.array([5, -6]), "output": np.array([5, -2])}
model_output = -4
