"""What a person who never wrote TOML breaks in a file of `grader new`, and the sentence that each of it gets.

Every sentence names the place, what stands there, and what to write instead.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from grader.commands.new import checked, new
from grader.errors import AuthorError

# name: (what stands in a fresh file, what it becomes, what the author reads)
BROKEN = {
    "comma": (
        "input_data = [4, 3]",
        "input_data = [4,5, 3]",
        "mine.toml @ $.example.input_data: [4, 5, 3] is a list of 3 numbers, and the network has 2 inputs\n"
        "  hint: write input_data = [4, 3]",
    ),
    "comma single": (
        "points = 1                              # 1 if left out",
        "points = 1,5                              # 1 if left out",
        "mine.toml, line N: `points = 1,5` cannot be read\n  hint: write 1.5, with a point: points = 1.5",
    ),
    "comma in points eof": (
        "carried = 1.0                           # share of the points if it is right on the learner's own "
        "earlier values",
        "carried = 0,5                           # share of the points if it is right on the learner's own "
        "earlier values",
        "mine.toml, line N: `carried = 0,5` cannot be read\n  hint: write 0.5, with a point: carried = 0.5",
    ),
    "noquote text": (
        'title = "Mine"',
        "title = Mine",
        'mine.toml, line N: `title = Mine` cannot be read\n  hint: put the text in quotes: title = "Mine"',
    ),
    "noquote quantity": (
        'quantity = "a[1][1]"',
        "quantity = a[1][1]",
        "mine.toml, line N: `quantity = a[1][1]` cannot be read\n"
        '  hint: put the text in quotes: quantity = "a[1][1]"',
    ),
    "noquote name": (
        'name = "output"',
        "name = output",
        'mine.toml, line N: `name = output` cannot be read\n  hint: put the text in quotes: name = "output"',
    ),
    "open quote": (
        'title = "Mine"',
        'title = "Mine',
        'mine.toml, line N: `title = "Mine` cannot be read\n'
        '  hint: close the text with ": title = "Mine"; a text of several lines stands between """ and """',
    ),
    "curly quotes": (
        'title = "Mine"',
        "title = \u201cMine\u201d",
        "mine.toml, line N: `title = \u201cMine\u201d` cannot be read\n"
        '  hint: write the straight quotes of the keyboard: title = "Mine"',
    ),
    "curly minus": (
        "node_0 = [7, -3]",
        "node_0 = [7, \u22123]",
        "mine.toml, line N: `node_0 = [7, \u22123]` cannot be read\n"
        "  hint: write the minus sign of the keyboard: node_0 = [7, -3]",
    ),
    "fraction": (
        "node_0 = [7, -3]",
        "node_0 = [7, 1/2]",
        "mine.toml, line N: `node_0 = [7, 1/2]` cannot be read\n  hint: TOML does not compute: write 0.5 for 1/2",
    ),
    "expr": (
        "node_0 = [7, -3]",
        "node_0 = [7, 2*3]",
        "mine.toml, line N: `node_0 = [7, 2*3]` cannot be read\n"
        "  hint: TOML does not compute: write the number that 2*3 is",
    ),
    "plain dot": (
        "node_0 = [7, -3]",
        "node_0 = [7, .5]",
        "mine.toml, line N: `node_0 = [7, .5]` cannot be read\n"
        "  hint: write 0.5 for .5: digits on both sides of the point, and no 0 in front",
    ),
    "dot end": (
        "node_0 = [7, -3]",
        "node_0 = [7, 5.]",
        "mine.toml, line N: `node_0 = [7, 5.]` cannot be read\n"
        "  hint: write 5 for 5.: digits on both sides of the point, and no 0 in front",
    ),
    "leading zero": (
        "node_0 = [7, -3]",
        "node_0 = [07, -3]",
        "mine.toml, line N: `node_0 = [07, -3]` cannot be read\n"
        "  hint: write 7 for 07: digits on both sides of the point, and no 0 in front",
    ),
    "semicolon list": (
        "node_0 = [7, -3]",
        "node_0 = [7; -3]",
        "mine.toml, line N: `node_0 = [7; -3]` cannot be read\n"
        "  hint: put commas between the items: node_0 = [7, -3]",
    ),
    "space list": (
        "node_0 = [7, -3]",
        "node_0 = [7 -3]",
        "mine.toml, line N: `node_0 = [7 -3]` cannot be read\n"
        "  hint: put commas between the items: node_0 = [7, -3]",
    ),
    "open list": (
        "node_0 = [7, -3]",
        "node_0 = [7, -3",
        "mine.toml, line N: `node_0 = [7, -3` cannot be read\n  hint: close the list: node_0 = [7, -3]",
    ),
    "round": (
        "node_0 = [7, -3]",
        "node_0 = (7, -3)",
        "mine.toml, line N: `node_0 = (7, -3)` cannot be read\n"
        "  hint: write the numbers in square brackets: node_0 = [7, -3]",
    ),
    "nparray": (
        "node_0 = [7, -3]",
        "node_0 = np.array([7, -3])",
        "mine.toml, line N: `node_0 = np.array([7, -3])` cannot be read\n"
        "  hint: write the numbers in square brackets: node_0 = [7, -3]",
    ),
    "colon": (
        'title = "Mine"',
        'title: "Mine"',
        'mine.toml, line N: `title: "Mine"` cannot be read\n  hint: write title = "Mine", with a sign of equality',
    ),
    "noeq": (
        'title = "Mine"',
        'title "Mine"',
        'mine.toml, line N: `title "Mine"` cannot be read\n  hint: write title = "Mine", with a sign of equality',
    ),
    "novalue": (
        'title = "Mine"',
        "title =",
        "mine.toml, line N: `title =` cannot be read\n"
        '  hint: write a value behind title =, such as title = "..." for a text',
    ),
    "two values": (
        'title = "Mine"',
        'title = "Mine" "again"',
        'mine.toml, line N: `title = "Mine" "again"` cannot be read\n'
        "  hint: inside a text in \"...\" write single quotes: title = \"Mine' 'again\"",
    ),
    "key twice": (
        '# form = "function"                     # "script" (variables, the usual one) or "function" (each '
        "step a function)",
        'title = "Again"\n'
        '# form = "function"                     # "script" (variables, the usual one) or "function" (each '
        "step a function)",
        'mine.toml, line N: `title = "Again"` cannot be read\n'
        "  hint: `title` is there twice: keep one of the two lines",
    ),
    "table twice": (
        "solution = \"(hidden_layer_values * weights['output']).sum()\"\n",
        "solution = \"(hidden_layer_values * weights['output']).sum()\"\n"
        "\n"
        "[story]\n"
        'id = "x"\n',
        "mine.toml, line N: `[story]` cannot be read\n"
        "  hint: [story] is there twice: put the lines of both below one of them",
    ),
    "table single bracket": (
        '[[step]]\nname = "output"',
        '[step]\nname = "output"',
        "mine.toml, line N: `[step]` cannot be read\n"
        "  hint: write [[step]], with two brackets on each side, above every step",
    ),
    "table bracket open": (
        "[network]",
        "[network",
        "mine.toml, line N: `[network` cannot be read\n"
        "  hint: write [network], with as many brackets behind the name as before it",
    ),
    "story double": (
        "[story]",
        "[[story]]",
        "mine.toml @ $.story: [[story]] is written with two brackets\n"
        "  hint: write [story], with one bracket on each side",
    ),
    "given inline bool": (
        'input_data = "a[0]"',
        "input_data = true",
        "mine.toml @ $.given.input_data: true names no quantity\n"
        '  hint: write a quantity in quotes, such as "a[0]" or "w[1][0]"; its numbers stand below [example]',
    ),
    "True": (
        "points = 1                              # 1 if left out",
        "points = True                              # 1 if left out",
        "mine.toml, line N: `points = True` cannot be read\n  hint: write points = true, in small letters",
    ),
    "None": (
        "points = 1                              # 1 if left out",
        "points = None                              # 1 if left out",
        "mine.toml, line N: `points = None` cannot be read\n"
        "  hint: TOML has no None: delete the line, or write a value",
    ),
    "newline string": (
        'title = "Mine"',
        'title = "Mi\nne"',
        'mine.toml, line N: `title = "Mi` cannot be read\n'
        '  hint: close the text with ": title = "Mi"; a text of several lines stands between """ and """',
    ),
    "backslash": (
        'title = "Mine"',
        'title = "C:\\new\\users"',
        'mine.toml, line N: `title = "C:\\new\\users"` cannot be read\n'
        "  hint: write each \\ twice, or put the text in single quotes: '...'",
    ),
    "unknown top": (
        'title = "Mine"',
        'titel = "Mine"',
        "mine.toml @ $.titel: `titel` is no key at the top of the file, above [story]\n"
        "  hint: did you mean `title`?",
    ),
    "unknown de": (
        'title = "Mine"',
        'titulo = "Mine"',
        "mine.toml @ $.titulo: `titulo` is no key at the top of the file, above [story]\n"
        "  hint: did you mean `title`?",
    ),
    "unknown story": (
        'output = "extra tomatoes"',
        'outputs = "extra tomatoes"',
        "mine.toml @ $.story.outputs: `outputs` is no key below [story]\n  hint: did you mean `output`?",
    ),
    "unknown network": (
        "layers = [{ units = 2 }, { units = 1 }]",
        "layer = [{ units = 2 }, { units = 1 }]",
        "mine.toml @ $.network.layer: `layer` is no key below [network]\n  hint: did you mean `layers`?",
    ),
    "unknown layer": (
        "layers = [{ units = 2 }, { units = 1 }]",
        "layers = [{ nodes = 2 }, { units = 1 }]",
        "mine.toml @ $.network.layers[0].nodes: `nodes` is no key in a layer, such as { units = 2 }\n"
        "  hint: write `units`",
    ),
    "unknown layer2": (
        "layers = [{ units = 2 }, { units = 1 }]",
        "layers = [{ unit = 2 }, { units = 1 }]",
        "mine.toml @ $.network.layers[0].unit: `unit` is no key in a layer, such as { units = 2 }\n"
        "  hint: did you mean `units`?",
    ),
    "unknown layer3": (
        "layers = [{ units = 2 }, { units = 1 }]",
        'layers = [{ units = 2, activations = "relu" }, { units = 1 }]',
        "mine.toml @ $.network.layers[0].activations: `activations` is no key in a layer, such as { units = 2 }\n"
        "  hint: did you mean `activation`?",
    ),
    "unknown step": (
        "carried = 1.0                           # share of the points if it is right on the learner's own "
        "earlier values",
        "caried = 1.0                           # share of the points if it is right on the learner's own "
        "earlier values",
        "mine.toml @ $.step[0].caried: step 1, `node_0_value`: `caried` is no key below a [[step]]\n"
        "  hint: did you mean `carried`?",
    ),
    "unknown step2": (
        'also = ["node_0_output", "node_0"]      # other names that are accepted',
        'synonyms = ["node_0_output", "node_0"]      # other names that are accepted',
        "mine.toml @ $.step[0].synonyms: step 1, `node_0_value`: `synonyms` is no key below a [[step]]\n"
        "  hint: write `also`",
    ),
    "unknown case": (
        'title = "Mine"',
        'Title = "Mine"',
        "mine.toml @ $.Title: `Title` is no key at the top of the file, above [story]\n"
        "  hint: did you mean `title`?",
    ),
    "missing title": (
        'title = "Mine"',
        "",
        'mine.toml @ $.title: `title` is missing\n  hint: add title = "..." at the top of the file, above [story]',
    ),
    "missing given": (
        "[given]\n"
        'input_data = "a[0]"\n'
        "\n"
        "[given.weights]\n"
        'node_0 = "w[1][0]"\n'
        'node_1 = "w[1][1]"\n'
        'output = "w[2][0]"\n',
        "",
        'mine.toml @ $.given: `given` is missing\n  hint: add [given] with lines such as input_data = "a[0]"',
    ),
    "missing name": (
        'name = "output"\nalso = ["model_output"]',
        'also = ["model_output"]',
        'mine.toml @ $.step[3].name: step 4: `name` is missing\n  hint: add name = "node_0_value" below a [[step]]',
    ),
    "missing quantity": (
        'quantity = "a[2][0]"\n'
        "ask = \"Multiply each hidden value by its weight in weights['output'], then add the products up.\"",
        "ask = \"Multiply each hidden value by its weight in weights['output'], then add the products up.\"",
        "mine.toml @ $.step[3].quantity: step 4, `output`: `quantity` is missing\n"
        '  hint: add quantity = "a[1][0]" below a [[step]]',
    ),
    "step missing solution": (
        "solution = \"(hidden_layer_values * weights['output']).sum()\"",
        "",
        "mine.toml @ $.step[3].solution: step 4, `output`: has no model solution\n"
        '  hint: add solution = "...": the code behind `output =`, as a learner should write it',
    ),
    "step empty solution": (
        "solution = \"(hidden_layer_values * weights['output']).sum()\"",
        'solution = "  "',
        "mine.toml @ $.step[3].solution: step 4, `output`: has no model solution\n"
        '  hint: add solution = "...": the code behind `output =`, as a learner should write it',
    ),
    "solution syntax": (
        "solution = \"(input_data * weights['node_0']).sum()\"",
        "solution = \"(input_data * weights['node_0']).sum(\"",
        "mine.toml @ $.step[0].solution: step 1, `node_0_value`: \"(input_data * weights['node_0']).sum(\" is "
        "no Python: '(' was never closed\n"
        "  hint: write it as you would in a program, and try it there",
    ),
    "title number": (
        'title = "Mine"',
        "title = 5",
        'mine.toml @ $.title: 5 is no text\n  hint: write title = "5", in quotes',
    ),
    "id number": (
        'id = "mine"                          # the name of this file; it stands in the first line of every stub',
        "id = 5                          # the name of this file; it stands in the first line of every stub",
        'mine.toml @ $.id: 5 is no text\n  hint: write id = "5", in quotes',
    ),
    "id caps": (
        'id = "mine"                          # the name of this file; it stands in the first line of every stub',
        'id = "Mine"                          # the name of this file; it stands in the first line of every stub',
        'mine.toml @ $.id: `Mine` is no id\n  hint: write id = "mine": small letters a to z, digits and _',
    ),
    "id space": (
        'id = "mine"                          # the name of this file; it stands in the first line of every stub',
        'id = "my own"                          # the name of this file; it stands in the first line of every stub',
        'mine.toml @ $.id: `my own` is no id\n  hint: write id = "my_own": small letters a to z, digits and _',
    ),
    "inputs text": (
        "inputs = 2",
        'inputs = "2"',
        'mine.toml @ $.network.inputs: "2" is no whole number\n  hint: write inputs = 2',
    ),
    "inputs float": (
        "inputs = 2",
        "inputs = 2.0",
        "mine.toml @ $.network.inputs: 2.0 is no whole number\n  hint: write inputs = 2",
    ),
    "inputs neg": (
        "inputs = 2",
        "inputs = -2",
        "mine.toml @ $.network.inputs: -2 inputs\n  hint: a network has 1 to 16 inputs",
    ),
    "units neg": (
        "layers = [{ units = 2 }, { units = 1 }]",
        "layers = [{ units = -2 }, { units = 1 }]",
        "mine.toml @ $.network.layers[0].units: units = -2\n  hint: a layer has 1 to 16 nodes",
    ),
    "units zero": (
        "layers = [{ units = 2 }, { units = 1 }]",
        "layers = [{ units = 0 }, { units = 1 }]",
        "mine.toml @ $.network.layers[0].units: units = 0\n  hint: a layer has 1 to 16 nodes",
    ),
    "units huge": (
        "layers = [{ units = 2 }, { units = 1 }]",
        "layers = [{ units = 2000 }, { units = 1 }]",
        "mine.toml @ $.network.layers[0].units: units = 2000\n  hint: a layer has 1 to 16 nodes",
    ),
    "units text": (
        "layers = [{ units = 2 }, { units = 1 }]",
        'layers = [{ units = "two" }, { units = 1 }]',
        'mine.toml @ $.network.layers[0].units: "two" is no whole number\n  hint: write units = 2',
    ),
    "layers ints": (
        "layers = [{ units = 2 }, { units = 1 }]",
        "layers = [2, 1]",
        "mine.toml @ $.network.layers[0]: 2 is no layer\n  hint: write { units = 2 } for each layer",
    ),
    "layers int": (
        "layers = [{ units = 2 }, { units = 1 }]",
        "layers = 2",
        "mine.toml @ $.network.layers: 2 is no list\n  hint: write layers = [{ units = 2 }, { units = 1 }]",
    ),
    "activation": (
        "layers = [{ units = 2 }, { units = 1 }]",
        'layers = [{ units = 2, activation = "ReLU" }, { units = 1 }]',
        'mine.toml @ $.network.layers[0].activation: `ReLU` is no activation\n  hint: write "relu"',
    ),
    "activation2": (
        "layers = [{ units = 2 }, { units = 1 }]",
        'layers = [{ units = 2, activation = "logistic" }, { units = 1 }]',
        'mine.toml @ $.network.layers[0].activation: `logistic` is no activation\n  hint: write "sigmoid"',
    ),
    "rows": (
        "layers = [{ units = 2 }, { units = 1 }]",
        "rows = 3\nlayers = [{ units = 2 }, { units = 1 }]",
        "mine.toml @ $.example.input_data: [4, 3] is a list of 2 numbers, and the network has 2 inputs and 3 rows\n"
        "  hint: write input_data = [[4, 3], [7, -5], [-9, 8]]",
    ),
    "inputs names": (
        'inputs = ["plants", "sunny weeks"]      # one name per input, in the order of the data',
        'inputs = ["plants"]      # one name per input, in the order of the data',
        'mine.toml @ $.story.inputs: 1 name for 2 inputs: ["plants"]\n'
        "  hint: write one name for each input, in the order of the data",
    ),
    "inputs str": (
        'inputs = ["plants", "sunny weeks"]      # one name per input, in the order of the data',
        'inputs = "plants, sunny weeks"      # one name per input, in the order of the data',
        'mine.toml @ $.story.inputs: "plants, sunny weeks" is no list\n'
        '  hint: write inputs = ["plants", "sunny weeks"], in square brackets',
    ),
    "inputs dup": (
        'inputs = ["plants", "sunny weeks"]      # one name per input, in the order of the data',
        'inputs = ["plants", "plants"]      # one name per input, in the order of the data',
        'mine.toml @ $.story.inputs: two of them are called "plants"\n  hint: give each a name of its own',
    ),
    "inputs blank": (
        'inputs = ["plants", "sunny weeks"]      # one name per input, in the order of the data',
        'inputs = ["plants", ""]      # one name per input, in the order of the data',
        'mine.toml @ $.story.inputs: "" is no name\n  hint: write what the number stands for',
    ),
    "form": (
        '# form = "function"                     # "script" (variables, the usual one) or "function" (each '
        "step a function)",
        'form = "func" #                    # "script" (variables, the usual one) or "function" (each step a '
        "function)",
        'mine.toml @ $.form: `func` is no form\n  hint: write "script", "function" or "answers"',
    ),
    "hints": (
        "# hints = 3                             # rungs of the hint ladder that a report shows, 0 to 4",
        "hints = 9 #                            # rungs of the hint ladder that a report shows, 0 to 4",
        "mine.toml @ $.hints: 9 rungs of hints\n  hint: the ladder has four rungs: write 0 to 4, "
        'or "open" for all of them at once',
    ),
    "hints text": (
        "# hints = 3                             # rungs of the hint ladder that a report shows, 0 to 4",
        'hints = "three" #                            # rungs of the hint ladder that a report shows, 0 to 4',
        'mine.toml @ $.hints: "three" rungs of hints\n'
        '  hint: the ladder has four rungs: write 0 to 4, or "open" for all of them at once',
    ),
    "dup step": (
        'name = "node_1_value"',
        'name = "node_0_value"',
        "mine.toml @ $.step[1].name: step 2, `node_0_value`: `node_0_value` is used twice\n"
        "  hint: it stands at $.step[0].name too: give each a name of its own",
    ),
    "dup also": (
        'also = ["model_output"]',
        'also = ["node_0"]',
        "mine.toml @ $.step[3].also[0]: step 4, `output`: `node_0` is used twice\n"
        "  hint: it stands at $.step[0].also[1] too: give each a name of its own",
    ),
    "name space": (
        'name = "node_1_value"',
        'name = "node 1 value"',
        "mine.toml @ $.step[1].name: step 2, `node 1 value`: `node 1 value` is no variable name\n"
        "  hint: write node_1_value: letters, digits and _, and no word of Python",
    ),
    "name dash": (
        'name = "node_1_value"',
        'name = "node-1-value"',
        "mine.toml @ $.step[1].name: step 2, `node-1-value`: `node-1-value` is no variable name\n"
        "  hint: write node_1_value: letters, digits and _, and no word of Python",
    ),
    "name keyword": (
        'name = "node_1_value"',
        'name = "lambda"',
        "mine.toml @ $.step[1].name: step 2, `lambda`: `lambda` is no variable name\n"
        "  hint: write lambda_value: letters, digits and _, and no word of Python",
    ),
    "name np": (
        'name = "node_1_value"',
        'name = "np"',
        "mine.toml @ $.step[1].name: step 2, `np`: `np` is used twice\n"
        "  hint: numpy has that name: give each a name of its own",
    ),
    "quantity layer": (
        'quantity = "a[2][0]"',
        'quantity = "a[3][0]"',
        "mine.toml @ $.step[3].quantity: step 4, `output`: `a[3][0]` asks for layer 3, the network has 2\n"
        "  hint: layers count from 1, so the output is a[2]",
    ),
    "quantity unit": (
        'quantity = "a[1][1]"',
        'quantity = "a[1][2]"',
        "mine.toml @ $.step[1].quantity: step 2, `node_1_value`: `a[1][2]`: layer 1 has 2 nodes\n"
        "  hint: nodes count from 0, so write 0 to 1",
    ),
    "quantity words": (
        'quantity = "a[2][0]"',
        'quantity = "output"',
        "mine.toml @ $.step[3].quantity: step 4, `output`: `output` names no quantity of a network\n"
        '  hint: write such as "a[0]" for the inputs, "w[1][0]", or "a[2][0]" for the output',
    ),
    "quantity round": (
        'quantity = "a[2][0]"',
        'quantity = "a(2)(0)"',
        "mine.toml @ $.step[3].quantity: step 4, `output`: `a(2)(0)` names no quantity of a network\n"
        '  hint: write "a[2][0]"',
    ),
    "quantity comma": (
        'quantity = "a[2][0]"',
        'quantity = "a[2,0]"',
        "mine.toml @ $.step[3].quantity: step 4, `output`: `a[2,0]` names no quantity of a network\n"
        '  hint: write "a[2][0]"',
    ),
    "quantity input": (
        'quantity = "a[2][0]"',
        'quantity = "a[0][0]"',
        "mine.toml @ $.step[3].quantity: step 4, `output`: `a[0][0]` is given, not computed\n"
        '  hint: a step asks for what is computed: write such as "a[1][0]" or "z[1][0]"',
    ),
    "quantity weight step": (
        'quantity = "a[2][0]"',
        'quantity = "w[2][0]"',
        "mine.toml @ $.step[3].quantity: step 4, `output`: `w[2][0]` is given, not computed\n"
        '  hint: a step asks for what is computed: write such as "a[1][0]" or "z[1][0]"',
    ),
    "quantity neg": (
        'quantity = "a[1][1]"',
        'quantity = "a[1][-1]"',
        "mine.toml @ $.step[1].quantity: step 2, `node_1_value`: `a[1][-1]` names no quantity of a network\n"
        '  hint: write such as "a[0]" for the inputs, "w[1][0]", or "a[2][0]" for the output',
    ),
    "given number": (
        'output = "w[2][0]"',
        "output = 3",
        "mine.toml @ $.given.weights.output: 3 names no quantity\n"
        '  hint: write a quantity in quotes, such as "a[0]" or "w[1][0]"; its numbers stand below [example]',
    ),
    "given missing weight": (
        'node_1 = "w[1][1]"\noutput = "w[2][0]"',
        'output = "w[2][0]"',
        "mine.toml @ $.given: no line holds `w[1][1]`, the weights of node 1 in layer 1\n"
        '  hint: add a line such as node_1 = "w[1][1]" below [given.weights]',
    ),
    "given twice": (
        'node_1 = "w[1][1]"',
        'node_1 = "w[1][0]"',
        "mine.toml @ $.given.weights.node_1: `w[1][0]` is given twice\n"
        "  hint: it stands at $.given.weights.node_0 too: one of them is another quantity",
    ),
    "given list": (
        'node_1 = "w[1][1]"',
        'node_1 = ["w[1][1]"]',
        'mine.toml @ $.given.weights.node_1: ["w[1][1]"] names no quantity\n'
        '  hint: write a quantity in quotes, such as "a[0]" or "w[1][0]"; its numbers stand below [example]',
    ),
    "example missing": (
        "node_1 = [-9, 8]\noutput = [-9, 7]",
        "output = [-9, 7]",
        "mine.toml @ $.example.weights.node_1: has no numbers\n"
        "  hint: write node_1 = [4, 3] below [example.weights]",
    ),
    "example count": (
        "node_1 = [-9, 8]",
        "node_1 = [-9, 8, 7]",
        "mine.toml @ $.example.weights.node_1: [-9, 8, 7] is a list of 3 numbers, and node 1 of layer 1 has "
        "2 weights, one for each input\n"
        "  hint: write node_1 = [4, 3]",
    ),
    "example few": (
        "node_1 = [-9, 8]",
        "node_1 = [-9]",
        "mine.toml @ $.example.weights.node_1: [-9] is a list of 1 number, and node 1 of layer 1 has 2 "
        "weights, one for each input\n"
        "  hint: write node_1 = [4, 3]",
    ),
    "example scalar": (
        "node_1 = [-9, 8]",
        "node_1 = -9",
        "mine.toml @ $.example.weights.node_1: -9 is one number without brackets, and node 1 of layer 1 has "
        "2 weights, one for each input\n"
        "  hint: write node_1 = [4, 3]",
    ),
    "example nested": (
        "node_1 = [-9, 8]",
        "node_1 = [[-9, 8]]",
        "mine.toml @ $.example.weights.node_1: [[-9, 8]] is a list of 1 list, and node 1 of layer 1 has 2 "
        "weights, one for each input\n"
        "  hint: write node_1 = [4, 3]",
    ),
    "example text": (
        "node_1 = [-9, 8]",
        'node_1 = ["-9", "8"]',
        'mine.toml @ $.example.weights.node_1: "-9" is no number\n  hint: write -9, without quotes',
    ),
    "example str": (
        "node_1 = [-9, 8]",
        'node_1 = "-9, 8"',
        'mine.toml @ $.example.weights.node_1: "-9, 8" is no number\n  hint: write node_1 = [4, 3]',
    ),
    "example comma": (
        "node_1 = [-9, 8]",
        "node_1 = [-9,5, 8,5]",
        "mine.toml @ $.example.weights.node_1: [-9, 5, 8, 5] is a list of 4 numbers, and node 1 of layer 1 "
        "has 2 weights, one for each input\n"
        "  hint: write node_1 = [4, 3]; or, with a point in each number, [-9.5, 8.5]",
    ),
    "example nan": (
        "node_1 = [-9, 8]",
        "node_1 = [nan, 8]",
        "mine.toml @ $.example.weights.node_1: nan is no plain number\n"
        "  hint: write a plain number between -1000000 and 1000000, such as 4",
    ),
    "example inf": (
        "node_1 = [-9, 8]",
        "node_1 = [inf, 8]",
        "mine.toml @ $.example.weights.node_1: inf is too large\n"
        "  hint: write a plain number between -1000000 and 1000000, such as 4",
    ),
    "example huge": (
        "node_1 = [-9, 8]",
        "node_1 = [1e300, 8]",
        "mine.toml @ $.example.weights.node_1: 1e+300 is too large\n"
        "  hint: write a plain number between -1000000 and 1000000, such as 4",
    ),
    "example huge int": (
        "node_1 = [-9, 8]",
        "node_1 = [9999999999999999999999999999999999999999, 8]",
        "mine.toml @ $.example.weights.node_1: 9999999999999999999999999999999999999999 is too large\n"
        "  hint: write a plain number between -1000000 and 1000000, such as 4",
    ),
    "example mixed": (
        "node_1 = [-9, 8]",
        "node_1 = [[-9], 8]",
        "mine.toml @ $.example.weights.node_1: [[-9], 8] has rows of unequal length\n  hint: write node_1 = [4, 3]",
    ),
    "example bool": (
        "node_1 = [-9, 8]",
        "node_1 = [true, 8]",
        "mine.toml @ $.example.weights.node_1: true is no number\n  hint: write node_1 = [4, 3]",
    ),
    "example date": (
        "node_1 = [-9, 8]",
        "node_1 = [2026-01-01, 8]",
        "mine.toml @ $.example.weights.node_1: 2026-01-01 is no number\n  hint: write node_1 = [4, 3]",
    ),
    "example unknown": (
        "output = [-9, 7]",
        "node_2 = [1, 2]\noutput = [-9, 7]",
        "mine.toml @ $.example.weights.node_2: `weights.node_2` is not given\n"
        "  hint: did you mean `weights.node_1`?",
    ),
    "example unknown given": (
        "[example.weights]",
        "[example.weight]",
        "mine.toml @ $.example.weight: `weight` is not given\n  hint: did you mean `weights.output`?",
    ),
    "example inputs": (
        "input_data = [4, 3]",
        "input_data = [4, 3, 2]",
        "mine.toml @ $.example.input_data: [4, 3, 2] is a list of 3 numbers, and the network has 2 inputs\n"
        "  hint: write input_data = [4, 3]",
    ),
    "example zeros": (
        "input_data = [4, 3]",
        "input_data = [0, 0]",
        "mine.toml @ $.example.input_data: [0, 0] holds zeros only\n"
        "  hint: write input_data = [4, 3]: small numbers other than 0 and 1, so that no mistake gives the "
        "right value by chance",
    ),
    "example all zeros": (
        "input_data = [4, 3]\n"
        "\n"
        "[example.weights]\n"
        "node_0 = [7, -3]\n"
        "node_1 = [-9, 8]\n"
        "output = [-9, 7]",
        "input_data = [0, 0]\n"
        "\n"
        "[example.weights]\n"
        "node_0 = [0, 0]\n"
        "node_1 = [0, 0]\n"
        "output = [0, 0]",
        "mine.toml @ $.example.input_data: [0, 0] holds zeros only\n"
        "  hint: write input_data = [4, 3]: small numbers other than 0 and 1, so that no mistake gives the "
        "right value by chance",
    ),
    "points neg": (
        "points = 1                              # 1 if left out",
        "points = -1                              # 1 if left out",
        "mine.toml @ $.step[0].points: step 1, `node_0_value`: points = -1\n  hint: write 0 to 1000",
    ),
    "points text": (
        "points = 1                              # 1 if left out",
        'points = "1"                              # 1 if left out',
        'mine.toml @ $.step[0].points: step 1, `node_0_value`: "1" is no number\n'
        "  hint: write points = 1, without quotes",
    ),
    "points nan": (
        "points = 1                              # 1 if left out",
        "points = nan                              # 1 if left out",
        "mine.toml @ $.step[0].points: step 1, `node_0_value`: points = nan\n  hint: write 0 to 1000",
    ),
    "carried": (
        "carried = 1.0                           # share of the points if it is right on the learner's own "
        "earlier values",
        "carried = 50                           # share of the points if it is right on the learner's own "
        "earlier values",
        "mine.toml @ $.step[0].carried: step 1, `node_0_value`: carried = 50\n"
        "  hint: write a share of the points from 0 to 1, such as 0.5",
    ),
    "also str": (
        'also = ["model_output"]',
        'also = "model_output"',
        'mine.toml @ $.step[3].also: step 4, `output`: "model_output" is no list\n'
        '  hint: write also = ["model_output"], in square brackets',
    ),
    "ask list": (
        'ask = "The same for node 1, with its own weights."',
        'ask = ["x"]',
        'mine.toml @ $.step[1].ask: step 2, `node_1_value`: ["x"] is no text\n  hint: write ask = "...", in quotes',
    ),
    "call": (
        "solution = \"(input_data * weights['node_1']).sum()\"",
        'solution = "return 1"\ncall = ["input_data"]',
        "mine.toml @ $.step[1].parameters: step 2, `node_1_value`: 0 parameters for 1 argument of call\n"
        '  hint: write one name for each argument, such as parameters = ["x"]',
    ),
    "through": (
        "solution = \"(input_data * weights['node_1']).sum()\"",
        'solution = "1"\nthrough = "relu(node_0_value)"',
        "mine.toml @ $.step[1].through: step 2, `node_1_value`: `relu(node_0_value)` calls no earlier function\n"
        '  hint: name a graded function of an earlier step, such as "relu(node_0_input)"',
    ),
    "unit spelled": (
        "layers = [{ units = 2 }, { units = 1 }]",
        "layers = [{ units = 2 } { units = 1 }]",
        "mine.toml, line N: `layers = [{ units = 2 } { units = 1 }]` cannot be read\n"
        "  hint: put commas between the items: layers = [{ units = 2 }, { units = 1 }]",
    ),
    "inline newline": (
        "layers = [{ units = 2 }, { units = 1 }]",
        "layers = [{ units = 2,\n }, { units = 1 }]",
        "mine.toml, line N: `layers = [{ units = 2,` cannot be read\n"
        "  hint: write what stands in { ... } on one line",
    ),
    "key after table": (
        'id = "garden"',
        'hints = 3\nid = "garden"',
        "mine.toml @ $.story.hints: `hints` is no key below [story]\n"
        "  hint: `hints` stands at the top of the file, above [story]",
    ),
    "nul": (
        'title = "Mine"',
        'title = "Mi\u0000ne"',
        'mine.toml, line N: `title = "Mi�ne"` cannot be read\n'
        "  hint: there is a character in it that nobody can see (U+0000): type the line anew",
    ),
    "text no triple": (
        'text = """\n'
        "A gardener wants to predict how many more tomatoes than last year a bed will give.\n"
        "Two things are known about each bed: the number of plants and the number of sunny weeks.\n"
        'The network below turns these two inputs into one prediction."""',
        'text = "\n'
        "A gardener wants to predict how many more tomatoes than last year a bed will give.\n"
        "Two things are known about each bed: the number of plants and the number of sunny weeks.\n"
        'The network below turns these two inputs into one prediction."',
        'mine.toml, line N: `text = "` cannot be read\n'
        '  hint: a text of several lines stands between """ and """: write text = """',
    ),
    "quote inside": (
        'ask = "The same for node 1, with its own weights."',
        'ask = "The same for "node 1", with its own weights."',
        'mine.toml, line N: `ask = "The same for "node 1", with its own weights."` cannot be read\n'
        "  hint: inside a text in \"...\" write single quotes: ask = \"The same for 'node 1', with its own "
        'weights."',
    ),
}

# name: (the whole file, what the author reads); None of the texts stands for a fresh file
WHOLE = {
    "nothing": (
        b"",
        'mine.toml @ $.id: `id` is missing\n  hint: add id = "my_exercise" at the top of the file, above [story]',
    ),
    "JSON": (
        b'{"id": "mine"}',
        'mine.toml, line N: `{"id": "mine"}` cannot be read\n'
        '  hint: this is JSON: write lines such as title = "..."; `grader new` writes a file to start from',
    ),
    "Python": (
        b"id = 'mine'\nimport numpy as np\n",
        "mine.toml, line N: `import numpy as np` cannot be read\n"
        '  hint: this is Python; the file holds lines such as title = "...", and code only in `solution`',
    ),
    "Latin-1": (
        'id = "mine"\ntitle = "Übung"'.encode("latin-1"),
        'mine.toml, line N: `title = "Übung"` is not saved as UTF-8\n'
        "  hint: save the file again, and choose the encoding UTF-8",
    ),
    "UTF-16": (
        'id = "mine"'.encode("utf-16"),
        "mine.toml: is saved as UTF-16\n  hint: save it again, and choose the encoding UTF-8",
    ),
    "a document": (
        b"PK\x03\x04" + bytes(range(256)),
        "mine.toml: is a document of a word processor, not a text file\n"
        "  hint: copy its text into a plain text editor, and save it there with the ending .toml",
    ),
    "brackets without end": (
        b"x = " + b"[" * 5000,
        "mine.toml: is no TOML: brackets inside brackets without end, or a number of thousands of digits\n"
        "  hint: write short lists of plain numbers, such as [2, 3]",
    ),
}


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> str:
    return new("mine", tmp_path_factory.mktemp("fresh")).read_text("utf-8")


def told(path: Path) -> str:
    with pytest.raises(AuthorError) as caught:
        checked(path)
    said = str(caught.value)
    assert re.match(r"mine\.toml( @ \$|, line \d+|:)", said)
    assert caught.value.hint
    line = re.match(r"mine\.toml, line (\d+): `([^`]*?)(\.\.\.)?`", said)
    if line:  # the one that is quoted
        lines = re.split(r"\r\n|\r|\n", path.read_bytes().decode("utf-8-sig", "replace"))
        assert re.sub(r"\W", "", line[2])[:5] in re.sub(r"\W", "", lines[int(line[1]) - 1])
    return re.sub(r"(?<=^mine\.toml, line )\d+", "N", said)


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_line_is_told_with_place_value_and_remedy(tmp_path: Path, fresh: str, name: str) -> None:
    before, after, said = BROKEN[name]
    assert before in fresh
    path = tmp_path / "mine.toml"
    path.write_text(fresh.replace(before, after, 1), "utf-8")
    assert told(path) == said


@pytest.mark.parametrize("name", WHOLE)
def test_a_file_that_is_something_else(tmp_path: Path, name: str) -> None:
    data, said = WHOLE[name]
    path = tmp_path / "mine.toml"
    path.write_bytes(data)
    assert told(path) == said


def test_single_brackets_around_every_step(tmp_path: Path, fresh: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(fresh.replace("[[step]]", "[step]"), "utf-8")
    assert "write [[step]], with two brackets on each side, above every step" in told(path)


def test_no_step_has_a_solution(tmp_path: Path, fresh: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(re.sub(r"(?m)^solution.*\n", "", fresh), "utf-8")
    assert told(path) == (
        "mine.toml @ $.step[0].solution: step 1, `node_0_value`: has no model solution\n"
        '  hint: add solution = "...": the code behind `node_0_value =`; a learner\'s copy has none'
    )


@pytest.mark.parametrize(
    "changed",
    [
        lambda text: "\ufeff" + text,
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("\n", "\r"),
        lambda text: text.replace('title = "Mine"', '\ttitle\t=\t"Mine"'),
        lambda text: text + "\n\n# the end",
    ],
    ids=["BOM", "lines of Windows", "lines of an old Mac", "tabs", "no line end"],
)
def test_what_editors_do_is_fine(tmp_path: Path, fresh: str, changed) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "mine.toml"
    path.write_bytes(changed(fresh).encode())
    assert checked(path).exercise.points == 4
