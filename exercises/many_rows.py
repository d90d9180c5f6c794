# exercise: many_rows  variant: example
#
# Predictions for many data points
#
# A bike rental wants to predict how many more bikes than usual it will lend on
# each of the next days. It knows two things about each day: the temperature
# and the number of events in town. A negative number means fewer. Each row of
# input_data is one data point; the network is the same for all of them.
#
#   temperature                        node_0
#     ( .. )-----+- -4 ----------+----->( ? )-------.
#                 `-.         .-'                    `----.
#                    2 .   .-'                             2 ---.         bikes
#                       +-+                                      +------->( ? )
#                    3 '   `-.                            -6 ---'
#                 .-'         `-.                    .----'
#     ( .. )-----+- -3 ----------+----->( ? )-------'
#     events                           node_1
#
# A number on a line is a weight. Each ? is a value that you compute; the last
# one, bikes, is the output.
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
input_data = [
    np.array([5, 2]),
    np.array([2, 7]),
    np.array([7, 3]),
    np.array([3, 5]),
]
weights = {
    "node_0": np.array([-4, 3]),
    "node_1": np.array([2, -3]),
    "output": np.array([2, -6]),
}


def relu(z):
    return np.maximum(0, z)


# --- Step 1 of 2: prediction for one row -------------------------------------
# The prediction for one row: two hidden nodes with relu, and an output that
# stays a plain sum.
def predict_with_network(input_data_row, weights):
    ...


# --- Step 2 of 2: predictions for all rows -----------------------------------
# A list with the prediction for each row of input_data, in their order. A loop
# with append will do, too.
results = ...

# --- Look at your values (a blank shows as Ellipsis) -------------------------
print("results =", results)

# Each ... is a blank: put your own code in its place. Then save this file, and
# have it checked in a terminal:
#
#     grader check many_rows.py
#
# It runs your code on other numbers too, tells you which steps hold, and gives
# a hint for the first one that does not yet. Check as often as you like.
