# attack: values | expect: wrong,timed-out,out-of-memory | needs: basic | answers with an 8,000,000-bit integer and a 50 MB string
node_0_value = 1 << 8_000_000
node_1_value = "9" * 50_000_000
hidden_layer_values = [10**5000, 2]
output = 10**400
