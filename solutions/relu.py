# exercise: relu  variant: example
#
# A hidden layer with relu: model solution
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
    return max(0, z)


# --- Step 2 of 7: weighted sum of node 0 -------------------------------------
# The weighted sum of node 0: multiply each input by its weight in
# weights['node_0'], then add the products up.
node_0_input = (input_data * weights['node_0']).sum()

# --- Step 3 of 7: value of node 0 --------------------------------------------
# Apply relu to the sum of node 0.
node_0_output = relu(node_0_input)

# --- Step 4 of 7: weighted sum of node 1 -------------------------------------
# The same for node 1, with its own weights.
node_1_input = (input_data * weights['node_1']).sum()

# --- Step 5 of 7: value of node 1 --------------------------------------------
# Apply relu to the sum of node 1.
node_1_output = relu(node_1_input)

# --- Step 6 of 7: hidden layer -----------------------------------------------
# Collect the two node outputs in one array, node 0 first.
hidden_layer_outputs = np.array([node_0_output, node_1_output])

# --- Step 7 of 7: output -----------------------------------------------------
# The weighted sum of the hidden outputs with weights['output']. The output
# stays a plain sum.
model_output = (hidden_layer_outputs * weights['output']).sum()

# --- Look at your values -----------------------------------------------------
print("node_0_input =", node_0_input)
print("node_0_output =", node_0_output)
print("node_1_input =", node_1_input)
print("node_1_output =", node_1_output)
print("hidden_layer_outputs =", hidden_layer_outputs)
print("model_output =", model_output)
