# exercise: softmax  variant: example
#
# Two classes with softmax
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
#
# Each hidden node then applies an activation function to its sum: tanh, which
# squeezes the sum into the range from -1 to 1.
#
# The output applies an activation function to its sum: softmax, which turns
# the sums of its nodes into shares that add up to 1.

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
node_0_value = ...

# --- Step 2 of 5: value of node 1 --------------------------------------------
# The same for node 1, with its own weights.
node_1_value = ...

# --- Step 3 of 5: hidden layer -----------------------------------------------
# Collect the two node values in one array, node 0 first.
hidden_layer_values = ...

# --- Step 4 of 5: weighted sums of the two classes ---------------------------
# A weighted sum of the hidden values for each class, weights['output_0']
# first, in one array.
output_sums = ...

# --- Step 5 of 5: shares of the two classes ----------------------------------
# softmax: e to the power of each sum, divided by the total of both. np.exp
# takes an array.
shares = ...

# --- Look at your values (a blank shows as Ellipsis) -------------------------
print("node_0_value =", node_0_value)
print("node_1_value =", node_1_value)
print("hidden_layer_values =", hidden_layer_values)
print("output_sums =", output_sums)
print("shares =", shares)

# Each ... is a blank: put your own code in its place. Then save this file, and
# have it checked in a terminal:
#
#     grader check softmax.py
#
# It runs your code on other numbers too, tells you which steps hold, and gives
# a hint for the first one that does not yet. Check as often as you like.
