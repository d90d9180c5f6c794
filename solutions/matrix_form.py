# exercise: matrix_form  variant: example
#
# The network as matrices: model solution
#
# A bank wants to predict how many more transactions its customers will make
# next year than this year. It knows two things about each customer: the number
# of children and the number of accounts. A negative number means fewer. Row j
# of W_hidden holds the weights of node j. The batch has one data point per
# row; input_data is its first row.
#
#   children                       node_0
#    ( .. )-----+ -3 --------+----->( ? )------.
#                `.        .'                   `-- -3
#                 -4 .  .-'                           `---.        transactions
#                     ++                                   +------>( ? )
#                  5 '  `-.                           .---'
#                .'        `.                   .--- 2
#    ( .. )-----+- 6 --------+----->( ? )------'
#   accounts                       node_1
#
# A number on a line is a weight. Each ? is a value that you compute; the last
# one, transactions, is the output.

import numpy as np

# The numbers of the picture
input_data = np.array([7, 3])
batch = np.array([[7, 3], [5, 4], [3, 5], [2, 6]])
W_hidden = np.array([[-3, 5], [-4, 6]])
w_output = np.array([-3, 2])

# --- Step 1 of 4: hidden layer of one data point -----------------------------
# The hidden layer for input_data, as a matrix product: a row of W_hidden times
# the inputs is one node.
hidden_layer_values = W_hidden @ input_data

# --- Step 2 of 4: output of one data point -----------------------------------
# The output for input_data: one number.
output = w_output @ hidden_layer_values

# --- Step 3 of 4: hidden layers of the batch ---------------------------------
# The hidden layers of all data points: a row for each, a column per node.
# Which matrix has to be turned?
hidden_batch = batch @ W_hidden.T

# --- Step 4 of 4: outputs for the batch --------------------------------------
# The outputs of all data points: one number for each row of the batch.
outputs = hidden_batch @ w_output

# --- Look at your values -----------------------------------------------------
print("hidden_layer_values =", hidden_layer_values)
print("output =", output)
print("hidden_batch =", hidden_batch)
print("outputs =", outputs)
