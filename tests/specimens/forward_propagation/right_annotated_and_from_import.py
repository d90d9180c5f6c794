# expect: correct correct correct correct
# exercise: forward_propagation  variant: example
from numpy import array, ndarray

input_data: ndarray = array([2, 3])
weights: dict[str, ndarray] = {
    "node_0": array([1, 1]),
    "node_1": array([-1, 1]),
    "output": array([2, -1]),
}
node_0_value: int = (input_data * weights["node_0"]).sum()
node_1_value: int = (input_data * weights["node_1"]).sum()
hidden_layer_values: ndarray = array([node_0_value, node_1_value])
output: int = (hidden_layer_values * weights["output"]).sum()
