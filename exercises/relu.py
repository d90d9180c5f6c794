# exercise: relu  variant: example
#
# A hidden layer with relu
#
# A bank wants to predict how many more transactions a customer will make next
# year than this year. It knows two things about each customer: the number of
# children and the number of accounts. A negative number means fewer. A hidden
# node with a negative sum has nothing to say: relu turns it into 0.
#
#   children                       node_0
#     ( 6 )-----+- 2 --------+----->( ? )------.
#                `.        .'                   `-- -5
#                 -2 .  .-'                           `---.        transactions
#                     ++                                   +------>( ? )
#                 -5 '  `-.                           .---'
#                .'        `.                   .-- -3
#     ( 2 )-----+- 4 --------+----->( ? )------'
#   accounts                       node_1
#
# A number on a line is a weight. Each ? is a value that you compute; the last
# one, transactions, is the output.
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
    "node_0": np.array([2, -5]),
    "node_1": np.array([-2, 4]),
    "output": np.array([-5, -3]),
}


# --- Step 1 of 7: the relu function ------------------------------------------
# relu(z) is 0 for a negative number z, and z itself for any other. It takes
# one number and returns one number.
def relu(z):
    ...


# --- Step 2 of 7: weighted sum of node 0 -------------------------------------
# The weighted sum of node 0: multiply each input by its weight in
# weights['node_0'], then add the products up.
node_0_input = ...

# --- Step 3 of 7: value of node 0 --------------------------------------------
# Apply relu to the sum of node 0.
node_0_output = ...

# --- Step 4 of 7: weighted sum of node 1 -------------------------------------
# The same for node 1, with its own weights.
node_1_input = ...

# --- Step 5 of 7: value of node 1 --------------------------------------------
# Apply relu to the sum of node 1.
node_1_output = ...

# --- Step 6 of 7: hidden layer -----------------------------------------------
# Collect the two node outputs in one array, node 0 first.
hidden_layer_outputs = ...

# --- Step 7 of 7: output -----------------------------------------------------
# The weighted sum of the hidden outputs with weights['output']. The output
# stays a plain sum.
model_output = ...

# --- Look at your values (a blank shows as Ellipsis) -------------------------
print("node_0_input =", node_0_input)
print("node_0_output =", node_0_output)
print("node_1_input =", node_1_input)
print("node_1_output =", node_1_output)
print("hidden_layer_outputs =", hidden_layer_outputs)
print("model_output =", model_output)

# Each ... is a blank: put your own code in its place. Then save this file, and
# have it checked in a terminal:
#
#     grader check relu.py
#
# It runs your code on other numbers too, tells you which steps hold, and gives
# a hint for the first one that does not yet. Check as often as you like.
