# exercise: forward_propagation  variant: example
#
# Forward propagation with one hidden layer: model solution
#
# A bank wants to predict how many transactions a customer will make next year.
# It knows two things about each customer: the number of children and the
# number of accounts. The network below turns these two inputs into one
# prediction, for one customer at a time.
#
#   children                       node_0
#     ( 2 )-----+- 1 --------+----->( ? )------.
#                `.        .'                   `--- 2
#                 -1 .  .-'                           `---.        transactions
#                     ++                                   +------>( ? )
#                  1 '  `-.                           .---'
#                .'        `.                   .-- -1
#     ( 3 )-----+- 1 --------+----->( ? )------'
#   accounts                       node_1
#
# A number on a line is a weight. Each ? is a value that you compute; the last
# one, transactions, is the output.

import numpy as np

# The numbers of the picture
input_data = np.array([2, 3])
weights = {
    "node_0": np.array([1, 1]),
    "node_1": np.array([-1, 1]),
    "output": np.array([2, -1]),
}

# --- Step 1 of 4: value of node 0 --------------------------------------------
# Multiply each input by its weight in weights['node_0'], then add the products
# up.
node_0_value = (input_data * weights['node_0']).sum()

# --- Step 2 of 4: value of node 1 --------------------------------------------
# The same for node 1, with its own weights.
node_1_value = (input_data * weights['node_1']).sum()

# --- Step 3 of 4: hidden layer -----------------------------------------------
# Collect the two node values in one array, node 0 first.
hidden_layer_values = np.array([node_0_value, node_1_value])

# --- Step 4 of 4: output -----------------------------------------------------
# Multiply each hidden value by its weight in weights['output'], then add the
# products up.
output = (hidden_layer_values * weights['output']).sum()

# --- Look at your values -----------------------------------------------------
print("node_0_value =", node_0_value)
print("node_1_value =", node_1_value)
print("hidden_layer_values =", hidden_layer_values)
print("output =", output)
