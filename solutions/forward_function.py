# exercise: forward_function  variant: example
#
# Forward propagation as functions: model solution
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
    return (inputs * weights).sum()


# --- Step 2 of 3: hidden layer -----------------------------------------------
# Both hidden nodes in one array, node 0 first. Here weights is the whole
# dictionary; call node_value.
def hidden_layer(inputs, weights):
    nodes = ['node_0', 'node_1']
    return np.array([node_value(inputs, weights[node]) for node in nodes])


# --- Step 3 of 3: output -----------------------------------------------------
# The prediction: the output node reads the hidden layer. Call the functions
# from above.
def predict(inputs, weights):
    return node_value(hidden_layer(inputs, weights), weights['output'])


# --- Look at your values -----------------------------------------------------
print("node_value(input_data, weights['node_0']) =",
      node_value(input_data, weights["node_0"]))
print("hidden_layer(input_data, weights) =", hidden_layer(input_data, weights))
print("predict(input_data, weights) =", predict(input_data, weights))
