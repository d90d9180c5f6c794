# attack: time | expect: timed-out | needs: basic | loops for ever on the CPU
while True: pass
node_0_value = 1.0
node_1_value = 1.0
hidden_layer_values = [1.0, 1.0]
output = 1.0
