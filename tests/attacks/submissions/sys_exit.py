# attack: early-exit | expect: wrong,raised,killed | needs: basic | leaves with sys.exit(0)
import sys
sys.exit(0)
node_0_value = 1.0
node_1_value = 1.0
hidden_layer_values = [1.0, 1.0]
output = 1.0
