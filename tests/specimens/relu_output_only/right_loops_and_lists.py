# expect: correct
input_data = [4, 3]
weights = {"node_0": [-5, 3], "node_1": [5, -6], "output": [5, -2]}
hidden = []
for node in ("node_0", "node_1"):
    total = 0
    for x, w in zip(input_data, weights[node]):
        total += x * w
    hidden.append(total if total > 0 else 0)
output = hidden[0] * weights["output"][0] + hidden[1] * weights["output"][1]
