# expect: missing | PY.missing_name
import numpy as np

input_data = np.array([4, 3])
weights = {"node_0": np.array([-5, 3]), "node_1": np.array([5, -6]), "output": np.array([5, -2])}

node_0 = max(0, (input_data * weights["node_0"]).sum())
node_1 = max(0, (input_data * weights["node_1"]).sum())
transactions = (np.array([node_1, node_0]) * weights["output"]).sum()
