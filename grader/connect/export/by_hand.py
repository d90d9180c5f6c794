"""What a tutor says about a slip in a pass worked out by hand, by the ids of the catalogue.

`grader.messages` speaks of a learner's code; here there is none, so each sentence is about the picture: its nodes, the
lines that end in them, and the numbers on these. `{node}` is where it happened, `{f}` its activation; `{others}` the
numbers that enter it.
"""

from __future__ import annotations

SAID = {
    "RED.sum_before_multiply": "In {node}, {others} were added up before the weights came in. "
    "Multiply each of them by its own weight first.",
    "OP.inputs_only": "In {node}, {others} were added up without their weights. What does each weight do?",
    "OP.weights_only": "In {node}, only the weights were added up. Where do {others} come in?",
    "OP.add": "In {node}, each weight was added to its number; a weight multiplies it. "
    "What should a weight of 0 do?",
    "OP.subtract": "In {node}, each weight was subtracted from its number; a weight multiplies it. "
    "What should a weight of 1 do?",
    "OP.divide": "In {node}, there was a division by the weights; a weight multiplies. What should a weight of 2 do?",
    "OP.abs_products": "In {node}, the minus signs of the products got lost. A negative weight pulls the sum down.",
    "OP.times_inputs_again": "In {node}, the inputs of the network were multiplied in a second time. "
    "Which column of the picture do its lines come from?",
    "RED.mean": "In {node}, the average of the products was taken; a node adds them up.",
    "RED.max": "In {node}, only the largest product was kept; a node adds all of them up.",
    "RED.min": "In {node}, only the smallest product was kept; a node adds all of them up.",
    "RED.prod": "In {node}, the products were multiplied with each other; a node adds them up.",
    "RED.first_only": "In {node}, only the first product was counted. Every line that ends there counts.",
    "RED.last_only": "In {node}, only the last product was counted. Every line that ends there counts.",
    "RED.subtract": "In {node}, products were subtracted from each other; they are added, negative ones too.",
    "RED.weighted_average": "In {node}, the sum was divided by that of the weights. A node only adds the products up.",
    "RED.all_nodes": "In {node}, the weights of a whole column went into one sum. Only its own lines count.",
    "IN.reversed": "In {node}, weights and numbers were paired in opposite order. Which line starts where?",
    "IN.sorted": "In {node}, the inputs were put into another order, away from their own weights.",
    "IN.network_inputs": "In {node}, the inputs of the network were used. Which column do its lines come from?",
    "IN.skips_layer": "In {node}, a column of the picture was skipped. Where do its lines start?",
    "IN.squared": "In {node}, each number was multiplied in twice.",
    "IN.abs": "In {node}, the minus signs of {others} got lost.",
    "IN.first_twice": "In {node}, one number was used for every line. Each line starts at a number of its own.",
    "IN.own_index": "In {node}, only one of its lines was counted. Every line that ends there counts.",
    "IN.preactivation": "In {node}, the sums of the column before were used as they are. "
    "Their activation function comes first.",
    "WT.uses_node_k": "In {node}, the weights on the lines into another node were used. Which lines end in {node}?",
    "WT.other_layer": "In {node}, weights of another column were used. Which lines end in {node}?",
    "WT.uses_output": "In {node}, weights of another column were used. Which lines end in {node}?",
    "WT.transposed": "In {node}, weights of lines that leave a node were used. Take those of the lines that end in it.",
    "WT.reversed": "In {node}, the weights were taken in opposite order. Which line starts where?",
    "WT.first_twice": "In {node}, one weight was used for every line. Each line has a weight of its own.",
    "WT.abs": "In {node}, the minus signs of the weights got lost. A negative weight pulls the sum down.",
    "BIAS.multiplied": "In {node}, the bias was multiplied; a bias is added, once.",
    "BIAS.uses_node_k": "In {node}, the bias of another node was used.",
    "BIAS.added_to_inputs": "In {node}, the bias was added before the weights came in. It is added at the end, once.",
    "POST.abs": "The minus sign of {node} got lost. A sum may be negative.",
    "POST.negated": "The sign of {node} is the other one. Which sign does its largest product have?",
    "ACT.relu_not_asked": "A negative sum in {node} was replaced by 0. {Node} stays the plain sum.",
    "ACT.omitted": "In {node}, the sum is there, but {f} was not applied to it yet.",
    "ACT.min0": "In {node}, the negative part was kept; relu keeps the positive part. What are relu(3) and relu(-3)?",
    "ACT.abs": "In {node}, a negative sum was made positive; relu makes it 0. What is relu(-3)?",
    "ACT.step": "In {node}, a positive sum was made 1; relu leaves it as it is. What is relu(7)?",
    "ACT.leaky": "In {node}, a little of a negative sum was kept; relu makes it 0. What is relu(-100)?",
    "ACT.max1": "In {node}, the value was kept from going below 1; relu stops at 0. What is relu(0.5)?",
    "ACT.clip01": "In {node}, the value was cut off at 1; relu has no upper limit. What is relu(7)?",
    "ACT.x_instead": "In {node}, another function was applied; it has {f}.",
    "ACT.sign_flipped": "In {node}, the minus sign inside exp(-z) is missing. What is {f} for a large sum?",
}
"""Slips that only code can make (an array that is changed on the way) are not in it."""
