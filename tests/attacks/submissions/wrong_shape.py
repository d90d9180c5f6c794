# attack: values | expect: wrong | needs: basic | has the right numbers in the wrong shapes
import numpy as np
input_data = np.array([2, 3])
weights = {"node_0": np.array([1, 1]), "node_1": np.array([-1, 1]), "output": np.array([2, -1])}
n0 = (input_data * weights["node_0"]).sum(); n1 = (input_data * weights["node_1"]).sum()
node_0_value = np.array([[n0]]); node_1_value = [n1]; hidden_layer_values = np.array([[n0], [n1]]); output = np.array([(np.array([n0, n1]) * weights["output"]).sum()])
