# exercise: softmax  variant: example
#
# Two classes with softmax: model solution
#
# A library wants to know whether a reader will renew the card or leave. It
# knows two things about each reader: the number of visits and the number of
# fines. The network has one output for each of the two classes; softmax turns
# their sums into shares that add up to 1.
#
#   visits                           node_0                             class 0
#    ( 7 )-----+ -0.25 --------+----->( ? )-----+- 0.5 ----------+----->( ? )
#               `-.         .-'                  `-.          .-'
#                0.25    .-'                      -1.25    .-'
#                     +-+                              +--+
#                 0.5    `-.                      -0.75    `-.
#               .-'         `-.                  .-'          `-.
#    ( 2 )-----+ -0.75 --------+----->( ? )-----+-- 1 -----------+----->( ? )
#    fines                           node_1                             class 1
#
# A number on a line is a weight. Each ? is a value that you compute.

import numpy as np

# The numbers of the picture
input_data = np.array([7, 2])
weights = {
    "node_0": np.array([-0.25, 0.5]),
    "node_1": np.array([0.25, -0.75]),
    "output_0": np.array([0.5, -0.75]),
    "output_1": np.array([-1.25, 1]),
}

# --- Step 1 of 5: value of node 0 --------------------------------------------
# tanh (np.tanh) of the weighted sum of the inputs with weights['node_0'].
node_0_value = np.tanh((input_data * weights['node_0']).sum())

# --- Step 2 of 5: value of node 1 --------------------------------------------
# The same for node 1, with its own weights.
node_1_value = np.tanh((input_data * weights['node_1']).sum())

# --- Step 3 of 5: hidden layer -----------------------------------------------
# Collect the two node values in one array, node 0 first.
hidden_layer_values = np.array([node_0_value, node_1_value])

# --- Step 4 of 5: weighted sums of the two classes ---------------------------
# A weighted sum of the hidden values for each class, weights['output_0']
# first, in one array.
class_0 = (hidden_layer_values * weights['output_0']).sum()
class_1 = (hidden_layer_values * weights['output_1']).sum()
output_sums = np.array([class_0, class_1])

# --- Step 5 of 5: shares of the two classes ----------------------------------
# softmax: e to the power of each sum, divided by the total of both. np.exp
# takes an array.
shares = np.exp(output_sums) / np.exp(output_sums).sum()

# --- Look at your values -----------------------------------------------------
print("node_0_value =", node_0_value)
print("node_1_value =", node_1_value)
print("hidden_layer_values =", hidden_layer_values)
print("output_sums =", output_sums)
print("shares =", shares)
