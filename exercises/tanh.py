# exercise: tanh  variant: example
#
# A hidden layer with tanh
#
# A concert hall wants to predict how many minutes of applause an evening will
# get, more or less than usual. It knows two things about each evening: the
# number of musicians and the number of encores. tanh keeps each hidden node
# between -1 and 1, so that no node can drown out the others.
#
#   musicians                        node_0
#     ( 5 )----- -0.5 ---------+----->( ? )------.
#                -0.5       .-'                   `--- -5
#                   `-.  .-'                             `---.         applause
#                      ++                                     +------->( ? )
#                   .-'  `-.                             .---'
#                0.75       `-.                   .--- -2
#     ( 3 )----- 1.25 ---------+----->( ? )------'
#    encores                         node_1
#
# A number on a line is a weight. Each ? is a value that you compute; the last
# one, applause, is the output.
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
# The output has no activation function: it is the plain sum.

import numpy as np

# The numbers of the picture
input_data = np.array([5, 3])
weights = {
    "node_0": np.array([-0.5, 0.75]),
    "node_1": np.array([-0.5, 1.25]),
    "output": np.array([-5, -2]),
}

# --- Step 1 of 6: weighted sum of node 0 -------------------------------------
# The weighted sum of node 0: multiply each input by its weight in
# weights['node_0'], then add the products up.
node_0_input = ...

# --- Step 2 of 6: value of node 0 --------------------------------------------
# Apply tanh (np.tanh) to the sum of node 0.
node_0_output = ...

# --- Step 3 of 6: weighted sum of node 1 -------------------------------------
# The same for node 1, with its own weights.
node_1_input = ...

# --- Step 4 of 6: value of node 1 --------------------------------------------
# Apply tanh (np.tanh) to the sum of node 1.
node_1_output = ...

# --- Step 5 of 6: hidden layer -----------------------------------------------
# Collect the two node outputs in one array, node 0 first.
hidden_layer_outputs = ...

# --- Step 6 of 6: output -----------------------------------------------------
# The weighted sum of the hidden outputs with weights['output']. The output
# stays a plain sum.
model_output = ...

# --- Look at your values (a blank shows as Ellipsis) -------------------------
print("node_0_input =", node_0_input)
print("node_0_output =", node_0_output)
print("node_1_input =", node_1_input)
print("node_1_output =", node_1_output)
print("hidden_layer_outputs =", hidden_layer_outputs)
print("model_output =", model_output)

# Each ... is a blank: put your own code in its place. Then save this file, and
# have it checked in a terminal:
#
#     grader check tanh.py
#
# It runs your code on other numbers too, tells you which steps hold, and gives
# a hint for the first one that does not yet. Check as often as you like.
