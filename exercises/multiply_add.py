# exercise: multiply_add  variant: example
#
# Multiply and add: one node
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
#
# How one node works: multiply-add
#
# Each input is multiplied by its weight, and the node adds the products up.
# With the inputs 4 and 10 and the weights 3 and -2:
#
#     4 * 3  +  10 * (-2)  =  12 + (-20)  =  -8
#
# With numpy, a * b multiplies two arrays pair by pair, and a.sum() adds up the
# numbers in an array.

import numpy as np

# The numbers of the picture
input_data = np.array([6, 4, 2])
weights = np.array([3, -6, 2])

# --- Step 1 of 2: the node, by multiplying and adding ------------------------
# Multiply each of the three inputs by its own weight, and add the products up.
# Write out every product.
node_value = ...

# --- Step 2 of 2: the node, as a dot product ---------------------------------
# The same in one go: a dot product multiplies two arrays pair by pair and adds
# up. Both values agree.
node_value_dot = ...

# --- Look at your values (a blank shows as Ellipsis) -------------------------
print("node_value =", node_value)
print("node_value_dot =", node_value_dot)

# Each ... is a blank: put your own code in its place. Then save this file, and
# have it checked in a terminal:
#
#     grader check multiply_add.py
#
# It runs your code on other numbers too, tells you which steps hold, and gives
# a hint for the first one that does not yet. Check as often as you like.
