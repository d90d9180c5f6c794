# exercise: relu_output_only  variant: example
#
# A network with relu, on your own
#
# A concert hall wants to predict how many more tickets than usual it will sell
# for an evening. It knows two things about each evening: the number of
# musicians and the number of posters. A negative number means fewer tickets.
# The names and the number of your steps are up to you; only the prediction is
# checked.
#
#   musicians                         node_0
#     ( 4 )-----+- -5 ----------+----->( ? )------.
#                `-.         .-'                   `---- 5
#                   5 .   .-'                             `---.         tickets
#                      +-+                                     +------->( ? )
#                   3 '   `-.                             .---'
#                .-'         `-.                   .--- -2
#     ( 3 )-----+- -6 ----------+----->( ? )------'
#    posters                          node_1
#
# A number on a line is a weight. Each ? is a value that you compute; the last
# one, tickets, is the output.
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
# Each hidden node then applies an activation function to its sum: relu, which
# turns a negative sum into 0 and leaves any other as it is.
#
# The output has no activation function: it is the plain sum.

import numpy as np

# The numbers of the picture
input_data = np.array([4, 3])
weights = {
    "node_0": np.array([-5, 3]),
    "node_1": np.array([5, -6]),
    "output": np.array([5, -2]),
}

# --- Step 1 of 1: output -----------------------------------------------------
# Each hidden node applies relu to its weighted sum; the output is the plain
# weighted sum of the hidden values.
model_output = ...

# --- Look at your values (a blank shows as Ellipsis) -------------------------
print("model_output =", model_output)

# Each ... is a blank: put your own code in its place. Then save this file, and
# have it checked in a terminal:
#
#     grader check relu_output_only.py
#
# It runs your code on other numbers too, tells you which steps hold, and gives
# a hint for the first one that does not yet. Check as often as you like.
