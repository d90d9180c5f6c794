# attack: processes | expect: wrong | needs: basic | starts 20 threads that never end
import threading, time
def loop():
    while True: time.sleep(1)
for i in range(20):
    try: threading.Thread(target=loop, daemon=False).start()
    except RuntimeError as e: print(e); break
node_0_value = 1.0
node_1_value = 1.0
hidden_layer_values = [1.0, 1.0]
output = 1.0
