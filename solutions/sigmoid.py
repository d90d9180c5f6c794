# exercise: sigmoid  variant: example
#
# A network with sigmoid: model solution
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
    return 1 / (1 + np.exp(-z))


# --- Step 2 of 6: value of node 0 --------------------------------------------
# sigmoid of the weighted sum of the inputs with weights['node_0'].
node_0_value = sigmoid((input_data * weights['node_0']).sum())

# --- Step 3 of 6: value of node 1 --------------------------------------------
# The same for node 1, with its own weights.
node_1_value = sigmoid((input_data * weights['node_1']).sum())

# --- Step 4 of 6: hidden layer -----------------------------------------------
# Collect the two node values in one array, node 0 first.
hidden_layer_values = np.array([node_0_value, node_1_value])

# --- Step 5 of 6: weighted sum of the output ---------------------------------
# The weighted sum of the hidden values with weights['output'], before sigmoid.
output_sum = (hidden_layer_values * weights['output']).sum()

# --- Step 6 of 6: output -----------------------------------------------------
# sigmoid of that sum.
output = sigmoid(output_sum)

# --- Look at your values -----------------------------------------------------
print("node_0_value =", node_0_value)
print("node_1_value =", node_1_value)
print("hidden_layer_values =", hidden_layer_values)
print("output_sum =", output_sum)
print("output =", output)
