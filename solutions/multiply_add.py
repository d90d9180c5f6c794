# exercise: multiply_add  variant: example
#
# Multiply and add: one node: model solution
#
# An orchard packs boxes of apples, pears and plums, and wants to know how many
# kilograms a box is off the plan. Each input has a weight: how much one piece
# of this fruit moves the total, up or down. The node below turns the three
# counts into one number.
#
#                            apples  pears  plums
#   inputs                        6      4      2
#   weights into difference       3     -6      2
#
# A row holds the weights into one node, in the order of what stands above
# them. The value of each node is for you to compute; the last one, difference,
# is the output.

import numpy as np

# The numbers of the picture
input_data = np.array([6, 4, 2])
weights = np.array([3, -6, 2])

# --- Step 1 of 2: the node, by multiplying and adding ------------------------
# Multiply each of the three inputs by its own weight, and add the products up.
# Write out every product.
product_0 = input_data[0] * weights[0]
product_1 = input_data[1] * weights[1]
product_2 = input_data[2] * weights[2]
node_value = product_0 + product_1 + product_2

# --- Step 2 of 2: the node, as a dot product ---------------------------------
# The same in one go: a dot product multiplies two arrays pair by pair and adds
# up. Both values agree.
node_value_dot = np.dot(input_data, weights)

# --- Look at your values -----------------------------------------------------
print("node_value =", node_value)
print("node_value_dot =", node_value_dot)
