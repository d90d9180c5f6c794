# exercise: relu_output_only  variant: example
#
# A network with relu, on your own: model solution
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
nodes = ['node_0', 'node_1']
hidden = [max(0, (input_data * weights[node]).sum()) for node in nodes]
model_output = (np.array(hidden) * weights['output']).sum()

# --- Look at your values -----------------------------------------------------
print("model_output =", model_output)
