# attack: signals | expect: wrong | needs: strong | kills its parent process
import os, signal
try: os.kill(os.getppid(), signal.SIGKILL); print("KILLED-PARENT")
except OSError as e: print("kill:", e)
node_0_value = 1.0
node_1_value = 1.0
hidden_layer_values = [1.0, 1.0]
output = 1.0
