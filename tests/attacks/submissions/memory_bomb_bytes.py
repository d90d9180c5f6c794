# attack: memory | expect: out-of-memory,timed-out | needs: basic | takes 2 GB with bytearrays
keep = []
for i in range(20): keep.append(bytearray(b"x") * (100 << 20))   # at most 2 GB
print("GOT-2GB")
node_0_value = 1.0
node_1_value = 1.0
hidden_layer_values = [1.0, 1.0]
output = 1.0
