# exercise: two_hidden_layers  variant: example
#
# Two hidden layers: model solution
#
# A clinic wants to predict how many more appointments a patient will need next
# year than this year. It knows two things about each patient: the number of
# visits and the number of medicines. A negative number means fewer. Hidden
# layer 1 reads hidden layer 0, never the inputs. In node_1_0 the 1 is the
# layer and the 0 is the node.
#
#    visits             node_0_0             node_1_0
#     ( 6 )--+ -3 ----+-->( ? )--+- -5 ----+-->( ? )---.
#             `.    .'            `.     .'              -4
#               2  '                 5 .'                  `-.     appointments
#                ++                   +                       +--->( ? )
#              -4  .                 3 `.                  .-'
#             .'    `.            .'     `.             . 2
#     ( 2 )--+ -5 ----+-->( ? )--+- -2 ----+-->( ? )---'
#   medicines           node_0_1             node_1_1
#
# A number on a line is a weight. Each ? is a value that you compute; the last
# one, appointments, is the output.

import numpy as np

# The numbers of the picture
input_data = np.array([6, 2])
weights = {
    "node_0_0": np.array([-3, -4]),
    "node_0_1": np.array([2, -5]),
    "node_1_0": np.array([-5, 3]),
    "node_1_1": np.array([5, -2]),
    "output": np.array([-4, 2]),
}


def relu(z):
    return np.maximum(0, z)


# --- Step 1 of 7: value of node_0_0 ------------------------------------------
# The weighted sum of the inputs with weights['node_0_0'], then relu.
node_0_0_output = relu((input_data * weights['node_0_0']).sum())

# --- Step 2 of 7: value of node_0_1 ------------------------------------------
# The same with weights['node_0_1'].
node_0_1_output = relu((input_data * weights['node_0_1']).sum())

# --- Step 3 of 7: hidden layer 0 ---------------------------------------------
# Collect the two outputs of hidden layer 0 in one array, node_0_0 first.
hidden_0_outputs = np.array([node_0_0_output, node_0_1_output])

# --- Step 4 of 7: value of node_1_0 ------------------------------------------
# The weighted sum of hidden_0_outputs with weights['node_1_0'], then relu.
node_1_0_output = relu((hidden_0_outputs * weights['node_1_0']).sum())

# --- Step 5 of 7: value of node_1_1 ------------------------------------------
# The same with weights['node_1_1'].
node_1_1_output = relu((hidden_0_outputs * weights['node_1_1']).sum())

# --- Step 6 of 7: hidden layer 1 ---------------------------------------------
# Collect the two outputs of hidden layer 1 in one array, node_1_0 first.
hidden_1_outputs = np.array([node_1_0_output, node_1_1_output])

# --- Step 7 of 7: output -----------------------------------------------------
# The weighted sum of hidden_1_outputs with weights['output']. The output stays
# a plain sum.
model_output = (hidden_1_outputs * weights['output']).sum()

# --- Look at your values -----------------------------------------------------
print("node_0_0_output =", node_0_0_output)
print("node_0_1_output =", node_0_1_output)
print("hidden_0_outputs =", hidden_0_outputs)
print("node_1_0_output =", node_1_0_output)
print("node_1_1_output =", node_1_1_output)
print("hidden_1_outputs =", hidden_1_outputs)
print("model_output =", model_output)
