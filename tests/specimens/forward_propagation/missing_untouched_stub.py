# expect: missing missing missing missing | PY.blank
# exercise: forward_propagation  variant: example
#
# Forward propagation with one hidden layer
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
#
# How one node works: multiply-add
#
# Each input is multiplied by the weight on its line, and the node adds the
# products up. With the inputs 4 and 10 and the weights 3 and -2:
#
#     4 * 3  +  10 * (-2)  =  12 + (-20)  =  -8
#
# With numpy, a * b multiplies two arrays pair by pair, and a.sum() adds up the
# numbers in an array.

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
node_0_value = ...

# --- Step 2 of 4: value of node 1 --------------------------------------------
# The same for node 1, with its own weights.
node_1_value = ...

# --- Step 3 of 4: hidden layer -----------------------------------------------
# Collect the two node values in one array, node 0 first.
hidden_layer_values = ...

# --- Step 4 of 4: output -----------------------------------------------------
# Multiply each hidden value by its weight in weights['output'], then add the
# products up.
output = ...

# --- Look at your values (a blank shows as Ellipsis) -------------------------
print("node_0_value =", node_0_value)
print("node_1_value =", node_1_value)
print("hidden_layer_values =", hidden_layer_values)
print("output =", output)

# Each ... is a blank: put your own code in its place. Then save this file, and
# have it checked in a terminal:
#
#     grader check forward_propagation.py
#
# It runs your code on other numbers too, tells you which steps hold, and gives
# a hint for the first one that does not yet. Check as often as you like.
