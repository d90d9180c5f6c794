# exercise: bias  variant: example
#
# Forward propagation with biases
#
# A bike rental wants to predict how many more bikes than usual it will lend
# tomorrow. It knows two things about the day: the temperature and the number
# of events in town. A negative number means fewer. Each node has a bias, a
# number that it adds to its weighted sum, whatever the inputs are.
#
#   temperature               node_0 (bias -2)
#      ( 4 )----- -5 --------+----->( ? )------.
#                 -6       .'                   `-- 3
#                   `.   .'                          `--.        bikes (bias 2)
#                     +-+                                +------>( ? )
#                   .'   `.                          .--'
#                  2       `.                   .- -4
#      ( 3 )-----+ 3 --------+----->( ? )------'
#     events                   node_1 (bias 5)
#
# A number on a line is a weight. Each ? is a value that you compute; the last
# one, bikes, is the output.
#
# How one node works: multiply-add
#
# Each input is multiplied by the weight on its line, and the node adds the
# products up, and its bias to them. With the inputs 4 and 10 and the weights 3
# and -2:
#
#     4 * 3  +  10 * (-2)  =  12 + (-20)  =  -8
#
# With numpy, a * b multiplies two arrays pair by pair, and a.sum() adds up the
# numbers in an array.

import numpy as np

# The numbers of the picture
input_data = np.array([4, 3])
weights = {
    "node_0": np.array([-5, 2]),
    "node_1": np.array([-6, 3]),
    "output": np.array([3, -4]),
}
biases = {
    "node_0": -2,
    "node_1": 5,
    "output": 2,
}

# --- Step 1 of 4: value of node 0 --------------------------------------------
# Multiply each input by its weight in weights['node_0'], add the products up,
# and add the bias biases['node_0'].
node_0_value = ...

# --- Step 2 of 4: value of node 1 --------------------------------------------
# The same for node 1, with its own weights and its own bias.
node_1_value = ...

# --- Step 3 of 4: hidden layer -----------------------------------------------
# Collect the two node values in one array, node 0 first.
hidden_layer_values = ...

# --- Step 4 of 4: output -----------------------------------------------------
# The weighted sum of the hidden values with weights['output'], plus the bias
# of the output.
output = ...

# --- Look at your values (a blank shows as Ellipsis) -------------------------
print("node_0_value =", node_0_value)
print("node_1_value =", node_1_value)
print("hidden_layer_values =", hidden_layer_values)
print("output =", output)

# Each ... is a blank: put your own code in its place. Then save this file, and
# have it checked in a terminal:
#
#     grader check bias.py
#
# It runs your code on other numbers too, tells you which steps hold, and gives
# a hint for the first one that does not yet. Check as often as you like.
