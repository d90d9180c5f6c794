# expect: not-run not-run not-run not-run | PY.list_times_list
# exercise: forward_propagation  variant: example
input_data = [2, 3]
weights = {"node_0": [1, 1], "node_1": [-1, 1], "output": [2, -1]}

node_0_value = sum(input_data * weights["node_0"])
node_1_value = sum(input_data * weights["node_1"])
hidden_layer_values = [node_0_value, node_1_value]
output = sum(hidden_layer_values * weights["output"])
print(output)
