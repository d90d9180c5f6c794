# attack: early-exit | expect: timed-out,raised | needs: strong | stops itself with SIGSTOP
import os, signal
os.kill(os.getpid(), signal.SIGSTOP)
node_0_value = 1.0
node_1_value = 1.0
hidden_layer_values = [1.0, 1.0]
output = 1.0
