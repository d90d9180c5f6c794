# expect: correct
input_data = [5, 3]
weights = {"node_0": [-4, 5], "node_1": [3, -4], "output": [5, -2]}
hidden = []
for node in ("node_0", "node_1"):
    total = 0
    for x, w in zip(input_data, weights[node]):
        total += x * w
    hidden.append(total if total > 0 else 0)
output = hidden[0] * weights["output"][0] + hidden[1] * weights["output"][1]
