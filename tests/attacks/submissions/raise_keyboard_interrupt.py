# attack: early-exit | expect: raised | needs: basic | raises KeyboardInterrupt to stop the grader as Ctrl-C would
raise KeyboardInterrupt
node_0_value = 1.0
node_1_value = 1.0
hidden_layer_values = [1.0, 1.0]
output = 1.0
