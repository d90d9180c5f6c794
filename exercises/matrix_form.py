# exercise: matrix_form  variant: example
#
# The network as matrices
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
input_data = np.array([7, 3])
batch = np.array([[7, 3], [5, 4], [3, 5], [2, 6]])
W_hidden = np.array([[-3, 5], [-4, 6]])
w_output = np.array([-3, 2])

# --- Step 1 of 4: hidden layer of one data point -----------------------------
# The hidden layer for input_data, as a matrix product: a row of W_hidden times
# the inputs is one node.
hidden_layer_values = ...

# --- Step 2 of 4: output of one data point -----------------------------------
# The output for input_data: one number.
output = ...

# --- Step 3 of 4: hidden layers of the batch ---------------------------------
# The hidden layers of all data points: a row for each, a column per node.
# Which matrix has to be turned?
hidden_batch = ...

# --- Step 4 of 4: outputs for the batch --------------------------------------
# The outputs of all data points: one number for each row of the batch.
outputs = ...

# --- Look at your values (a blank shows as Ellipsis) -------------------------
print("hidden_layer_values =", hidden_layer_values)
print("output =", output)
print("hidden_batch =", hidden_batch)
print("outputs =", outputs)

# Each ... is a blank: put your own code in its place. Then save this file, and
# have it checked in a terminal:
#
#     grader check matrix_form.py
#
# It runs your code on other numbers too, tells you which steps hold, and gives
# a hint for the first one that does not yet. Check as often as you like.
