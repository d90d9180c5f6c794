# expect: correct correct correct correct correct
import math
import numpy as np

input_data = np.array([7, 2])
weights = {
    "node_0": np.array([-0.25, 0.5]),
    "node_1": np.array([0.25, -0.75]),
    "output_0": np.array([0.5, -0.75]),
    "output_1": np.array([-1.25, 1]),
}

values = []
for key in ("node_0", "node_1"):
    total = 0.0
    for x, w in zip(input_data, weights[key]):
        total += x * w
    values.append(math.tanh(total))
node_0_value, node_1_value = values
hidden_layer_values = values
output_sums = [sum(h * w for h, w in zip(values, weights[k])) for k in ("output_0", "output_1")]
total = math.exp(output_sums[0]) + math.exp(output_sums[1])
shares = [math.exp(output_sums[0]) / total, math.exp(output_sums[1]) / total]
