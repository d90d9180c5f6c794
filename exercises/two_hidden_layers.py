# exercise: two_hidden_layers  variant: example
#
# Two hidden layers
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
node_0_0_output = ...

# --- Step 2 of 7: value of node_0_1 ------------------------------------------
# The same with weights['node_0_1'].
node_0_1_output = ...

# --- Step 3 of 7: hidden layer 0 ---------------------------------------------
# Collect the two outputs of hidden layer 0 in one array, node_0_0 first.
hidden_0_outputs = ...

# --- Step 4 of 7: value of node_1_0 ------------------------------------------
# The weighted sum of hidden_0_outputs with weights['node_1_0'], then relu.
node_1_0_output = ...

# --- Step 5 of 7: value of node_1_1 ------------------------------------------
# The same with weights['node_1_1'].
node_1_1_output = ...

# --- Step 6 of 7: hidden layer 1 ---------------------------------------------
# Collect the two outputs of hidden layer 1 in one array, node_1_0 first.
hidden_1_outputs = ...

# --- Step 7 of 7: output -----------------------------------------------------
# The weighted sum of hidden_1_outputs with weights['output']. The output stays
# a plain sum.
model_output = ...

# --- Look at your values (a blank shows as Ellipsis) -------------------------
print("node_0_0_output =", node_0_0_output)
print("node_0_1_output =", node_0_1_output)
print("hidden_0_outputs =", hidden_0_outputs)
print("node_1_0_output =", node_1_0_output)
print("node_1_1_output =", node_1_1_output)
print("hidden_1_outputs =", hidden_1_outputs)
print("model_output =", model_output)

# Each ... is a blank: put your own code in its place. Then save this file, and
# have it checked in a terminal:
#
#     grader check two_hidden_layers.py
#
# It runs your code on other numbers too, tells you which steps hold, and gives
# a hint for the first one that does not yet. Check as often as you like.
