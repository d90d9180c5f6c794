# exercise: forward_function  variant: example
#
# Forward propagation as functions
#
# A library wants to predict how many more books a reader will borrow next year
# than this year. It knows two things about each reader: the number of visits
# and the number of reservations. A negative number means fewer books. With
# functions, the same few lines work for every data point and for every network
# of this shape.
#
#      visits                           node_0
#       ( 5 )-----+- -3 ----------+----->( ? )------.
#                  `-.         .-'                   `--- -5
#                     4 .   .-'                             `---.         books
#                        +-+                                     +------->( ? )
#                     6 '   `-.                             .---'
#                  .-'         `-.                   .--- -3
#       ( 2 )-----+- -6 ----------+----->( ? )------'
#   reservations                        node_1
#
# A number on a line is a weight. Each ? is a value that you compute; the last
# one, books, is the output.
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
input_data = np.array([5, 2])
weights = {
    "node_0": np.array([-3, 6]),
    "node_1": np.array([4, -6]),
    "output": np.array([-5, -3]),
}


# --- Step 1 of 3: value of one node ------------------------------------------
# Multiply each input by its weight, then add the products up. Here weights is
# the array of one node.
def node_value(inputs, weights):
    ...


# --- Step 2 of 3: hidden layer -----------------------------------------------
# Both hidden nodes in one array, node 0 first. Here weights is the whole
# dictionary; call node_value.
def hidden_layer(inputs, weights):
    ...


# --- Step 3 of 3: output -----------------------------------------------------
# The prediction: the output node reads the hidden layer. Call the functions
# from above.
def predict(inputs, weights):
    ...


# --- Look at your values (a blank shows as Ellipsis) -------------------------
print("node_value(input_data, weights['node_0']) =",
      node_value(input_data, weights["node_0"]))
print("hidden_layer(input_data, weights) =", hidden_layer(input_data, weights))
print("predict(input_data, weights) =", predict(input_data, weights))

# Each ... is a blank: put your own code in its place. Then save this file, and
# have it checked in a terminal:
#
#     grader check forward_function.py
#
# It runs your code on other numbers too, tells you which steps hold, and gives
# a hint for the first one that does not yet. Check as often as you like.
