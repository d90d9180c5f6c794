# exercise: many_rows  variant: example
#
# Predictions for many data points: model solution
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
    nodes = ['node_0', 'node_1']
    hidden = [relu((input_data_row * weights[node]).sum()) for node in nodes]
    return (np.array(hidden) * weights['output']).sum()


# --- Step 2 of 2: predictions for all rows -----------------------------------
# A list with the prediction for each row of input_data, in their order. A loop
# with append will do, too.
results = [predict_with_network(row, weights) for row in input_data]

# --- Look at your values -----------------------------------------------------
print("results =", results)
