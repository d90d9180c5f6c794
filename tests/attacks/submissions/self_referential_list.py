# attack: values | expect: wrong | needs: basic | answers with a list that contains itself
x = []
x.append(x)
node_0_value = x
node_1_value = x
hidden_layer_values = x
output = x
