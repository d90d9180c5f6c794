# attack: signals | expect: wrong | needs: strong | kills every process of the account (signal 0 only unless the runner arms it)
import os, signal
assert os.getuid() != 0
try: os.kill(-1, signal.SIGKILL if "@ARMED@" == "yes" else 0); print("SIGNALLED-ALL")
except OSError as e: print("kill -1:", e)
node_0_value = 1.0
node_1_value = 1.0
hidden_layer_values = [1.0, 1.0]
output = 1.0
