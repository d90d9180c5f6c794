# attack: output-flood | expect: wrong,raised,timed-out | needs: basic | prints 1 GB
s = "y" * (1 << 20)
for i in range(1024): print(s)
node_0_value = 1.0
node_1_value = 1.0
hidden_layer_values = [1.0, 1.0]
output = 1.0
