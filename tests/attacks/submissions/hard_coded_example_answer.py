# attack: cheating | expect: wrong,not-rerunnable | needs: basic | hard-codes the numbers of the worked example
import numpy as np
node_0_value = 5
node_1_value = 1
hidden_layer_values = np.array([5, 1])
output = 9
