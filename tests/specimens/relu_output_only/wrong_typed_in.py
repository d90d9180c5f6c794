# expect: wrong | PY.constant
import numpy as np

input_data = np.array([5, 3])
weights = {"node_0": np.array([-4, 5]), "node_1": np.array([3, -4]), "output": np.array([5, -2])}
model_output = -6
