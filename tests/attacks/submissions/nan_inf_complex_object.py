# attack: values | expect: wrong | needs: basic | answers with NaN, infinity, complex numbers and an object array
import numpy as np
node_0_value = float("nan"); node_1_value = float("inf"); hidden_layer_values = np.array([1+2j, 3]); output = np.array([object()], dtype=object)
