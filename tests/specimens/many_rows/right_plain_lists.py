# expect: correct correct
input_data = [[5, 2], [2, 7], [7, 3], [3, 5]]
weights = {"node_0": [-4, 3], "node_1": [2, -3], "output": [2, -6]}

def relu(x):
    return x if x > 0 else 0

def predict_with_network(row, weights):
    h = []
    for node in ["node_0", "node_1"]:
        h.append(relu(row[0] * weights[node][0] + row[1] * weights[node][1]))
    return h[0] * weights["output"][0] + h[1] * weights["output"][1]

results = list(map(lambda row: predict_with_network(row, weights), input_data))
