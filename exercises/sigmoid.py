# exercise: sigmoid  variant: example
#
# A network with sigmoid
#
# A clinic wants to know how likely it is that a patient keeps an appointment.
# It knows two things about each patient: the number of earlier visits and the
# number of days to wait. sigmoid turns any sum into a number between 0 and 1,
# in the hidden nodes and in the output.
#
#   visits                            node_0
#    ( 7 )-----+ -0.5 ----------+----->( ? )-------.
#               `-.          .-'                    `----.
#                 0.5     .-'                           0.25 --.         chance
#                     +--+                                      +------->( ? )
#                  1 '    `-.                           -1.5 --'
#               .-'          `-.                    .----'
#    ( 3 )-----+ -1.25 ---------+----->( ? )-------'
#    days                             node_1
#
# A number on a line is a weight. Each ? is a value that you compute; the last
# one, chance, is the output.
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
# Each hidden node then applies an activation function to its sum: sigmoid, 1 /
# (1 + e^-z) for a sum z, which squeezes the sum into the range from 0 to 1.
#
# The output applies an activation function to its sum: sigmoid, 1 / (1 + e^-z)
# for a sum z, which squeezes the sum into the range from 0 to 1.

import numpy as np

# The numbers of the picture
input_data = np.array([7, 3])
weights = {
    "node_0": np.array([-0.5, 1]),
    "node_1": np.array([0.5, -1.25]),
    "output": np.array([0.25, -1.5]),
}


# --- Step 1 of 6: the sigmoid function ---------------------------------------
# sigmoid(z) is 1 / (1 + e^-z) for a number z; np.exp(x) gives e^x.
def sigmoid(z):
    ...


# --- Step 2 of 6: value of node 0 --------------------------------------------
# sigmoid of the weighted sum of the inputs with weights['node_0'].
node_0_value = ...

# --- Step 3 of 6: value of node 1 --------------------------------------------
# The same for node 1, with its own weights.
node_1_value = ...

# --- Step 4 of 6: hidden layer -----------------------------------------------
# Collect the two node values in one array, node 0 first.
hidden_layer_values = ...

# --- Step 5 of 6: weighted sum of the output ---------------------------------
# The weighted sum of the hidden values with weights['output'], before sigmoid.
output_sum = ...

# --- Step 6 of 6: output -----------------------------------------------------
# sigmoid of that sum.
output = ...

# --- Look at your values (a blank shows as Ellipsis) -------------------------
print("node_0_value =", node_0_value)
print("node_1_value =", node_1_value)
print("hidden_layer_values =", hidden_layer_values)
print("output_sum =", output_sum)
print("output =", output)

# Each ... is a blank: put your own code in its place. Then save this file, and
# have it checked in a terminal:
#
#     grader check sigmoid.py
#
# It runs your code on other numbers too, tells you which steps hold, and gives
# a hint for the first one that does not yet. Check as often as you like.
