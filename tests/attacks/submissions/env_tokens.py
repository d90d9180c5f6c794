# attack: cheating | expect: wrong | needs: basic | prints its environment
import os
print("ENV", dict(os.environ))
node_0_value = 1.0
node_1_value = 1.0
hidden_layer_values = [1.0, 1.0]
output = 1.0
