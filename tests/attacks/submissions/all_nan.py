# attack: values | expect: wrong | needs: basic | answers NaN everywhere
n = float('nan')
node_0_value = node_1_value = output = n
hidden_layer_values = [n, n]
