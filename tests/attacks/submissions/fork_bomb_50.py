# attack: processes | expect: wrong,raised | needs: strong | forks 50 sleeping processes
import os, time
n = 0
for i in range(50):
    try:
        if os.fork() == 0:
            time.sleep(8); os._exit(0)
        n += 1
    except OSError as e: print("fork:", e); break
print("FORKED", n)
node_0_value = 1.0
node_1_value = 1.0
hidden_layer_values = [1.0, 1.0]
output = 1.0
