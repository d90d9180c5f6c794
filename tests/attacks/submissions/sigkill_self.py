# attack: early-exit | expect: killed,raised | needs: basic | kills itself with SIGKILL
import os, signal
os.kill(os.getpid(), signal.SIGKILL)
node_0_value = 1.0
node_1_value = 1.0
hidden_layer_values = [1.0, 1.0]
output = 1.0
