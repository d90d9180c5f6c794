# attack: early-exit | expect: killed | needs: basic | leaves with os._exit(0) before any answer
import os
os._exit(0)
node_0_value = 1.0
node_1_value = 1.0
hidden_layer_values = [1.0, 1.0]
output = 1.0
